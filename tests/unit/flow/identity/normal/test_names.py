"""Names of invented people, in the ways senders write them."""

import gc
from itertools import product

import pytest

from pratique.flow.identity.normal import given_alone, names, surname_alone
from pratique.flow.identity.normal.korean import from_korean
from pratique.rules.linkage.derived import name_of

LATIN = [
    ("Hsu", "Zhiyan", "HSU", "ZHIYAN"),
    ("AL-SAYED", "Omar", "AL SAYED", "OMAR"),
    ("ELSAYED", "OMAR", "ELSAYED", "OMAR"),
    ("O'BRIEN", "MARY-ANN", "OBRIEN", "MARY ANN"),
    ("O’Brien", "José María", "OBRIEN", "JOSE MARIA"),
    ("  van  der Berg ", "J.R.", "VAN DER BERG", "J R"),
    ("SM1TH2", "ANNA 3", "SMTH", "ANNA"),
    ("Müller", "Jürgen", "MUELLER", "JUERGEN"),
    ("Mu\u0308ller", None, "MUELLER", None),
    ("Strauß", "Øystein", "STRAUSS", "OEYSTEIN"),
    ("Nuñez Argüelles", "Iñaki", "NUNEZ ARGUELLES", "INAKI"),
    ("Nguyễn", "Văn Đức", "NGUYEN", "VAN DUC"),
    ("Wałęcki", "İlkay", "WALECKI", "ILKAY"),
    ("ＷＡＮＧ", "ＷＥＩ", "WANG", "WEI"),
    ("LÜ", "Wáng", "LYU", "WANG"),
    ("LV", "NÜE", "LYU", "NYUE"),
    ("IVАNOV", "PЕTR", "IVANOV", "PETR"),  # with Cyrillic letters that look alike
]
TITLES = [
    ("SMITH", "JOHNMR", "SMITH", "JOHN"),
    ("SMITHMR", None, "SMITH", None),
    ("WANG", "WEI MSTR", "WANG", "WEI"),
    ("WANG", "WEIMSTR", "WANG", "WEI"),
    ("MRS GARCIA", "ANA", "GARCIA", "ANA"),
    ("GARCIA", "MISS ANA DR", "GARCIA", "ANA"),
    ("LEE", "ANA MRDR", "LEE", "ANA MRDR"),
    ("WANGFANGMS", "", "WANGFANG", None),
    ("WILLIAMS", "ANNAMS", "WILLIAMS", "ANNA"),
    ("ADAMS", "AMR", "ADAMS", "AMR"),
    ("SAYED", "ALEXANDR", "SAYED", "ALEXANDR"),
    ("MAST", "MR", "MAST", None),
    ("MR", "KIM", None, "KIM"),
]
FILLERS = [
    ("FNU", "KUMAR", None, "KUMAR"),
    ("KUMAR", "LNU", "KUMAR", None),
    ("XXX", "ANA XXXX", None, "ANA"),
    ("UNKNOWN", "UNKNOWN", None, None),
    ("N/A", "-", None, None),
    ("Not known", "..", None, None),
    ("", None, None, None),
    ("NULL", "Anna None", None, "ANNA NONE"),
]
IN_ONE_COLUMN = [
    ("SMITH/JOHN MR", None, "SMITH", "JOHN"),
    ("SMITH<<JOHN<PETER<<<<", None, "SMITH", "JOHN PETER"),
    (None, "Smith, John", "SMITH", "JOHN"),
    ("Müller/Jürgen", "", "MUELLER", "JUERGEN"),
    ("SMITH JOHN", None, "SMITH JOHN", None),
    ("SMITH/", None, "SMITH", None),
]


@pytest.mark.parametrize(("surname", "given", "family", "first"), LATIN + TITLES + FILLERS + IN_ONE_COLUMN)
def test_latin_letters(surname, given, family, first):
    assert names(surname, given, None) == (family, first, None)


NATIVE = [
    ("曾国藩", "ZENG", "GUOFAN"),
    ("单田芳", "SHAN", "TIANFANG"),
    ("仇英", "QIU", "YING"),
    ("王伟", "WANG", "WEI"),
    ("王 伟", "WANG", "WEI"),
    ("吕略", "LYU", "LYUE"),
    ("欧阳修远", "OUYANG", "XIUYUAN"),
    ("歐陽修", "OUYANG", "XIU"),
    ("司马", "SI", "MA"),
    ("王伟先生", "WANG", "WEI"),
    ("阿里·买买", "ALI", "MAIMAI"),
    ("김민준", "KIM", "MINJUN"),
    ("김 민준", "KIM", "MINJUN"),
    ("이서연", "LEE", "SEOYEON"),
    ("박지영", "PARK", "JIYOUNG"),
    ("최정훈", "CHOI", "JUNGHOON"),
    ("남궁민수", "NAMGUNG", "MINSOO"),
    ("Юлия Щербакова", "SHCHERBAKOVA", "IULIIA"),
    ("Щербакова Юлия", "SHCHERBAKOVA", "IULIIA"),
    ("Щербакова, Юлия", "SHCHERBAKOVA", "IULIIA"),
    ("Камнина Дарья Олеговна", "KAMNINA", "DARIA OLEGOVNA"),
    ("Дарья Олеговна Камнина", "KAMNINA", "DARIA OLEGOVNA"),
    ("Ирина Камнина", "KAMNINA", "IRINA"),
    ("Іван Гнатюк", "HNATIUK", "IVAN"),
    ("Љиљана Жикић", "ZIKIC", "LJILJANA"),
    ("محمد علي السيد", "AL SAYED", "MOHAMMED ALI"),
    ("عبد الرحمن ناصر بن سعيد", "BIN SAID", "ABDULRAHMAN NASSER"),
    ("نَادِر بارودي", "BARUDI", "NADR"),
    ("Γιώργος Παύλου", "PAYLOU", "GIORGOS"),
    ("やまだ たろう", "YAMADA", "TARO"),
    ("キョウコ", "KYOKO", None),
]


@pytest.mark.parametrize(("native", "family", "first"), NATIVE)
def test_own_script_in_its_column_or_in_that_of_the_surname(native, family, first):
    assert names(None, None, native)[:2] == (family, first)
    assert names(native, None, None)[:2] == (family, first)


@pytest.mark.parametrize(
    ("surname", "given", "native", "expected"),
    [
        ("曾", "国藩", None, ("ZENG", "GUOFAN", "曾国藩")),
        ("王", "伟", None, ("WANG", "WEI", "王伟")),
        ("王 WANG", "伟 WEI", None, ("WANG", "WEI", "王伟")),
        ("王WANG", "WEI", None, ("WANG", "WEI", "王")),
        ("ЩЕРБАКОВА", "Юлия", None, ("SHCHERBAKOVA", "IULIIA", "ЩЕРБАКОВА ЮЛИЯ")),
        ("Гнатюк", "Іван", None, ("HNATIUK", "IVAN", "ГНАТЮК ІВАН")),
        ("HSU", "CHIHYEN", "徐志彦", ("HSU", "CHIHYEN", "徐志彦")),
        ("WANG", "伟", None, ("WANG", "WEI", "伟")),
        ("FNU", "MR", "王 伟", ("WANG", "WEI", "王伟")),
        (None, None, "WANG WEI", ("WANG WEI", None, None)),
        ("WANG", "WEI", "-", ("WANG", "WEI", None)),
        (None, None, "佐々木たろう", (None, None, "佐々木たろう")),
    ],
)
def test_latin_is_compared_and_the_own_script_kept(surname, given, native, expected):
    assert names(surname, given, native) == expected


@pytest.mark.parametrize(
    ("surname", "given", "native", "expected"),
    [
        ("WANG", None, "王伟", ("WANG", "WEI")),
        ("WANGWEI", None, "王伟", ("WANG", "WEI")),
        (None, "WEI WANG", "王伟", ("WANG", "WEI")),
        ("HSU", None, "徐志彦", ("HSU", None)),
    ],
)
def test_a_missing_name_comes_from_the_native_one_where_the_rest_agrees(surname, given, native, expected):
    assert names(surname, given, native)[:2] == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("MÜLLER", "MULLER"),
        ("MÜLLER", "MUELLER"),
        ("HSU ZHIYAN", "XU ZHIYAN"),
        ("AL-SAYED", "ELSAYED"),
        ("ÖZGÜR", "OZGUR"),
    ],
)
def test_spellings_of_one_name_meet_in_the_consonants(one, other):
    first, second = (name_of(names(f"{text} DANTREG", None, None)[0], None) for text in (one, other))
    assert first.skeleton == second.skeleton != ""


def test_the_dictionary_of_readings_is_kept_from_the_collector():
    assert names("王", "伟", None)[:2] == ("WANG", "WEI")
    assert gc.get_freeze_count() > 100_000


def test_hangul_falls_back_to_the_official_table():
    assert from_korean("값 봬 각", is_surname=False) == "GAP BWAE GAK"


def test_what_each_column_tells_alone_is_what_they_tell_together():
    written = LATIN + TITLES + FILLERS + IN_ONE_COLUMN
    surnames = {one[0] for one in written} | {one[0] for one in NATIVE} | {"王WANG", "WANG"}
    givens = {one[1] for one in written} | {"伟 WEI", "Юлия", "WEI"}
    told = 0
    for surname, given, native in product(surnames, givens, (None, "王伟", "-")):
        alone = surname_alone(surname), given_alone(given)
        if None not in alone:
            told += 1
            assert names(surname, given, native)[:2] == alone, (surname, given, native)
    assert told > 1000
