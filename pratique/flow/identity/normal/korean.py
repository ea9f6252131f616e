"""Hangul in Latin letters: surnames as their bearers write them, given names by the Revised Romanisation."""

from __future__ import annotations

from pratique.flow.identity.normal.glued import glued

_SURNAME_TABLE = (
    "김KIM 이LEE 박PARK 최CHOI 정JUNG 강KANG 조CHO 윤YOON 장JANG 임LIM 한HAN 오OH 서SEO 신SHIN 권KWON 황HWANG "
    "안AHN 송SONG 류RYU 유YOO 홍HONG 전JEON 고KO 문MOON 양YANG 손SON 배BAE 백BAEK 허HEO 남NAM 심SIM 노NOH 하HA "
    "곽KWAK 성SUNG 차CHA 주JOO 우WOO 구KOO 민MIN 진JIN 나NA 지JI 엄EOM 채CHAE 원WON 천CHEON 방BANG 공KONG 현HYUN "
    "함HAM 변BYUN 염YEOM 여YEO 추CHOO 도DO 소SO 석SEOK 선SUN 설SEOL 마MA 길GIL 연YEON 위WI 표PYO 명MYUNG 기KI "
    "반BAN 라RA 왕WANG 금KEUM 옥OK 육YOOK 인IN 맹MAENG 제JE 모MO 탁TAK 국KOOK 어EO 은EUN 편PYEON 용YONG 예YE "
    "경KYUNG 봉BONG 사SA 부BOO 가KA 복BOK 태TAE 목MOK 형HYUNG 피PI 두DOO 감KAM 음EUM 빈BIN 동DONG 온ON 호HO 범BEOM "
    "팽PAENG 승SEUNG 간KAN 상SANG 시SI 갈KAL 단DAN 견KYUN 당DANG 리LEE 림LIM 량YANG 로NOH 련YEON 령YOUNG 렴YEOM "
    "남궁NAMGUNG 황보HWANGBO 제갈JEGAL 사공SAGONG 선우SUNWOO 서문SEOMUN 독고DOKGO 동방DONGBANG"
)
_GIVEN_TABLE = (
    "영YOUNG 현HYUN 우WOO 희HEE 경KYUNG 기KI 규KYU 정JUNG 성SUNG 훈HOON 욱WOOK 숙SOOK 순SOON 철CHUL 근KEUN 광KWANG "
    "국KOOK 권KWON 선SUN 수SOO 구KOO 병BYUNG 명MYUNG 형HYUNG 문MOON 춘CHOON 균KYUN 무MOO 두DOO 필PIL 길KIL 걸GEOL "
    "강KANG"
)
_SURNAMES, _USUAL = glued(_SURNAME_TABLE), glued(_GIVEN_TABLE)
"""Surnames, and syllables of given names, as passports write them, which is hardly ever by the official table."""
_FIRST = "G KK N D TT R M B PP S SS - J JJ CH K T P H"
_MIDDLE = "A AE YA YAE EO E YEO YE O WA WAE OE YO U WO WE WI YU EU UI I"
_LAST = "- K K K N N N T L K M L L L P L M P P T T NG T T K T P T"
_PARTS = [[part.strip("-") for part in row.split()] for row in (_FIRST, _MIDDLE, _LAST)]
_BASE, _END = 0xAC00, 0xD7A4


def from_korean(text: str, is_surname: bool) -> str:
    """Latin capitals; the syllables of one word stay one word, as in passports."""
    return " ".join((is_surname and _SURNAMES.get(word)) or _word(word) for word in text.split())


def split_korean(text: str) -> tuple[list[str], list[str]]:
    """Surname and given name of a full name written as one word."""
    cut = 2 if len(text) > 2 and text[:2] in _SURNAMES else 1
    return [text[:cut]], [text[cut:]]


def _word(word: str) -> str:
    return "".join(_syllable(letter) for letter in word)


def _syllable(letter: str) -> str:
    code = ord(letter)
    if not _BASE <= code < _END:
        return letter
    if letter in _USUAL:
        return _USUAL[letter]
    rest, last = divmod(code - _BASE, 28)
    first, middle = divmod(rest, 21)
    return _PARTS[0][first] + _PARTS[1][middle] + _PARTS[2][last]
