"""What bytes are, by their content and never by their name."""

from enum import StrEnum


class Kind(StrEnum):
    """A kind of picture that the intake reads."""

    DICOM = "dicom"
    PNG = "png"
    JPEG = "jpeg"


SIGNATURES = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"II*\0", "a TIFF picture"),
    (b"MM\0*", "a TIFF picture"),
    (b"\xff\x4f\xff\x51", "a bare JPEG 2000 picture"),
    (b"\0\0\0\x0cjP  ", "a bare JPEG 2000 picture"),
    (b"\x5c\x01\0\0", "a NIfTI volume"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)
META = 0x0002
IDENTIFYING = 0x0008


def picture(data: bytes) -> Kind | None:
    """Which kind of picture this is, None where it is none that the intake reads."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    return Kind.DICOM if data[128:132] == b"DICM" or _bare_dicom(data) else None


def _bare_dicom(data: bytes) -> bool:
    """Whether a data set starts at once: group 2 or 8, a low element, and a length or two letters that fit."""
    for order in ("little", "big"):
        group, element = int.from_bytes(data[:2], order), int.from_bytes(data[2:4], order)
        if group in (META, IDENTIFYING) and element < 0x0100 and len(data) > 8:
            letters = data[4:6].isalpha() and data[4:6].isupper()
            return letters or int.from_bytes(data[4:8], order) < 1024
    return False


def other(data: bytes) -> str | None:
    """What else the bytes are, as words to put after "is"; None where they are not known."""
    for signature, words in SIGNATURES:
        if data.startswith(signature):
            return words
    if data[:4] == b"RIFF":
        return {b"WEBP": "a WebP picture", b"WAVE": "a sound file"}.get(data[8:12])
    return "a HEIC picture or a film" if data[4:8] == b"ftyp" else None
