"""Arabic script in Latin letters: its consonants and long vowels, for short vowels are not written."""

from __future__ import annotations

import unicodedata

_LETTERS = {
    "ا": "A", "أ": "A", "إ": "I", "آ": "A", "ٱ": "A", "ب": "B", "ت": "T", "ث": "TH", "ج": "J", "ح": "H", "خ": "KH",
    "د": "D", "ذ": "DH", "ر": "R", "ز": "Z", "س": "S", "ش": "SH", "ص": "S", "ض": "D", "ط": "T", "ظ": "Z", "ع": "A",
    "غ": "GH", "ف": "F", "ق": "Q", "ك": "K", "ل": "L", "م": "M", "ن": "N", "ه": "H", "ة": "A", "ى": "A", "ء": "",
    "ئ": "", "ؤ": "", "پ": "P", "چ": "CH", "ژ": "ZH", "گ": "G", "ک": "K", "ی": "I", "ہ": "H", "ھ": "H", "ۃ": "A",
    "ٹ": "T", "ڈ": "D", "ڑ": "R", "ے": "E", "ں": "N", "ۀ": "H", "ە": "E", "ڤ": "V",
}  # fmt: skip
_COMMON = (
    "= محمد=MOHAMMED احمد=AHMED محمود=MAHMOUD مصطفى=MUSTAFA حسن=HASSAN حسين=HUSSEIN خالد=KHALED عمر=OMAR "
    "عثمان=OTHMAN يوسف=YOUSSEF ابراهيم=IBRAHIM اسماعيل=ISMAIL طارق=TAREK سعيد=SAID سيد=SAYED فاطمة=FATIMA "
    "عائشة=AISHA مريم=MARIAM زينب=ZAINAB ليلى=LAYLA نور=NOUR كريم=KARIM جمال=JAMAL امين=AMIN ناصر=NASSER "
    "سمير=SAMIR حسام=HUSAM ياسر=YASIR سليم=SALIM راشد=RASHID رشيد=RASHID وليد=WALID حميد=HAMID حامد=HAMID "
    "صالح=SALEH عبدالله=ABDULLAH خديجة=KHADIJA سلمان=SALMAN فيصل=FAISAL فهد=FAHAD سعود=SAUD بدر=BADR عمرو=AMR "
    "بكر=BAKR هند=HIND رنا=RANA بن=BIN ابن=BIN بنت=BINT ابو=ABU ام=UMM منصور=MANSOUR مسعود=MASOUD داود=DAWOOD "
    "موسى=MUSA عيسى=ISSA يحيى=YAHYA سليمان=SULEIMAN هاشم=HASHEM قاسم=QASIM ماجد=MAJID نبيل=NABIL عادل=ADEL "
    "اشرف=ASHRAF انور=ANWAR اكرم=AKRAM مجدي=MAGDY هشام=HISHAM وائل=WAEL هالة=HALA سارة=SARA منى=MONA سلمى=SALMA "
    "ايمان=IMAN هبة=HEBA نادية=NADIA سعاد=SUAD رضا=REZA مهدي=MAHDI حمزة=HAMZA عبدالرحمن=ABDULRAHMAN "
    "عبدالعزيز=ABDULAZIZ عبدالكريم=ABDULKARIM"
)
_KNOWN = dict(pair.split("=") for pair in _COMMON.split())
"""What the commonest names are written as in passports."""
_PLAIN = str.maketrans("أإآٱ", "اااا", "ـ")
_OF = frozenset(("بن", "ابن", "بنت", "آل", "ال", "ابو", "أبو"))
_ARTICLE = "ال"


def from_arabic(text: str) -> str:
    """Latin capitals for each word; the article stands apart (AL SAYED)."""
    bare = "".join(letter for letter in text if unicodedata.category(letter) != "Mn").replace("ـ", "")
    words = bare.replace("عبد ال", "عبدال").split()
    return " ".join(_word(word) for word in words)


def surname_at(words: list[str]) -> int:
    """Where the family name begins in a full name: its last word, with the article or *bin* before it."""
    place = len(words) - 1
    while place > 1 and words[place - 1] in _OF:
        place -= 1
    return place


def _word(word: str) -> str:
    plain = word.translate(_PLAIN)
    if plain in _KNOWN:
        return _KNOWN[plain]
    if plain.startswith("عبدال") and len(plain) > 6:
        return "ABDUL" + _word(word[5:]).replace(" ", "")
    if plain.startswith(_ARTICLE) and len(plain) > 3:
        return "AL " + _word(word[2:])
    found: list[str] = []
    for place, letter in enumerate(word):
        after = word[place + 1 : place + 2]
        if letter in "وۇ":
            sound = "W" if place == 0 or (after and after in "اىةي") else "U"
        elif letter in "يی":
            sound = "Y" if place == 0 or (after and after in "او") else "I"
        else:
            sound = _LETTERS.get(letter, letter)
        if sound != "A" or found[-1:] != ["A"]:
            found.append(sound)
    return "".join(found)
