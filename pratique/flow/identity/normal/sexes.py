"""Sex as stated."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_MALE = (
    "M MALE MAN BOY MR MASCULINO HOMBRE VARON VARÓN MASCULIN HOMME MÄNNLICH MANNLICH 男 男性 М МУЖ МУЖСКОЙ ذكر 남 남자 "
    "남성 1"
)
_FEMALE = (
    "F FEMALE WOMAN GIRL MRS MS MISS FEMENINO MUJER FEMININ FÉMININ FEMME WEIBLICH W 女 女性 Ж ЖЕН ЖЕНСКИЙ أنثى انثى "
    "여 여자 여성 2"
)
_SEX = dict.fromkeys(_MALE.split(), "M") | dict.fromkeys(_FEMALE.split(), "F")


@lru_cache(maxsize=1 << 10)
def sex(text: str | None) -> str | None:
    """``M`` or ``F``; None where neither is stated (``X`` and ``U`` tell nobody apart). 1 and 2 are ISO/IEC 5218's."""
    return _SEX.get(unicodedata.normalize("NFKC", text).strip().rstrip(".").upper()) if text else None
