"""Word lists of seven cultures. Names are put together from syllables, so that nobody real is meant by any of them.

A name is a pair of Latin capitals and the same in its own script, which is empty where a culture writes Latin letters
or where we list none.
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from pratique.drill.country.world import Culture

Word = tuple[str, str]
Sex = Literal["M", "F"]

_ZH_SURNAMES = (
    "WANG王 LI李 ZHANG张 LIU刘 CHEN陈 YANG杨 HUANG黄 ZHAO赵 WU吴 ZHOU周 XU徐 SUN孙 MA马 ZHU朱 HU胡 GUO郭 HE何 "
    "LIN林 GAO高 LUO罗 ZHENG郑 LIANG梁 XIE谢 SONG宋 TANG唐 DENG邓 HAN韩 FENG冯 CAO曹 PENG彭 ZENG曾 XIAO肖 "
    "TIAN田 DONG董 PAN潘 YUAN袁 CAI蔡 JIANG蒋 YU余 DU杜 YE叶 CHENG程 WEI魏 SU苏 LYU吕 DING丁 REN任 LU卢 YAO姚 "
    "SHEN沈 ZHONG钟 CUI崔 TAN谭 WANG汪 FAN范 JIN金 SHI石 LIAO廖 JIA贾 XIA夏 FU付 FANG方 ZOU邹 XIONG熊 BAI白 "
    "MENG孟 QIN秦 QIU邱 HOU侯 JIANG江 YIN尹 XUE薛 YAN闫 DUAN段 LEI雷 LONG龙 LI黎 SHI史 TAO陶 HE贺 HAO郝 "
    "GU顾 GONG龚 SHAO邵 WAN万 QIAN钱 YAN严 WU武 DAI戴 MO莫 KONG孔 XIANG向 CHANG常 OUYANG欧阳 SITU司徒 "
    "SHANGGUAN上官"
)
_ZH_GIVEN = {
    "M": "WEI伟 QIANG强 JUN军 JIE杰 TAO涛 BO波 QI奇 HAO浩 YU宇 RUI锐 KAI凯 JIAN健 MING明 ZHI志 GUO国 HUA华 "
    "JIA家 CHENG成 HAI海 LONG龙 SHENG胜 YONG勇 BIN斌 GANG刚 PING平 XIN鑫 LEI磊 CHAO超 LIANG亮 ZE泽 "
    "HAN瀚 YI毅 SI思 XIANG翔 AN安",
    "F": "FANG芳 NA娜 MIN敏 JING静 LI丽 YAN艳 JUAN娟 XIA霞 YING颖 XUE雪 LIN琳 MEI梅 YUN云 LAN兰 QIN琴 HONG红 "
    "YU玉 FEN芬 DAN丹 PING萍 XIN欣 YI怡 JIA佳 TING婷 HUI慧 QING青 RONG蓉 SHU淑 ZHEN珍 WEN雯 YAO瑶 NING宁 SI思 "
    "CHEN晨 XIAO晓 LING玲",
}
_KO_SURNAMES = (
    "KIM김 LEE이 PARK박 CHOI최 JUNG정 KANG강 CHO조 YOON윤 JANG장 LIM임 HAN한 OH오 SEO서 SHIN신 KWON권 HWANG황 "
    "AHN안 SONG송 RYU류 HONG홍 JEON전 KO고 MOON문 YANG양 SON손 BAE배 BAEK백 HEO허 NAM남 SIM심 NOH노 HA하 "
    "KWAK곽 SUNG성 CHA차 JOO주 WOO우 KOO구 MIN민 JIN진 NA나 JI지 EOM엄 CHAE채 WON원 CHEON천 BANG방 GONG공 "
    "HYUN현 HAM함 BYUN변 YEOM염 YEO여 CHU추 DO도 SO소"
)
_KO_GIVEN = {
    "M": "MIN민 JUN준 HYUN현 WOO우 JAE재 SUNG성 HO호 YOUNG영 JIN진 SEUNG승 DONG동 TAE태 KYU규 SANG상 HWAN환 "
    "KI기 SIK식 CHUL철",
    "F": "SEO서 YEON연 JI지 EUN은 HYE혜 SU수 YOO유 NA나 MI미 JUNG정 HEE희 AH아 BO보 RIN린 SOO숙 KYUNG경 YE예 SOL솔",
}
_RU_ROOTS = (
    "BERYOZ=берёз KAMEN=камен LUGOV=лугов SOSN=сосн VETR=ветр ROMASH=ромаш GROMOV=громов TUMAN=туман "
    "RUCHEY=ручей POLYAN=полян SNEG=снег ZVEZD=звезд KLENOV=кленов OSOK=осок RYABIN=рябин TROPIN=тропин "
    "DUBROV=дубров MEDV=медв VORON=ворон GORIZ=гориз STRIZH=стриж LEBED=лебед KOLOS=колос BELOZ=белоз"
)
_RU_ENDINGS = (("OV", "ов"), ("IN", "ин"), ("ENKOV", "енков"), ("YSHEV", "ышев"), ("ITSYN", "ицын"), ("AKOV", "аков"))
_RU_GIVEN = {
    "M": "IVAN=Иван SERGEI=Сергей ANDREI=Андрей PAVEL=Павел OLEG=Олег MAKSIM=Максим ROMAN=Роман DENIS=Денис "
    "ANTON=Антон KIRILL=Кирилл TIMUR=Тимур GLEB=Глеб VADIM=Вадим RUSLAN=Руслан STEPAN=Степан BORIS=Борис",
    "F": "OLGA=Ольга ANNA=Анна IRINA=Ирина ELENA=Елена MARINA=Марина DARIA=Дарья VERA=Вера NINA=Нина "
    "POLINA=Полина ALINA=Алина SVETLANA=Светлана LARISA=Лариса TAMARA=Тамара ZOIA=Зоя KIRA=Кира "
    "NADEZHDA=Надежда",
}
_RU_FATHERS = (
    "IVAN=Иван PAVL=Павл OLEG=Олег ROMAN=Роман ANTON=Антон DENIS=Денис KIRILL=Кирилл STEPAN=Степан GLEB=Глеб "
    "BORIS=Борис VADIM=Вадим MAKSIM=Максим"
)
_AR_ROOTS = (
    "BAR=بار SAF=صاف NAD=ناد HAL=حال JUR=جور TAR=طار QAS=قاس RASH=راش MUN=مون ZAH=زاه FAR=فار WAL=وال KHAL=خال "
    "DAR=دار GHAN=غان SUL=سول HAM=حام YAS=ياس LUB=لوب NAS=ناس"
)
_AR_ENDINGS = (("I", "ي"), ("AWI", "اوي"), ("ANI", "اني"), ("IRI", "يري"), ("UDI", "ودي"), ("OUN", "ون"))
_AR_GIVEN_ENDINGS = {
    "M": (("IM", "يم"), ("ID", "يد"), ("IR", "ير"), ("UF", "وف"), ("EL", "ل"), ("AN", "ان")),
    "F": (("IMA", "يمة"), ("IDA", "يدة"), ("IRA", "يرة"), ("WA", "وى"), ("IA", "ية"), ("INA", "ينة")),
}
_ES = (
    "ALBAR BENI CARRAN DOMIN ESPAR FERRAN GALIN HERMO IBAN JARAM LOBAR MENDAR NAVAL ORTEN PARED QUINTAN RIBER SALCE "
    "TORREN URQUI VALDES YAGUE ZAMOR MORAT CASTEL",
    "EZ ERA ADO ALES ANO INO OSA ILLO",
    "ADRI BENI CAMI DAVI ELI FABI GABRI HELI ISA JULI LEO MARI NICO OCTAVI PAU RAMI SALV TOMA VALENTI XAVI",
    "AN EL O",
    "ANA ELA A",
)
_EN = (
    "ALDER BRAM CALDER DUNS EVER FEN GARR HOLL INGLE KIRK LANG MARSH NETHER OAKS PEND RAVEN SHEL THORN UNDER WEST WILL "
    "YAR STAN BROCK",
    "TON FORD LEY WOOD BY HURST WICK DALE MORE FIELD",
    "AL BEN CAR DAN ED FRED GAR HAR JAS KEN LEN MAR NOR OS PER RUS SIM TOR WAL",
    "TON RICK VIN WIN SON",
    "ENA INE ISSA ELLE ABEL",
)
_IN = (
    "AGAR BHAT CHAND DEV GANG HARI INDR JAGAN KRISH LAKSH MAN NARAY PAD RAGHA SARAS TRIV UDAY VENKAT YADU SHIV GOP "
    "RAM SUB ANANT",
    "AN ESH KAR PATI WAL VELU APPA ANI NATH",
    "AB BHA CHI DEE GAU HAR ISH JA KA LA MA NI PRA RA SA TA VI YA SHRE AR",
    "NAV RESH VEEN JUN DEEP KIRAN SHAL",
    "NITA VITA LINI SHMI DHYA PIKA NALI",
)


@cache
def surnames(culture: Culture, sex: Sex) -> tuple[Word, ...]:
    """All surnames of a culture; only Russian ones differ by sex."""
    match culture:
        case "zh":
            return _glued(_ZH_SURNAMES)
        case "ko":
            return _glued(_KO_SURNAMES)
        case "ar":
            roots, prefixes = _pairs(_AR_ROOTS), (("AL ", "ال"), ("EL ", "ال"), ("", ""))
            return tuple(
                (before + root + after, native_before + native + native_after)
                for before, native_before in prefixes
                for root, native in roots
                for after, native_after in _AR_ENDINGS
            )
        case "ru":
            end, native_end = ("A", "а") if sex == "F" else ("", "")
            return tuple(
                (root + after + end, (native + native_after + native_end).capitalize())
                for root, native in _pairs(_RU_ROOTS)
                for after, native_after in _RU_ENDINGS
            )
        case "es" | "en" | "in":
            stems, ends = {"es": _ES, "en": _EN, "in": _IN}[culture][:2]
            return _crossed(stems, ends)


@cache
def given_names(culture: Culture, sex: Sex) -> tuple[Word, ...]:
    """All given names of a culture and sex, most of them of two syllables or parts."""
    match culture:
        case "zh":
            parts = _glued(_ZH_GIVEN[sex])
            return parts + tuple((a + b, x + y) for a, x in parts for b, y in parts)
        case "ko":
            parts = _glued(_KO_GIVEN[sex])
            return tuple((f"{a} {b}", x + y) for a, x in parts for b, y in parts if a != b)
        case "ar":
            return tuple((a + b, x + y) for a, x in _pairs(_AR_ROOTS) for b, y in _AR_GIVEN_ENDINGS[sex])
        case "ru":
            end, native_end = ("OVICH", "ович") if sex == "M" else ("OVNA", "овна")
            return tuple(
                (f"{own} {father}{end}", f"{native} {native_father}{native_end}")
                for own, native in _pairs(_RU_GIVEN[sex])
                for father, native_father in _pairs(_RU_FATHERS)
            )
        case "es" | "en" | "in":
            lists = {"es": _ES, "en": _EN, "in": _IN}[culture]
            return _crossed(lists[2], lists[3 if sex == "M" else 4])


def _glued(text: str) -> tuple[Word, ...]:
    "``WANG王``: Latin letters, then the script."
    cut = [next(i for i, letter in enumerate(word) if not letter.isascii()) for word in text.split()]
    return tuple((word[:at], word[at:]) for word, at in zip(text.split(), cut, strict=True))


def _pairs(text: str) -> tuple[Word, ...]:
    "``OLGA=Ольга``."
    return tuple((latin, native) for latin, _, native in (word.partition("=") for word in text.split()))


def _crossed(stems: str, ends: str) -> tuple[Word, ...]:
    return tuple((stem + end, "") for stem in stems.split() for end in ends.split())
