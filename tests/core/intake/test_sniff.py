import gzip
import io
import zipfile

import numpy as np
import pytest
from PIL import Image

from core.intake.sniff import Kind, colours, media, other, picture
from tests.core.intake.films import film, library, ramp, raster

GREY = ramp(kind=np.uint8, top=255)


def zipped() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("film.dcm", b"x")
    return buffer.getvalue()


def saved(kind: str) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(GREY).save(buffer, kind)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (film(), Kind.DICOM),
        (film()[132:], Kind.DICOM),
        (raster(GREY, "PNG"), Kind.PNG),
        (raster(GREY, "JPEG"), Kind.JPEG),
        (library("ExplVR_LitEndNoMeta.dcm"), Kind.DICOM),
        (library("ExplVR_BigEndNoMeta.dcm"), Kind.DICOM),
        (b"", None),
        (b"a note", None),
        (b"\x08\x00", None),
        (b"\x08\x00\x05\x00\xff\xff\xff\xff\xff", None),
        (zipped(), None),
    ],
)
def test_pictures(data: bytes, kind: Kind | None) -> None:
    assert picture(data) == kind


@pytest.mark.parametrize(
    ("data", "word"),
    [
        *((b"%PDF-1.7", "PDF"), (zipped(), "ZIP"), (gzip.compress(b"x", mtime=0), "gzip"), (b"{\\rtf1 x}", "RTF")),
        *((saved("GIF"), "GIF"), (saved("BMP"), "BMP"), (saved("TIFF"), "TIFF"), (saved("WEBP"), "WebP")),
        *((saved("JPEG2000"), "JPEG 2000"), (b"RIFF\0\0\0\0WAVE", "sound"), (b"\0\0\0\x18ftypheic", "HEIC")),
    ],
)
def test_what_else_it_is(data: bytes, word: str) -> None:
    assert word in (other(data) or "")


@pytest.mark.parametrize("data", [b"", b"a note", b"RIFF\0\0\0\0XXXX", bytes(100)])
def test_nothing_known(data: bytes) -> None:
    assert other(data) is None


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP"])
def test_pictures_in_colour(kind: str) -> None:
    assert colours(saved(kind)) == kind
    assert media(saved(kind)) is None


@pytest.mark.parametrize(
    ("data", "container"),
    [
        *((b"RIFF\0\0\0\0WAVE", "wav"), (b"RIFF\0\0\0\0AVI ", "avi"), (b"fLaC", "flac"), (b"OggS", "ogg")),
        *((b"ID3\x04", "mp3"), (b"\xff\xfb\x90\x64\0", "mp3"), (b"\xff\xf1\x50\x80\0", "aac"), (b"#!AMR\n", "amr")),
        *((b"\x1a\x45\xdf\xa3", "matroska"), (b"\0\0\0\x20ftypisom", "mov"), (b"\0\0\0\x08wide\0\0\0\0", "mov")),
        *((b"FORM\0\0\0\0AIFF", "aiff"), (b"\xff\xff\xff\xff\xff", None), (b"\xff\xd8\xff\xe0\0", None)),
        *(
            (b"\0\0\0\x18ftypheic", None),
            (b"", None),
            (b"a note", None),
            (b"#EXTM3U", None),
            (b"ffconcat version", None),
        ),
    ],
)
def test_sounds_and_films(data: bytes, container: str | None) -> None:
    assert media(data) == container
