"""DICOM bytes to a data set and its pixels: header, bounded inflating, structure, and only then the parser."""

import zlib
from dataclasses import dataclass
from io import BytesIO

from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from core.intake.child.dicom import structure
from core.intake.child.dicom.structure import Coding, Head
from core.intake.child.dicom.tags import WANTED
from core.intake.limits import MEBI, Limits
from core.intake.refusal import Code, Refused

SYNTAX = 0x00020010
ALLOWANCE = 16 * MEBI
EMPTY = memoryview(b"")


@dataclass(frozen=True)
class Stream:
    """A parsed file.

    Attributes:
        dataset: The elements that the intake uses, without the pixels.
        syntax: Transfer syntax of the pixels.
        pixels: The pixel data as it lies in the file; empty where there is none. Encapsulated: the joined fragments.
        vr: Value representation of the pixel data.
    """

    dataset: Dataset
    syntax: str
    pixels: memoryview
    vr: str


def read(data: memoryview, limits: Limits) -> Stream:
    """Parse a file; only the elements that the intake uses are kept.

    Raises:
        Refused: cut short, nested too deep, or a deflate bomb.
    """
    syntax, start = header(data)
    if syntax == DeflatedExplicitVRLittleEndian:
        data, start, syntax = memoryview(inflate(data[start:], limits)), 0, str(ExplicitVRLittleEndian)
    big = syntax == ExplicitVRBigEndian or (not syntax and bytes(data[:1]) == b"\0")
    code = structure.coding(data, start, "big" if big else "little")
    found = structure.walk(data, start, code, limits)
    elements = BytesIO(data[start : found.at if found else len(data)])
    dataset = read_dataset(elements, code.implicit, not big, specific_tags=list(WANTED))
    pixels, vr = _pixels(data, found, code, limits) if found else (EMPTY, "OW")
    return Stream(dataset, syntax or _guessed(code), pixels, vr)


def header(data: memoryview) -> tuple[str, int]:
    """Transfer syntax ("" where none is given) and where the data set starts (PS3.10, section 7.1)."""
    at, syntax = 132 if bytes(data[128:132]) == b"DICM" else 0, ""
    code = Coding(implicit=False, order="little")
    while (head := code.head(data, at)) and head.tag >> 16 == 0x0002:
        if head.end > len(data):
            raise Refused(Code.TRUNCATED, structure.CUT)
        at = head.end
        if head.tag == SYNTAX:
            syntax = bytes(data[head.start : at]).decode("ascii", "replace").strip("\0 ")
    return syntax, at


def inflate(deflated: memoryview, limits: Limits) -> bytes:
    """Inflate a deflated data set, never further than a film of the allowed size could need.

    Raises:
        Refused: a decompression bomb, damaged, or cut short.
    """
    most = int(min(max(ALLOWANCE, limits.ratio * len(deflated)), 2 * limits.pixels + ALLOWANCE))
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = machine.decompress(deflated, most + 1)
    except zlib.error as error:
        raise Refused(Code.MALFORMED, "The deflated DICOM file is damaged; export the film again.") from error
    if len(data) > most:
        raise Refused(Code.RATIO, "The deflated DICOM file grows as no film does; export the film again, not deflated.")
    if not machine.eof:
        raise Refused(Code.TRUNCATED, structure.CUT)
    return data


def _guessed(code: Coding) -> str:
    if code.implicit:
        return str(ImplicitVRLittleEndian)
    return str(ExplicitVRLittleEndian if code.order == "little" else ExplicitVRBigEndian)


def _pixels(data: memoryview, found: Head, code: Coding, limits: Limits) -> tuple[memoryview, str]:
    vr = found.vr.decode("ascii")
    if found.length == structure.UNDEFINED:
        return memoryview(b"".join(structure.fragments(data, found.start, code, limits))), vr
    if found.end > len(data):
        raise Refused(Code.TRUNCATED, structure.CUT)
    return data[found.start : found.end], vr
