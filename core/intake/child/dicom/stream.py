"""DICOM bytes to a data set: header, bounded inflating, structure, and only then the parser."""

import zlib
from io import BytesIO

from pydicom import config, dcmread
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.filereader import read_dataset
from pydicom.uid import DeflatedExplicitVRLittleEndian, ExplicitVRBigEndian, ExplicitVRLittleEndian, UID

from core.intake.child.dicom import structure
from core.intake.child.dicom.tags import WANTED
from core.intake.limits import MEBI, Limits
from core.intake.refusal import Code, Refused

config.settings.reading_validation_mode = config.IGNORE
SYNTAX = 0x00020010
ALLOWANCE = 16 * MEBI


def read(data: bytes, limits: Limits) -> Dataset:
    """Parse a file; only the elements that the intake uses are kept.

    Raises:
        Refused: cut short, nested too deep, or a deflate bomb.
    """
    syntax, start = header(data)
    if syntax == DeflatedExplicitVRLittleEndian:
        return _inflated(inflate(data[start:], limits), limits)
    body = data[start:] if start else data
    big = syntax == ExplicitVRBigEndian or (not syntax and body.startswith(b"\0"))
    structure.check(body, structure.coding(body, "big" if big else "little"), limits)
    return dcmread(BytesIO(data), force=True, specific_tags=list(WANTED))


def header(data: bytes) -> tuple[str, int]:
    """Transfer syntax ("" where none is given) and where the data set starts (PS3.10, section 7.1)."""
    at, syntax = 132 if data[128:132] == b"DICM" else 0, ""
    code = structure.Coding(implicit=False, order="little")
    while (head := code.head(data, at)) and head.tag >> 16 == 0x0002:
        if head.start + head.length > len(data):
            raise Refused(Code.TRUNCATED, structure.CUT)
        at = head.start + head.length
        if head.tag == SYNTAX:
            syntax = data[head.start : at].decode("ascii", "replace").strip("\0 ")
    return syntax, at


def inflate(deflated: bytes, limits: Limits) -> bytes:
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


def _inflated(data: bytes, limits: Limits) -> Dataset:
    structure.check(data, structure.Coding(implicit=False, order="little"), limits)
    dataset = read_dataset(BytesIO(data), False, True, specific_tags=list(WANTED))
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = UID(ExplicitVRLittleEndian)
    return dataset
