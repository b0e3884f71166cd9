"""The pixels of a data set as they are stored: native or by their transfer syntax."""

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.encaps import get_frame
from pydicom.pixels.decoders.base import get_decoder
from pydicom.pixels.processing import apply_color_lut
from pydicom.uid import UID, RLELossless

from core.intake.child import bounds, grey
from core.intake.child.dicom import codecs, codestream
from core.intake.child.dicom.declared import AGAIN, PALETTE, Declared
from core.intake.child.picture import Stored
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused

codecs.register()


def read(dataset: Dataset, declared: Declared, limits: Limits) -> Stored:
    """Decode the only frame.

    Returns:
        Grey: bit patterns ``(rows, columns)``, uint8 or uint16. Colour: the brightness, if the picture is grey after all.

    Raises:
        Refused: too large, cut short, contradicting its declaration, damaged, in colour, or of an unknown compression.
    """
    syntax = _syntax(dataset)
    bytes_of_pixel = declared.samples * declared.allocated // 8
    bounds.check(declared.rows, declared.columns, bytes_of_pixel, len(dataset.PixelData), limits)
    if syntax.is_encapsulated:
        _check_stream(_frame(dataset, syntax), declared, syntax)
    elif len(dataset.PixelData) < declared.frame_bytes:
        share = len(dataset.PixelData) / declared.frame_bytes
        raise Refused(Code.TRUNCATED, f"The film holds only {share:.0%} of the pixels that it announces; {AGAIN}.")
    pixels = _decoded(dataset, syntax, colour=declared.samples == 3)
    if declared.grey:
        return _patterns(pixels)
    if declared.photometric == PALETTE:
        pixels = _painted(pixels, dataset)
    return grey.luma(_eight_bits(pixels, declared))


def _syntax(dataset: Dataset) -> UID:
    syntax = UID(str(getattr(dataset, "file_meta", {}).get("TransferSyntaxUID", "") or _guessed(dataset)))
    if not syntax.is_transfer_syntax or syntax.is_private:
        raise Refused(Code.CODEC, f"The transfer syntax '{syntax[:64]}' is not known; {AGAIN} uncompressed.")
    try:
        known = get_decoder(syntax).is_available
    except NotImplementedError:
        known = False
    if not known:
        raise Refused(Code.CODEC, f"The compression {syntax.name} is not read; {AGAIN} uncompressed.")
    return syntax


def _guessed(dataset: Dataset) -> str:
    implicit, little = dataset.original_encoding
    syntax = "1.2.840.10008.1.2" if implicit else "1.2.840.10008.1.2.1" if little else "1.2.840.10008.1.2.2"
    dataset.ensure_file_meta()
    dataset.file_meta.TransferSyntaxUID = UID(syntax)
    return syntax


def _frame(dataset: Dataset, syntax: UID) -> bytes:
    try:
        return get_frame(dataset.PixelData, 0, number_of_frames=1)
    except Exception as error:
        raise Refused(Code.MALFORMED, f"The compressed picture is not where {syntax.name} puts it; {AGAIN}.") from error


def _check_stream(frame: bytes, declared: Declared, syntax: UID) -> None:
    if syntax == RLELossless:
        return
    header = codestream.read(frame)
    if header is None:
        raise Refused(Code.MALFORMED, f"The picture inside is not {syntax.name}; {AGAIN}.")
    if (header.rows, header.columns) != (declared.rows, declared.columns):
        inner, outer = f"{header.rows} x {header.columns}", f"{declared.rows} x {declared.columns}"
        raise Refused(Code.SIZE, f"The file announces {outer} pixels but the picture inside has {inner}; {AGAIN}.")
    if header.components != declared.samples:
        words = f"The file says {declared.photometric} but the picture inside has {header.components} channels"
        raise Refused(Code.PHOTOMETRIC, f"{words}; {AGAIN} with the right photometric interpretation.")
    if header.bits > 16:
        raise Refused(Code.BITS, f"The picture inside has {header.bits} bits for each pixel; {AGAIN} with 8 to 16.")
    if not codestream.complete(frame):
        raise Refused(Code.TRUNCATED, f"The compressed picture is cut short; {AGAIN}.")


def _decoded(dataset: Dataset, syntax: UID, colour: bool) -> NDArray[np.generic]:
    try:
        pixels, _ = get_decoder(syntax).as_array(dataset, index=0, raw=not colour, view_only=True)
    except MemoryError:
        raise
    except Exception as error:
        if "memory" in str(error).lower() or "allocate" in str(error).lower():
            raise MemoryError from error
        raise Refused(Code.MALFORMED, f"The pixels cannot be decoded as {syntax.name}; {AGAIN}.") from error
    return pixels


def _painted(pixels: NDArray[np.generic], dataset: Dataset) -> NDArray[np.generic]:
    try:
        return apply_color_lut(pixels, dataset)[..., :3]
    except (ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
        raise Refused(Code.PHOTOMETRIC, f"The film's colour table is missing or damaged; {AGAIN} in grey.") from error


def _patterns(pixels: NDArray[np.generic]) -> Stored:
    native = pixels.astype(pixels.dtype.newbyteorder("="), copy=False)
    return native.view(np.uint8 if native.dtype.itemsize == 1 else np.uint16)


def _eight_bits(colours: NDArray[np.generic], declared: Declared) -> NDArray[np.uint8]:
    if colours.dtype.itemsize == 1:
        return colours.view(np.uint8)
    brightest = int(colours.max())
    surplus = max((brightest.bit_length() if declared.photometric == PALETTE else declared.bits) - 8, 0)
    return (colours >> surplus).clip(0, 255).astype(np.uint8)
