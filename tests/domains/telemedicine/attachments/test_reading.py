"""Attached files: told apart by content, their words read, and what cannot be read refused in one sentence."""

import io

import pytest
from PIL import Image, ImageDraw, ImageFont

from core.intake.refusal import Refused
from domains.telemedicine.attachments import lettering, read
from domains.telemedicine.attachments.lettering import Piece, lines

TYPED = (
    "Discharge summary",
    "Medicines: furosemide 40 mg once a day",
    "Allergies: penicillin (rash)",
    "Blood pressure 128/76",
)


def page(kind: str) -> bytes:
    image = Image.new("RGB", (760, 60 + 70 * len(TYPED)), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(28)
    for number, line in enumerate(TYPED):
        draw.text((40, 40 + 70 * number), line, fill="black", font=font)
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


@pytest.mark.skipif(not lettering.installed(), reason="rapidocr is not installed")
def test_the_words_of_a_typed_page_are_read_in_order() -> None:
    told = read(page("PNG"), "scan.jpg")
    assert (told["kind"], told["mime"]) == ("document", "image/png")
    assert told["text"].splitlines() == list(TYPED)
    assert any("compare them with the page" in notice for notice in told["notices"])


@pytest.mark.skipif(not lettering.installed(), reason="rapidocr is not installed")
def test_a_picture_without_words_stays_a_picture() -> None:
    out = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(out, "WEBP")
    assert read(out.getvalue(), "rash.webp") == {"kind": "picture", "mime": "image/webp", "text": "", "notices": []}


def test_plain_text_is_a_document() -> None:
    told = read("Pulse 72\r\n\r\n  Größe 180 cm\n".encode(), "note.txt")
    assert (told["kind"], told["mime"], told["text"]) == ("document", "text/plain", "Pulse 72\nGröße 180 cm")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7\n", "send the pages as pictures"),
        (b"PK\x03\x04word/document.xml", "send its pages as pictures"),
        (b"", "empty"),
        (b"\x00\x01\x02\xff" * 9, "save it as UTF-8"),
        (b"\x89PNG\r\n\x1a\nshort", "cut short"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "sound file"),
    ],
    ids=["pdf", "office", "empty", "binary", "cut", "sound"],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(data: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        read(data, "file")


def test_pieces_at_one_height_make_a_line() -> None:
    pieces = [Piece(300, 52, 20, "12 March", 1), Piece(20, 50, 22, "Riverside", 1), Piece(20, 90, 20, "Summary", 1)]
    assert lines(pieces) == ["Riverside 12 March", "Summary"]
