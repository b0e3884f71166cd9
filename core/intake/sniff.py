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
PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
)
MEDIA = (
    (b"fLaC", "flac"),
    (b"OggS", "ogg"),
    (b"ID3", "mp3"),
    (b"\x1a\x45\xdf\xa3", "matroska"),
    (b"#!AMR", "amr"),
)
RIFF = {b"WAVE": "wav", b"AVI ": "avi"}
BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")
RECORDINGS = (
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "asf"),
    (b"\0\0\x01\xba", "mpeg"),
    (b"RF64", "wav"),
    (b"riff\x2e\x91\xcf\x11", "w64"),
    (b"caff", "caf"),
    (b".snd", "au"),
    (b"FLV\x01", "flv"),
    (b"wvpk", "wv"),
)
PACKET, SYNC = 188, 0x47
HEAD = 4096
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


def letter(data: bytes | memoryview) -> bool:
    """Whether the bytes are a FHIR resource in JSON, told by what stands where it begins."""
    head = bytes(data[:HEAD]).removeprefix(b"\xef\xbb\xbf").lstrip()
    return head.startswith(b"{") and (b'"resourceType"' in head or b'"resourceType"' in bytes(data[-HEAD:]))


def other(data: bytes) -> str | None:
    """What else the bytes are, as words to put after "is"; None where they are not known."""
    for signature, words in SIGNATURES:
        if data.startswith(signature):
            return words
    if data[:4] == b"RIFF":
        return {b"WEBP": "a WebP picture", b"WAVE": "a sound file", b"AVI ": "a moving film"}.get(data[8:12])
    return "a HEIC picture or a film" if data[4:8] == b"ftyp" else None


def colours(data: bytes) -> str | None:
    """Pillow's name of the picture format, in colour or not; None where it is none that the intake reads."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return next((name for signature, name in PICTURES if data.startswith(signature)), None)


def media(data: bytes) -> str | None:
    """FFmpeg's name of the container of a sound or film; None where it is none that the intake reads."""
    if data[:4] == b"RIFF":
        return RIFF.get(data[8:12])
    if data[:4] == b"FORM" and data[8:12] in (b"AIFF", b"AIFC"):
        return "aiff"
    if data[4:8] in BOXES and data[8:12] not in (b"heic", b"heix", b"mif1", b"avif"):
        return "mov"
    if len(data) > 4 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0 and not data.startswith(b"\xff\xd8\xff"):
        return _framed(data)
    return next((name for signature, name in MEDIA if data.startswith(signature)), None)


def recording(data: bytes) -> str | None:
    """FFmpeg's name of the container of a recording, by its first bytes; some that :func:`media` does not read too."""
    found = media(data) or next((name for signature, name in RECORDINGS if data.startswith(signature)), None)
    if found is None and len(data) > 4 * PACKET and all(byte == SYNC for byte in data[: 5 * PACKET : PACKET]):
        return "mpegts"
    return found


def _framed(data: bytes) -> str | None:
    """MPEG audio without a container: layer 0 is AAC (ADTS), 1 to 3 are MP3 and its older kin."""
    layer, rate = data[1] >> 1 & 3, data[2] >> 2 & 3
    if layer == 0:
        return "aac" if data[1] & 0xF0 == 0xF0 else None
    return "mp3" if data[2] >> 4 != 15 and rate != 3 and data[1] >> 3 & 3 != 1 else None
