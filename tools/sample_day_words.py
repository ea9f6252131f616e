"""Word lists and the README of the sample day: every combination of them is an invented person."""

# ruff: noqa: E501  (a Markdown table row is one line)
from __future__ import annotations

COUNTRIES = {
    "CHN": 40, "SGP": 10, "MYS": 7, "THA": 8, "IND": 7, "ARE": 5, "DEU": 6, "JPN": 6, "AUS": 6, "RUS": 4, "VNM": 4,
    "ESP": 3,
}  # fmt: skip

NAMES: dict[str, tuple[list[str], list[str]]] = {
    "SGP": (
        ["TAN-HALVEY", "LIMBROOK", "ONGSWORTH", "TEO-MARLIN", "KOHLANE", "GOHFIELD", "CHUAMONT", "SEETOHILL"],
        ["WEI", "LING-MAE", "JUN-HAO", "HUI-SHAN", "KAI-XUN", "SHERYNNE", "BOON-TECK", "MEI-YEN"],
    ),
    "MYS": (
        ["BIN-ZULHAMID", "BINTI-RAHSYAM", "SYARIFAL", "MOHDRAZI", "KAMARULIS", "AZMIRAN", "NORDEEN"],
        ["AZHARUL", "SITIRAH", "FARIZAN", "NURAQILA", "HAKIMIN", "LIYASYA", "IZZATUN"],
    ),
    "THA": (
        ["PHROMSAWADEE", "CHAROENWILAI", "SRISUKHANON", "THONGPRASITH", "RATTANAWONGSE", "JIRAPHANIT"],
        ["SOMCHAIWAT", "KANYALAK", "PIMNIPHA", "ANUCHITR", "NATTHAPORN", "WANRUEDI"],
    ),
    "IND": (
        ["VENKATARAGHU", "SUBRAMOHAN", "CHATTERVALE", "IYERANAND", "KRISHNADEV", "BHATTSINGH"],
        ["ARUNESH", "LAKSHMIKA", "PRIYANTHI", "RAJNEESH", "DEEPALI", "SANJEEVAN"],
    ),
    "ARE": (
        ["AL-HASHRANI", "EL KHALDOUNI", "ALMANSOURAH", "BIN SAYYARI", "AL NUAIRI"],
        ["MOHAMMEDIN", "FATEMAH", "ABDULRAZEQ", "YOUSSIF", "NOURAH", "KHALIFAH"],
    ),
    "DEU": (
        ["MUELLENBACH", "SCHROEDTER", "GROSSWEIN", "BAERENFELD", "KOEHLMANN", "WEISSHAUPT", "VOGELSANGER"],
        ["JUERGEN", "ANNELIESE", "HANS-JOERG", "KAETHE", "BJOERN-OLE", "SIEGLINDE"],
    ),
    "JPN": (
        ["KUROMATSUDA", "SHIRAHOSHI", "OHNOKAWA", "TSUKIGASE", "HAYASHIRO", "ITOHMURA"],
        ["SHOHTARO", "YUHKO", "KENICHIROH", "MITSUKI", "AYANOKA", "JUNPEI"],
    ),
    "AUS": (
        ["O'DARRAGH", "WETHERLOCK", "FAIRBARNE", "MCQUORIE", "STANWICKE", "D'ARCYLEE"],
        ["BRONTE", "LACHLANN", "MATILDE", "ANGUSS", "IMOGENE-MAY", "CALLUMN"],
    ),
    "RUS": (
        ["YEVSTRATIEV", "SHCHERBINOV", "KHVOROSTINA", "DZHANELIDIN", "ZHURAVKOV"],
        ["IULIIA", "DMITRII", "KSENIIA", "EVGENII", "ALEKSEI", "TATIANA"],
    ),
    "VNM": (
        ["NGUYENLE", "TRANDUC", "PHAMVU", "HOANGKIM", "VOTHANH"],
        ["THI HUONGLY", "VAN DUNGAN", "MINH QUANGTRI", "NGOC BICHLAM", "QUOC BAOVI"],
    ),
    "ESP": (
        ["GARZAVAL PEREDA", "NUNEZ OLMEDAL", "IBARRONDO", "CASTANEDO RUIZAL"],
        ["MARIA JOSEFINA", "INIGO", "BEGONA", "JUAN ANTONIN"],
    ),
}

HANZI_SURNAME = [
    ("OU", "欧"), ("ZHANG", "张"), ("HUANG", "黄"), ("CHEN", "陈"), ("XIE", "谢"), ("LIANG", "梁"), ("ZHENG", "郑"),
    ("HSU", "许"), ("CHEUNG", "章"), ("NG", "吴"), ("LUO", "罗"), ("QIU", "邱"), ("ZHUANG", "庄"), ("LYU", "吕"),
]  # fmt: skip
HANZI_GIVEN = [
    ("MING", "明"), ("XIAO", "晓"), ("LING", "玲"), ("JIAN", "建"), ("GUO", "国"), ("YUE", "月"), ("QING", "清"),
    ("ZHI", "志"), ("FENG", "峰"), ("RONG", "蓉"), ("HAO", "浩"), ("XUE", "雪"), ("YUN", "云"), ("TAO", "涛"),
    ("NINI", "妮"), ("WEN", "文"), ("SHU", "淑"), ("PENG", "鹏"),
]  # fmt: skip

# Date form, header row, and the letters for a sex.
SPANISH = (
    "%d/%m/%Y",
    "Vuelo;Fecha de vuelo;Origen;Destino;Apellidos;Nombre;Sexo;Fecha de nacimiento;Nacionalidad;Tipo de documento;"
    "Número de documento;Asiento;Localizador;Teléfono",
    {"M": "M", "F": "F", "X": "X"},
)
GERMAN = (
    "%d.%m.%Y",
    "Flug;Flugdatum;Abflugort;Zielflughafen;Nachname;Vorname;Geschlecht;Geburtsdatum;Staatsangehörigkeit;Dokumentenart;"
    "Dokumentnummer;Sitzplatz;Buchungscode;Telefon",
    {"M": "M", "F": "W", "X": "X"},
)

README = """\
# A sample day at a port

**Every person here is invented.** Names are put together at random from made-up word lists, document numbers begin
with letters chosen to be unlike real series, telephone numbers come from ranges kept free for fiction, and the
carriers do not exist. Only the airport codes and some names of stations are real. Nothing was copied from a real manifest.

Made by `tools/make_sample_day.py` (seeded; a second run gives the same bytes). The truth behind it, for tests, is in
`tests/data/sample_day_truth.json`.

The site is Guangzhou Baiyun (CAN, Asia/Shanghai, China). The day is 14 November 2026, with some files of the days
before and after. `notice.json` is a confirmed measles case who sat in 14C on ZZ305; `notice-mers.json` is a suspected
case of MERS on QZ512. `notices/` holds a case of each other kind, on a flight, train, bus or ship of the day; who is
near each of them is in `tests/data/sample_breadth_truth.json`. References of cases are neutral, as they should be:
they stand in lists and logs in clear. The moment to look at it all is 19 November 2026, 10:00 at CAN.

## In which order the files arrive

1. everything in `earlier/`, `manifests/`, `crossings/`, `after/` and `ground/`;
2. `late/`: the missing part 3 of ZZ305;
3. `ask/`: files that must not be taken without a question.

## What is wrong on purpose

| file | what it is | what is wrong with it |
| --- | --- | --- |
| `manifests/ZZ305_14NOV_*.edi` | five parts, four here; D:05B; Type-B heading, folded at 64 columns | sorted by name they are out of order; part 2 comes twice with another interchange reference; part 3 is missing; some people have no seat, infants have none; in-transit passengers; each part declares the whole flight |
| `manifests/ZZ305_14NOV_crew.edi` | crew list (BGM 250) | none; the close-out does not speak of crew |
| `manifests/ZZ305_14NOV_rp.edi` | RP: two people taken off | comes after the list |
| `manifests/ZZ305_14NOV_cp.edi` | CP: one new seat, one corrected passport number | the seat was free only after the RP |
| `manifests/ZZ305_14NOV_clob.edi` | CLOB: who was on board | references only; those of the missing part match nobody until it comes |
| `manifests/ZZ305_14NOV_test.edi` | an interchange marked as a test | must never reach live data; its people exist nowhere else |
| `manifests/QB611_14NOV.edi` | `UNA:*.? $`, D:02B | part 1 of 1; seats padded with zeros; 80 % with seat |
| `manifests/resend_0007.edi` | the same bytes as the file above | an exact copy under another name |
| `manifests/XQ881_14NOV.txt` | `UNA:(.) -` in a Type-B telegram | hyphens are released; the UNT count is 4 too high |
| `manifests/ZQ204_13NOV.txt` | D:02B, `SIRE:4`, no UNA, `"` ends a segment | 65 % with seat; two messages in the interchange |
| `manifests/QZ512_13NOV.edi` | FRA–DXB–CAN; people leave and join in DXB, some travel on to SYD or came from HAM | empty DOC groups; a whole name in one component; a byte outside the announced character set; `D` for Germany |
| `manifests/QX418_15NOV.edi` | BKK–CAN | cut off in the middle of a person |
| `manifests/9Q126_15NOV.csv` | GB18030, Chinese headers, Chinese names beside Latin | none but the encoding |
| `manifests/X9330_13NOV.csv` | cp1252, semicolons, Spanish headers | title rows, a TOTAL row; three bad rows: a day that does not exist, a document number that a spreadsheet destroyed, a row cut short |
| `manifests/Q8710_14NOV.csv` | cp1252, semicolons, German headers | title rows, dates with points |
| `earlier/ZZ305_*.csv` | ZZ305 one and two weeks before | none; row 13 never occurs |
| `after/ZZ880_14NOV.edi` | CAN–NRT the same afternoon: people in transit | no close-out |
| `after/QB612_16NOV*.edi` | CAN–BKK, with CLOB | one contact listed, not on board |
| `after/QB612_19NOV.edi` | CAN–BKK, to leave on the 19th | no close-out |
| `after/QB611_19NOV.edi` | BKK–CAN, due on the evening of the 19th | people who left come back |
| `crossings/*` | who crossed the border at CAN: CSV of entries, Parquet of exits | some rows by document only |
| `late/ZZ305_14NOV_f3.edi` | part 3 of ZZ305 | days late |
| `ground/G9123_16NOV.csv` | a high-speed train of four coaches, in Chinese | coaches written in three ways; people standing; coach or seat missing; some got off on the way |
| `ground/K9281_16NOV.csv` | GB18030; a night train: two hard sleeper coaches, one soft sleeper | coach or berth missing here and there |
| `ground/QB77_17NOV.csv` | a bus with numbered seats, in English | two seats missing |
| `ground/QF_AURORELLE_17NOV.csv` | a ferry with cabins and tables, in English | some cabins missing |
| `ask/8Q555_ambiguous.csv` | a manifest whose dates may be day/month or month/day | every date can be read two ways |
| `ask/scan_0192.pdf` | no manifest | only the beginning of a PDF |
"""
