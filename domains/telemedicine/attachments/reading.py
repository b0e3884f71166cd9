"""An attached file: what it is, and the words that can be read of it.

Pictures are decoded by the limited process of the intake, and what reads their words sees pixels only. A PDF is not
taken: no parser of it is in the limited process.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from core.intake import sniff
from core.intake.intake import Intake
from core.intake.refusal import Code, Refused
from domains.telemedicine.attachments import lettering

PICTURE, DOCUMENT = "picture", "document"
MIMES = {
    "PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif", "BMP": "image/bmp",
}  # fmt: skip
FEW = 8
PDF = "PDF files are not taken: send the pages as pictures (PNG or JPEG), or their text."
OFFICE = "This kind of document is not taken: send its pages as pictures (PNG or JPEG), or its text."
UNREAD = "Typed words in pictures are not read here: install chiron-suite[ocr]."


@dataclass(frozen=True)
class Attached:
    """What was attached.

    Attributes:
        kind: "document" where words can be read of it, else "picture".
        mime: Its type, told by content.
        text: The words, one line for each line of the page.
        notices: What a reader should know, a sentence each.
    """

    kind: str
    mime: str
    text: str = ""
    notices: tuple[str, ...] = ()


def read(data: bytes, name: str) -> dict[str, Any]:
    """Read an attached file: ``{kind, mime, text, notices}``.

    Args:
        data: The whole file.
        name: What the sender calls it; told apart is it by content.

    Raises:
        Refused: it is neither a picture nor plain text, or cannot be read within the limits of the intake.
    """
    told = asdict(_read(data, name))
    return {**told, "notices": list(told["notices"])}


def _read(data: bytes, name: str) -> Attached:
    if data.lstrip()[:5] == b"%PDF-":
        raise Refused(Code.KIND, PDF)
    if data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")):
        raise Refused(Code.KIND, OFFICE)
    with Intake() as intake:
        kind = sniff.colours(data)
        if kind is None and sniff.other(data) is None:
            return _plain(intake, data, name)
        return _pictured(intake, data, name, MIMES.get(kind or "", ""))


def _plain(intake: Intake, data: bytes, name: str) -> Attached:
    """A text in UTF-8, its lines without the blanks around them."""
    text = str(intake.text(data, name).content)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return Attached(DOCUMENT, "text/plain", "\n".join(lines))


def _pictured(intake: Intake, data: bytes, name: str, mime: str) -> Attached:
    pixels: Any = intake.picture(data, name).content
    if not lettering.installed():
        return Attached(PICTURE, mime, notices=(UNREAD,))
    page = lettering.page(pixels)
    if sum(len(line.split()) for line in page.lines) < FEW:
        return Attached(PICTURE, mime, "\n".join(page.lines))
    return Attached(DOCUMENT, mime, "\n".join(page.lines), tuple(_notices(page)))


def _notices(page: lettering.Page) -> Iterator[str]:
    yield "The words were read off a picture: compare them with the page before you rely on them."
    if page.unsure:
        yield f"{page.unsure} pieces of the page could not be read surely and were left out."
