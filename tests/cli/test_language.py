"""Is a trace told in the language asked for: by flag, by environment, by the site's own setting?"""

import pytest

from tests.cli.conftest import CASE


def test_a_trace_in_chinese_names_the_same_people(confirmed, monkeypatch, tmp_path):
    monkeypatch.setenv("COLUMNS", "180")
    english, chinese = confirmed("trace", CASE), confirmed("trace", CASE, "--language", "zh", "--report", "zh.html")
    assert (english.code, chinese.code) == (0, 0)
    for text in ("LYU, QING", "measles.cdc", "14C"):
        assert text in english.out
        assert text in chinese.out
    for text in ("麻疹", "名密切接触者", "未入境：检疫指令", "规则的接触范围为前后各 2 排", "名单人数："):
        assert text in chinese.out
        assert text not in english.out
    assert "decide by hand" not in chinese.out
    with open("zh.html", encoding="utf-8") as page:
        assert '<html lang="zh-Hans">' in page.read()


@pytest.mark.parametrize("columns", ["80", "180"])
def test_no_chinese_word_is_cut_off_at_the_edge(confirmed, monkeypatch, columns):
    monkeypatch.setenv("COLUMNS", columns)
    assert "…" not in confirmed("trace", CASE, "--language", "zh").out


def test_without_a_flag_the_environment_and_then_the_site_decide(confirmed, monkeypatch):
    with open("pratique.toml", "a+", encoding="utf-8") as settings:
        settings.seek(0)
        text = settings.read()
    with open("pratique.toml", "w", encoding="utf-8") as settings:
        settings.write('language = "zh"\n' + text)
    assert "名密切接触者" in confirmed("trace", CASE).out
    monkeypatch.setenv("PRATIQUE_LANGUAGE", "en")
    assert "decide by hand" in confirmed("trace", CASE).out
    assert "名密切接触者" in confirmed("trace", CASE, "--language", "zh").out


def test_programs_get_the_same_in_every_language(confirmed, monkeypatch):
    monkeypatch.setenv("PRATIQUE_LANGUAGE", "zh")
    assert "检疫" not in confirmed("trace", CASE, "-o", "json").out
    assert "检疫" not in confirmed("trace", CASE, "-o", "csv").out


def test_a_language_without_words_is_refused_before_a_name_is_read(confirmed, monkeypatch):
    assert confirmed("trace", CASE, "--language", "tlh").code == 2
    monkeypatch.setenv("PRATIQUE_LANGUAGE", "tlh")
    ran = confirmed("trace", CASE)
    assert (ran.code, ran.out) == (3, "")
    assert "Ask for en or zh." in ran.err
