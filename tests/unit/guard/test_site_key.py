"""Where the site key comes from, and when it is refused."""

import base64
import os

import pytest

from pratique.errors import NotReady
from pratique.guard.site_key import load_site_key, make_site_key
from pratique.settings import load_settings

SECRET = bytes(range(32))
TEXT = base64.b64encode(SECRET).decode()


def settings_of(folder, toml="", **environ):
    (folder / "pratique.toml").write_text(toml)
    return load_settings(folder, environ={f"PRATIQUE_{name.upper()}": value for name, value in environ.items()})


def test_a_new_key_is_its_owners_alone_and_never_overwritten(tmp_path):
    path = tmp_path / "keys" / "site.key"
    old = os.umask(0)
    try:
        key = make_site_key(path)
    finally:
        os.umask(old)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert load_site_key(settings_of(tmp_path)).secret == key.secret
    with pytest.raises(FileExistsError):
        make_site_key(path)
    assert make_site_key(tmp_path / "another").secret != key.secret


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o601, 0o666])
def test_a_key_that_others_may_touch_is_refused(tmp_path, mode):
    make_site_key(tmp_path / "keys" / "site.key")
    (tmp_path / "keys" / "site.key").chmod(mode)
    with pytest.raises(NotReady, match="Others than its owner") as refused:
        load_site_key(settings_of(tmp_path))
    assert "chmod 600 keys/site.key" in refused.value.hint


def test_the_environment_comes_before_the_command_and_the_command_before_the_file(tmp_path):
    in_file = make_site_key(tmp_path / "keys" / "site.key")
    other = base64.b64encode(bytes(32)).decode()
    command = f"echo {other}"
    assert load_site_key(settings_of(tmp_path)).secret == in_file.secret
    assert load_site_key(settings_of(tmp_path, site_key_command=command)).secret == bytes(32)
    assert load_site_key(settings_of(tmp_path, site_key_command=command, site_key=TEXT)).secret == SECRET


def test_a_command_runs_without_a_shell(tmp_path):
    with pytest.raises(NotReady, match="malformed"):
        load_site_key(settings_of(tmp_path, site_key_command=f"echo {TEXT}; touch {tmp_path}/ran"))
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("command", ["false", "/no/such/program", "'unbalanced"])
def test_a_command_that_fails_is_explained(tmp_path, command):
    with pytest.raises(NotReady, match="command that prints the site key failed"):
        load_site_key(settings_of(tmp_path, site_key_command=command))


@pytest.mark.parametrize("text", ["", "not base64!", TEXT[:-8], TEXT + "AAAA", base64.b64encode(bytes(31)).decode()])
def test_a_malformed_key_is_refused_without_being_quoted(tmp_path, text):
    make_site_key(tmp_path / "keys" / "site.key")
    (tmp_path / "keys" / "site.key").write_text(text)
    with pytest.raises(NotReady, match="malformed") as refused:
        load_site_key(settings_of(tmp_path))
    assert "keys/site.key" in refused.value.sentence
    assert not text or text not in refused.value.sentence + refused.value.hint


def test_no_key_anywhere_is_a_clear_sentence(tmp_path):
    with pytest.raises(NotReady, match="The site key is missing") as refused:
        load_site_key(settings_of(tmp_path))
    assert "PRATIQUE_SITE_KEY" in refused.value.hint


def test_the_key_is_no_setting_of_the_file(tmp_path):
    with pytest.raises(NotReady, match="no setting `site_key`"):
        settings_of(tmp_path, f'site_key = "{TEXT}"\n')
