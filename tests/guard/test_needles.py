"""Does the search for what must stand nowhere find it wherever it stands, and nothing else?"""

import pytest

from tests.guard.needles import Needles, found_in, found_in_bytes, numbers_in

NEEDLES = Needles()
NEEDLES.take("QUILLFEATHER", "QUILLFEATHERSTONE", "OSTERLUND", "王小明", "Ådahlgren", "88001144", "LYUX")


@pytest.mark.parametrize("code", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("before", [b"", b"\xff", b"\0\x01x", b"\x80" * 5_000])
def test_a_word_is_found_on_any_byte_in_any_case(code: str, before: bytes):
    for word in ("quillfeather", "OSTERLUND", "王小明", "Ådahlgren"):
        data = before + word.encode(code) + before
        assert found_in_bytes(NEEDLES, data) == {word.casefold()}
        assert found_in_bytes(NEEDLES, data[: -len(before) - 1]) == set()


def test_a_word_is_found_across_any_place_of_a_long_text():
    for place in range((1 << 20) - 12, (1 << 20) + 2):
        assert found_in(NEEDLES, ["x" * place + "quillfeather"]) == {"quillfeather"}


def test_of_two_that_begin_alike_each_is_found_where_it_stands():
    assert found_in(NEEDLES, ["quillfeatherston"]) == {"quillfeather"}
    assert found_in(NEEDLES, ["quillfeatherstone"]) == {"quillfeather", "quillfeatherstone"}


@pytest.mark.parametrize("text", ["88001144", "-88001144 ", '"88001144"', "lyux 88001144"])
def test_numbers_and_short_words_are_found_as_whole_words(text: str):
    assert found_in(NEEDLES, [text]) == {word for word in ("88001144", "lyux") if word in text}


@pytest.mark.parametrize("text", ["188001144", "880011442", "_88001144", "lyuxa 8800114"])
def test_a_part_of_another_word_is_none(text: str):
    assert found_in(NEEDLES, [text]) == set()
    assert found_in_bytes(NEEDLES, text.encode()) == set()


@pytest.mark.parametrize(("order", "word"), [("<", "little"), (">", "big")])
@pytest.mark.parametrize("place", range(9))
def test_a_number_is_found_on_any_byte_in_its_order(order: str, word: str, place: int):
    data = b"\xff" * place + (-5_000_000_000_000).to_bytes(8, word, signed=True)  # type: ignore[arg-type]
    assert numbers_in(data + b"x", {-5_000_000_000_000, 7}, order) == {-5_000_000_000_000}
    assert numbers_in(data[:-1], {-5_000_000_000_000, 7}, order) == set()
