"""Settings: the flag, then the environment, then the file, then the default; and where each came from."""

import pytest

from pratique.errors import NotReady
from pratique.settings import find_site, load_settings

TOML = 'actor = "from the file"\nzone = "Asia/Shanghai"\n'


def settings(folder, toml=TOML, flags=None, **environ):
    (folder / "pratique.toml").write_text(toml)
    return load_settings(folder, flags, {f"PRATIQUE_{name.upper()}": value for name, value in environ.items()})


@pytest.mark.parametrize(
    ("flags", "environ", "toml", "value", "origin"),
    [
        ({"actor": "from the flag"}, {"actor": "from the environment"}, TOML, "from the flag", "flag"),
        ({"actor": None}, {"actor": "from the environment"}, TOML, "from the environment", "PRATIQUE_ACTOR"),
        (None, {}, TOML, "from the file", "pratique.toml"),
        (None, {}, "", "", "default"),
        ({"actor": ""}, {"actor": "from the environment"}, TOML, "", "flag"),
        (None, {"actor": ""}, TOML, "", "PRATIQUE_ACTOR"),
    ],
)
def test_the_nearest_wins_and_is_named(tmp_path, flags, environ, toml, value, origin):
    found = settings(tmp_path, toml, flags, **environ)
    assert (found["actor"], found.origin["actor"]) == (value, origin)


def test_a_setting_of_its_own_does_not_move_the_others(tmp_path):
    found = settings(tmp_path, flags={"actor": "x"})
    assert (found["zone"], found.origin["zone"]) == ("Asia/Shanghai", "pratique.toml")
    assert found.register_url == f"sqlite:///{tmp_path / 'register.sqlite'}"
    assert settings(tmp_path, register_url="postgresql+psycopg://h/d").register_url == "postgresql+psycopg://h/d"


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ('colour = "red"', "no setting `colour`"),
        ("zone = 8", "`zone` must be a text"),
        ("zone = ", "cannot be read"),
        ('authority = "measles"', r"\[authority\] must be a table"),
        ("[cabins]\nZZ1 = 3", r"\[cabins\] must be a table of texts"),
        ('[cabins]\nZZ12345 = "3-3:1-30"', r"`ZZ12345` in \[cabins\] is no flight or carrier"),
        ('[cabins]\n"ZZ1/" = "3-3:1-30"', r"`ZZ1/` in \[cabins\]"),
        ('[aircraft]\nA320 = "3-3:1-30"', r"`A320` in \[aircraft\] is no registration"),
        ('[aircraft]\nB-1234 = "3-3:1"\nb1234 = "3-3:2"', r"\[aircraft\] gives `b1234` two layouts"),
    ],
)
def test_a_mistake_in_the_file_is_named(tmp_path, toml, said):
    with pytest.raises(NotReady, match=said):
        settings(tmp_path, toml)


def test_the_keys_of_cabins_are_kept_in_the_form_they_are_looked_up_in(tmp_path):
    toml = '[aircraft]\nb-1234 = "x"\n"B-1234/UPPER" = "y"\n[cabins]\n"zz 0305" = "z"\nzz = "u"\n"QQX/UPPER" = "v"\n'
    found = settings(tmp_path, toml)
    assert found.aircraft == {"B1234": "x", "B1234/UPPER": "y"}
    assert found.cabins == {"ZZ305": "z", "ZZ": "u", "QQX/UPPER": "v"}


def test_a_site_is_found_by_flag_by_environment_or_upwards(tmp_path, monkeypatch):
    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        (folder / "deep" / "er").mkdir(parents=True)
        (folder / "pratique.toml").touch()
    monkeypatch.chdir(one / "deep" / "er")
    assert find_site(environ={}) == one
    assert find_site(environ={"PRATIQUE_SITE": str(two)}) == two
    assert find_site(one, environ={"PRATIQUE_SITE": str(two)}) == one
    with pytest.raises(NotReady, match="There is no site in"):
        find_site(tmp_path, environ={})
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NotReady, match="This folder is no site"):
        find_site(environ={})
