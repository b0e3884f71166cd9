"""Where the benchmark plants identifiers in a film: a list of its own, that knows nothing of what removes them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag
from pydicom.uid import UID

from benchmarks.chest.deidentification_values import Value

PRIVATE = 0x0029


@dataclass
class Host:
    """A film on its way to a file.

    Attributes:
        dataset: Its elements.
        preamble: Put before the file.
        trailing: Put behind the file.
        behind_pixels: Put behind the last pixel, within the pixel data.
    """

    dataset: Dataset
    preamble: bytes = b""
    trailing: bytes = b""
    behind_pixels: bytes = b""
    used: set[str] = field(default_factory=set)


Plant = Callable[[Host, Value], None]


def _text(value: Value) -> str:
    return value.text.replace("^", " ") if value.kind == "name" else value.text


def _sentence(value: Value) -> str:
    day = f"{value.day:%d.%m.%Y}" if value.day else _text(value)
    return f"Compared with the film of {day}, call ward." if value.day else f"Seen with {day}, please call back."


def element(keyword: str) -> Plant:
    """The value alone in an element."""
    return lambda host, value: setattr(host.dataset, keyword, value.text)


def words(keyword: str) -> Plant:
    """The value inside a sentence."""
    return lambda host, value: setattr(host.dataset, keyword, _sentence(value))


def other(keyword: str, vr: str) -> Plant:
    """The value in an element whose VR is not that of the dictionary."""

    def plant(host: Host, value: Value) -> None:
        host.dataset.add_new(
            Tag(keyword), vr, _text(value)[:60] if vr in ("LO", "PN", "UT", "ST") else _text(value)[:16]
        )

    return plant


def private(offset: int, vr: str) -> Plant:
    """The value in a private element."""

    def plant(host: Host, value: Value) -> None:
        block = host.dataset.private_block(PRIVATE, "ACME 1.1", create=True)
        content = _text(value).encode("utf-8") if vr in ("UN", "OB") else value.text
        block.add_new(offset, vr, content + b" " * (len(content) % 2) if isinstance(content, bytes) else content)

    return plant


def creator(host: Host, value: Value) -> None:
    """The value as the name of a private block."""
    host.dataset.private_block(0x0031, _text(value)[:60], create=True).add_new(1, "LO", "x")


def private_nested(host: Host, value: Value) -> None:
    """The value two levels down in private sequences."""
    inner, outer = Dataset(), Dataset()
    inner.private_block(PRIVATE, "ACME 1.1", create=True).add_new(3, "LO", _text(value)[:60])
    outer.private_block(PRIVATE, "ACME 1.1", create=True).add_new(2, "SQ", Sequence([inner]))
    host.dataset.private_block(PRIVATE, "ACME 1.1", create=True).add_new(0x40, "SQ", Sequence([outer]))


def nested(path: str) -> Plant:
    """The value at the end of a path of sequences: ``A/B/Keyword``, in a sentence where it ends with ``~``."""
    *sequences, keyword = path.rstrip("~").split("/")

    def plant(host: Host, value: Value) -> None:
        level = host.dataset
        for name in sequences:
            if name not in level:
                setattr(level, name, Sequence([Dataset()]))
            level = getattr(level, name)[0]
        setattr(level, keyword, _sentence(value) if path.endswith("~") else value.text)

    return plant


def coded(sequence: str, keyword: str) -> Plant:
    """The value in a code, beside a code that is sound."""

    def plant(host: Host, value: Value) -> None:
        code = Dataset()
        code.CodeValue, code.CodingSchemeDesignator, code.CodeMeaning = "399348003", "SCT", "antero-posterior"
        setattr(code, keyword, _text(value)[: 16 if keyword != "CodeMeaning" else 60])
        setattr(host.dataset, sequence, Sequence([code]))

    return plant


def content(host: Host, value: Value) -> None:
    """The value as text of a structured report's content, which films may carry too."""
    item = Dataset()
    item.RelationshipType, item.ValueType, item.TextValue = "CONTAINS", "TEXT", _sentence(value)
    host.dataset.ContentSequence = Sequence([item])


def raw(tag: int, vr: str = "OB") -> Plant:
    """The value among bytes."""

    def plant(host: Host, value: Value) -> None:
        data = b"\x01\x02" + _text(value).encode("utf-8") + b"\x03"
        host.dataset.add_new(tag, vr, data + b"\0" * (len(data) % 2))

    return plant


def text(tag: int) -> Plant:
    """The value in a long text of the given tag."""
    return lambda host, value: host.dataset.add_new(tag, "LT", _sentence(value))


def wide(tag: int) -> Plant:
    """The value among bytes, in UTF-16."""
    return lambda host, value: host.dataset.add_new(tag, "OW", _text(value).encode("utf-16-le"))


def meta(keyword: str) -> Plant:
    """The value in the file meta information."""
    return lambda host, value: setattr(host.dataset.file_meta, keyword, _text(value)[:16])


def meta_bytes(host: Host, value: Value) -> None:
    """The value in the private part of the file meta information."""
    data = _text(value).encode("utf-8")
    host.dataset.file_meta.PrivateInformationCreatorUID = UID("1.2.276.0.7230010.9")
    host.dataset.file_meta.PrivateInformation = data + b"\0" * (len(data) % 2)


def preamble(host: Host, value: Value) -> None:
    """The value in the 128 bytes before the file's mark."""
    host.preamble = _text(value).encode("utf-8")[:128]


def trailing(host: Host, value: Value) -> None:
    """The value behind the last element."""
    host.trailing = b"\0\0" + _text(value).encode("utf-8")


def behind(host: Host, value: Value) -> None:
    """The value behind the last pixel."""
    host.behind_pixels = _text(value).encode("utf-8")


def lut(host: Host, value: Value) -> None:
    """The value in the explanation and the data of a table of grey values."""
    item = Dataset()
    data = _text(value).encode("utf-16-le").ljust(128, b"\0")
    item.LUTDescriptor, item.LUTExplanation, item.LUTData = [len(data) // 2, 0, 16], _text(value)[:60], data
    item["LUTDescriptor"].VR, item["LUTData"].VR = "US", "OW"
    host.dataset.VOILUTSequence = Sequence([item])


def several(*keywords: str) -> Plant:
    """The value in several elements at once, written in capitals in the second."""

    def plant(host: Host, value: Value) -> None:
        setattr(host.dataset, keywords[0], value.text)
        for keyword in keywords[1:]:
            setattr(host.dataset, keyword, _text(value).upper())

    return plant
