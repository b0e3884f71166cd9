"""Bytes of a note to its characters: UTF-8 or nothing.

This runs in the caller's process: the whole work is CPython's own UTF-8 decoder over bounded bytes, and an answer from
the limited process would have to pass through that same decoder.
"""

import codecs
import re

from core.intake import sniff
from core.intake.refusal import Code, Refused

AGAIN = "save it as UTF-8 and send it again"
MARKS = (
    (codecs.BOM_UTF32_LE, "UTF-32"),
    (codecs.BOM_UTF32_BE, "UTF-32"),
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
)
CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
WESTERN_SHARE = 0.25


def read(data: bytes, longest: int) -> str:
    """The characters as they were sent, less a byte order mark; line ends stay, so offsets stay.

    Raises:
        Refused: no characters, too many bytes, not text, or not UTF-8.
    """
    if not data:
        raise Refused(Code.EMPTY, "The note is empty; type or choose a note that has text.")
    if len(data) > longest:
        raise Refused(
            Code.LENGTH,
            f"The note has {len(data):,} bytes and at most {longest:,} are read; send the part that belongs here.",
        )
    _refuse_documents(data)
    _refuse_wide(data)
    text = _decoded(data)
    _refuse_unreadable(text)
    return text


def _refuse_documents(data: bytes) -> None:
    words = "a DICOM, PNG or JPEG picture" if sniff.picture(data) else sniff.other(data)
    if words and (b"\0" in data or data.startswith((b"%PDF", b"{\\rtf"))):
        raise Refused(Code.BINARY, f"The note is {words}, not plain text; send the text itself.")


def _refuse_wide(data: bytes) -> None:
    name = next((name for mark, name in MARKS if data.startswith(mark)), None) or _wide_without_mark(data)
    if name:
        raise Refused(Code.ENCODING, f"The note is not UTF-8 (it looks like {name}); {AGAIN}.")


def _wide_without_mark(data: bytes) -> str | None:
    even, odd = data[0::2].count(0), data[1::2].count(0)
    half = max(len(data) // 2, 1)
    return "UTF-16" if len(data) > 3 and (even > 0.4 * half) != (odd > 0.4 * half) else None


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":
            raise Refused(Code.ENCODING, "The note ends in the middle of a character; send the whole note.") from error
        raise Refused(Code.ENCODING, _sentence(data, error.start)) from error


def _sentence(data: bytes, position: int) -> str:
    if b"\0" in data:
        return "The note is not text; send it as plain text in UTF-8."
    if _western(data):
        return f"The note is not UTF-8 (it looks like Windows-1252); {AGAIN}."
    return f"The note is not UTF-8 (byte {position + 1} does not fit); {AGAIN}."


def _western(data: bytes) -> bool:
    high = sum(byte > 0x7F for byte in data)
    letters = sum(
        byte >= 0xC0 or byte in b"\x91\x92\x93\x94\x96\x97\xa0\xb0\xb1\xb2\xb5" for byte in data if byte > 0x7F
    )
    return high <= WESTERN_SHARE * len(data) and letters >= 0.5 * high


def _refuse_unreadable(text: str) -> None:
    if "\0" in text or len(CONTROL.findall(text)) > 0.01 * len(text) + 2:
        raise Refused(Code.BINARY, "The note is not text; send it as plain text in UTF-8.")
    if not text.strip().strip(INVISIBLE).strip():
        raise Refused(Code.EMPTY, "The note is empty; type or choose a note that has text.")
