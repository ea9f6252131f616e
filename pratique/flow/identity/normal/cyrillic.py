"""Cyrillic in the Latin letters of passports (ICAO Doc 9303 part 3, section 6)."""

from __future__ import annotations

_ICAO = {
    "А": "A", "Б": "B", "В": "V", "Г": "G", "Д": "D", "Е": "E", "Ё": "E", "Ж": "ZH", "З": "Z", "И": "I", "Й": "I",
    "К": "K", "Л": "L", "М": "M", "Н": "N", "О": "O", "П": "P", "Р": "R", "С": "S", "Т": "T", "У": "U", "Ф": "F",
    "Х": "KH", "Ц": "TS", "Ч": "CH", "Ш": "SH", "Щ": "SHCH", "Ъ": "IE", "Ы": "Y", "Ь": "", "Э": "E", "Ю": "IU",
    "Я": "IA", "І": "I", "Ї": "I", "Є": "IE", "Ґ": "G", "Ў": "U", "Ј": "J", "Ѓ": "G", "Ќ": "K", "Ѕ": "DZ", "Ә": "A",
    "Ғ": "G", "Қ": "K", "Ң": "N", "Ө": "O", "Ұ": "U", "Ү": "U", "Һ": "H", "Ҳ": "H", "Ҷ": "J", "Ӣ": "I", "Ӯ": "U",
    "Ђ": "D", "Ћ": "C", "Љ": "LJ", "Њ": "NJ", "Џ": "DZ",
}  # fmt: skip
_TABLE = str.maketrans(_ICAO)
_UKRAINIAN = str.maketrans(_ICAO | {"Г": "H", "И": "Y"})
_SERBIAN = str.maketrans(_ICAO | {"Ж": "Z", "Х": "H", "Ц": "C", "Ч": "C", "Ш": "S", "Ђ": "DJ", "Џ": "DZ"})
_LOOK_ALIKE = str.maketrans("АВЕКМНОРСТУХІЈЅ", "ABEKMHOPCTYXIJS")
_PATRONYMIC = ("ВИЧ", "ВНА", "ИЧНА", "ОГЛЫ", "КЫЗЫ", "УУЛУ", "УЛЫ", "ҰЛЫ", "ҚЫЗЫ")
_ENDINGS = "ОВ ОВА ЕВ ЕВА ЁВ ЁВА СКИЙ СКАЯ ЦКИЙ ЦКАЯ СЬКИЙ СЬКА ЕНКО ЧУК ЩУК НЮК ШВИЛИ ДЗЕ НЯН РЯН ТЯН ЫХ ИЋ"
_SURNAME = tuple(_ENDINGS.split())
_SURNAME_OR_GIVEN = ("ИН", "ИНА", "ЫН", "ЫНА", "УК", "ЮК", "ИЙ", "АЯ", "ИЧ")
_GIVEN_NAMES = (
    "ЕВА ИРИНА МАРИНА ПОЛИНА ГАЛИНА АЛИНА НИНА КРИСТИНА КАРИНА ЕКАТЕРИНА АНГЕЛИНА ВАЛЕНТИНА РЕГИНА ЭЛИНА МИЛИНА ДИНА "
    "ИНА ЗИНА ЕВЕЛИНА САБИНА МАРТИН КОНСТАНТИН ВАЛЕНТИН АВГУСТИН ЯКОВ ЛЕВ ЮРИЙ ДМИТРИЙ ЕВГЕНИЙ ВАСИЛИЙ АНАТОЛИЙ "
    "ВИТАЛИЙ АЛЕКСИЙ АРСЕНИЙ ВАЛЕРИЙ ГРИГОРИЙ ГЕННАДИЙ ГЕОРГИЙ ИННОКЕНТИЙ АРКАДИЙ МАЯ"
)
_GIVEN = frozenset(_GIVEN_NAMES.split())
"""Given names that end as a surname does."""


def from_cyrillic(text: str, whole: str) -> str:
    """Latin capitals for a text in capitals; other scripts are left as they are.

    `whole` is the name it is part of: letters that only one language has tell Ukrainian, Belarusian and Serbian, which
    write some letters otherwise than Russian.
    """
    if any(letter in whole for letter in "ЂЋЉЊЏЈ"):
        return text.translate(_SERBIAN)
    if any(letter in whole for letter in "ӘҒҚҢӨҰҮҺ"):
        return text.translate(_TABLE)
    if any(letter in whole for letter in "ІЇЄҐ"):
        return text.translate(_UKRAINIAN)
    return text.translate(_TABLE)


def look_alikes(word: str) -> str:
    """Latin letters for the Cyrillic ones that look like them: for a word with letters of both."""
    return word.translate(_LOOK_ALIKE)


def surname_at(words: list[str]) -> int:
    """Which word of a full name is the surname: by its ending or the patronymic's place, else the first."""
    last = len(words) - 1
    fathers = [place for place, word in enumerate(words) if place and word.endswith(_PATRONYMIC)]
    if last == 2 and fathers:
        return 0 if fathers[-1] == 2 else 2
    for endings in (_SURNAME, _SURNAME + _SURNAME_OR_GIVEN):
        alike = [place for place, word in enumerate(words) if word not in _GIVEN and word.endswith(endings)]
        if len(alike) == 1:
            return alike[0]
    return 0
