"""Bytes of an interchange as text, by the character set its UNB names, with stated fall-backs.

Table: data element 0001 of the service code directory (UNOA to UNOW), as in ISO 9735.
"""

from __future__ import annotations

_CODECS = {
    "UNOC": "iso8859-1",
    "UNOD": "iso8859-2",
    "UNOE": "iso8859-5",
    "UNOF": "iso8859-7",
    "UNOG": "iso8859-3",
    "UNOH": "iso8859-4",
    "UNOI": "iso8859-6",
    "UNOJ": "iso8859-8",
    "UNOK": "iso8859-9",
    "UNOL": "iso8859-15",
    "UNOW": "utf-8",
}


def decode(data: bytes, syntax_id: str) -> tuple[str, str | None]:
    """The text, and the finding code if the bytes do not fit the stated set (``charset``, ``charset-doubt``).

    Never fails: UTF-8 if the bytes are valid UTF-8, else cp1252, else one character a byte.
    """
    if data.isascii():
        return data.decode("ascii"), None
    codec = _CODECS.get(syntax_id)
    stated = _try(data, codec) if codec else None
    # The ISO sets hold no printable character at 80 to 9F: such a byte shows that the stated set is wrong.
    if stated is not None and (codec == "utf-8" or not any("\x80" <= char <= "\x9f" for char in stated)):
        return stated, "charset-doubt" if codec != "utf-8" and _try(data, "utf-8") is not None else None
    text = _try(data, "utf-8") or _try(data, "cp1252")
    return text if text is not None else data.decode("latin-1"), "charset"


def _try(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except UnicodeDecodeError:
        return None
