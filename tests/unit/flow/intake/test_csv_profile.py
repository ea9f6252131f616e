"""What is kept of a sender comes back; what is wrong in it is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pratique.errors import NotReadable
from pratique.flow.intake.profile import SenderProfile, load_profile, save_profile


@given(
    columns=st.dictionaries(st.text(min_size=1, max_size=12), st.sampled_from(["surname", "seat", ""]), max_size=5),
    dates=st.sampled_from([None, "dmy", "mdy", "ymd"]),
    separator=st.sampled_from([None, ",", "\t", "|"]),
)
def test_a_profile_comes_back(tmp_path_factory, columns, dates, separator):
    folder = tmp_path_factory.mktemp("profiles")
    columns = {key: value for key, value in columns.items() if key.isprintable()}
    profile = SenderProfile("zz-air", columns, dates, "gb18030", separator)
    save_profile(folder, profile)
    assert load_profile(folder, "zz-air") == profile


def test_saving_replaces_and_leaves_nothing_else(tmp_path):
    save_profile(tmp_path, SenderProfile("zz", dates="dmy"))
    save_profile(tmp_path, SenderProfile("zz", dates="mdy"))
    kept = load_profile(tmp_path, "zz")
    assert kept is not None
    assert kept.dates == "mdy"
    assert [path.name for path in tmp_path.iterdir()] == ["zz.toml"]


def test_no_profile_is_none(tmp_path):
    assert load_profile(tmp_path, "nobody") is None


@pytest.mark.parametrize("text", ["dates = 'dym'", "columns = 3", "[columns]\nA = 1", "separator = ';;'", "not toml"])
def test_a_wrong_profile_is_refused(tmp_path, text):
    (tmp_path / "zz.toml").write_text(text, encoding="utf-8")
    with pytest.raises(NotReadable, match=r"zz\.toml"):
        load_profile(tmp_path, "zz")


@pytest.mark.parametrize("name", ["../other", "a/b", "", ".hidden"])
def test_a_name_cannot_leave_the_folder(tmp_path, name):
    with pytest.raises(NotReadable):
        load_profile(tmp_path, name)
