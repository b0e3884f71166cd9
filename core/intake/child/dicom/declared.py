"""What a data set declares of its pixels, checked for contradictions before any is decoded (PS3.3, C.7.6.3)."""

from dataclasses import dataclass
from typing import Any

from pydicom.dataset import Dataset

from core.intake.refusal import Code, Refused

GREY = ("MONOCHROME1", "MONOCHROME2")
COLOURS = ("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT")
PALETTE = "PALETTE COLOR"
AGAIN = "export the film again"
OTHERS = "a report, a plan or an index"
LETTERS = 24


@dataclass(frozen=True)
class Declared:
    """The declared shape and coding of the pixels.

    Attributes:
        rows: Rows.
        columns: Columns.
        samples: Values for each pixel, 1 or 3.
        photometric: Photometric interpretation.
        allocated: Bits of one stored word, 8 or 16.
        bits: Bits of it that hold the value.
        high: The highest of these bits.
        signed: Whether values are two's complement.
        planar: 0 where the samples of a pixel lie together, 1 where each has a plane of its own.
    """

    rows: int
    columns: int
    samples: int
    photometric: str
    allocated: int
    bits: int
    high: int
    signed: bool
    planar: int

    @property
    def grey(self) -> bool:
        """Whether the values are brightness and nothing else."""
        return self.photometric in GREY

    @property
    def frame_bytes(self) -> int:
        """Bytes of the uncompressed picture."""
        plain = self.rows * self.columns * self.samples * self.allocated // 8
        return plain * 2 // 3 if self.photometric == "YBR_FULL_422" else plain

    def options(self) -> dict[str, Any]:
        """The same in the words of pydicom's decoders, for a single frame."""
        return {
            "rows": self.rows,
            "columns": self.columns,
            "samples_per_pixel": self.samples,
            "photometric_interpretation": self.photometric,
            "planar_configuration": self.planar,
            "bits_allocated": self.allocated,
            "bits_stored": self.bits,
            "pixel_representation": int(self.signed),
            "pixel_keyword": "PixelData",
            "number_of_frames": 1,
        }


def read(dataset: Dataset, pixel_bytes: int) -> Declared:
    """The declaration of a data set, with so many bytes of pixel data.

    Raises:
        Refused: no pixels, more than one frame, or a declaration that no film can have.
    """
    _refuse_without_pixels(dataset, pixel_bytes)
    _refuse_frames(dataset)
    photometric, samples = _photometric(dataset)
    allocated, bits, high = _bits(dataset)
    signed = number(dataset, "PixelRepresentation") == 1
    rows, columns = (number(dataset, keyword) or 0 for keyword in ("Rows", "Columns"))
    planar = number(dataset, "PlanarConfiguration") or 0
    return Declared(rows, columns, samples, photometric, allocated, bits, high, signed, planar)


def number(dataset: Dataset, keyword: str) -> int | None:
    """An element as one integer, None where it is absent, empty or no number."""
    try:
        value: Any = dataset.get(keyword)
        return None if value is None or value == "" else int(value)
    except Exception:  # noqa: BLE001 - the parser raises many types for one mistake: a value that is no number
        return None


def word(dataset: Dataset, keyword: str) -> str:
    """An element as upper-case text without blanks around it, "" where it is absent or no text."""
    try:
        value: Any = dataset.get(keyword)
        return "" if value is None else str(value).strip("\0 ").upper()
    except Exception:  # noqa: BLE001 - as above: a value that is no text
        return ""


def _refuse_without_pixels(dataset: Dataset, pixel_bytes: int) -> None:
    if "FloatPixelData" in dataset or "DoubleFloatPixelData" in dataset:
        raise Refused(Code.BITS, f"The film has floating-point pixels; {AGAIN} with 8 to 16 bits.")
    if not pixel_bytes:
        raise Refused(Code.NO_PIXELS, f"The DICOM file holds no picture ({OTHERS}); send the film itself.")


def _refuse_frames(dataset: Dataset) -> None:
    raw = dataset.get("NumberOfFrames")
    frames = 1 if raw is None or raw == "" else number(dataset, "NumberOfFrames")
    if frames != 1 and frames != 0:
        count = f"{frames:,} frames" if frames and frames > 0 else "a number of frames that is no number"
        raise Refused(Code.FRAMES, f"The DICOM file has {count}; send one film at a time.")


def _photometric(dataset: Dataset) -> tuple[str, int]:
    photometric = word(dataset, "PhotometricInterpretation")
    if not photometric:
        raise Refused(Code.PHOTOMETRIC, f"The file does not say whether low values are dark or bright; {AGAIN}.")
    if photometric not in (*GREY, *COLOURS, PALETTE):
        shown = photometric[:LETTERS]
        raise Refused(
            Code.PHOTOMETRIC, f"The photometric interpretation '{shown}' is not known; {AGAIN} as MONOCHROME2."
        )
    samples = number(dataset, "SamplesPerPixel") or (3 if photometric in COLOURS else 1)
    if samples != (3 if photometric in COLOURS else 1):
        words = f"The file says {photometric} but stores {samples} values for each pixel"
        raise Refused(Code.PHOTOMETRIC, f"{words}; {AGAIN} with the right photometric interpretation.")
    return photometric, samples


def _bits(dataset: Dataset) -> tuple[int, int, int]:
    allocated = number(dataset, "BitsAllocated") or 0
    bits = number(dataset, "BitsStored") or allocated
    high = number(dataset, "HighBit")
    high = bits - 1 if high is None else high
    if allocated not in (8, 16):
        raise Refused(Code.BITS, f"The film has {allocated} bits for each pixel; {AGAIN} with 8 to 16.")
    if not (1 < bits <= allocated and bits - 1 <= high < allocated):
        raise Refused(
            Code.BITS, f"The film says {bits} bits up to bit {high} of {allocated}, which cannot be; {AGAIN}."
        )
    return allocated, bits, high
