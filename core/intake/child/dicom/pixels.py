"""The pixels of a film as they are stored: native, or decoded by their transfer syntax."""

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.pixels.decoders.base import Decoder, get_decoder
from pydicom.pixels.processing import apply_color_lut
from pydicom.uid import UID, RLELossless

from core.intake.arena import Stored
from core.intake.child import bounds, grey
from core.intake.child.dicom import codecs, codestream
from core.intake.child.dicom.declared import AGAIN, PALETTE, Declared
from core.intake.child.dicom.stream import Stream
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused

codecs.register()


def read(stream: Stream, declared: Declared, limits: Limits) -> Stored:
    """Decode the film.

    Returns:
        Grey: bit patterns ``(rows, columns)``, uint8 or uint16. Colour: the brightness, if the picture is grey.

    Raises:
        Refused: too large, cut short, contradicting its declaration, damaged, in colour, or of an unknown compression.
    """
    decoder = _decoder(UID(stream.syntax))
    bounds.check_area(declared.rows, declared.columns, limits)
    source: memoryview | bytes = stream.pixels
    if decoder.is_encapsulated:
        bounds.check_growth(declared.frame_bytes, len(source), limits)
        _check(bytes(stream.pixels), declared, decoder.UID)
        source = encapsulate([bytes(stream.pixels)], has_bot=False)
    elif len(source) < declared.frame_bytes:
        share = len(source) / declared.frame_bytes
        raise Refused(Code.TRUNCATED, f"The film holds only {share:.0%} of the pixels that it announces; {AGAIN}.")
    return _stored(_decoded(decoder, source, declared, stream.vr), declared, stream.dataset)


def _decoder(syntax: UID) -> Decoder:
    try:
        decoder = get_decoder(syntax)
    except (NotImplementedError, ValueError) as error:
        name = f"'{syntax[:64]}'" if syntax.name == syntax else syntax.name
        raise Refused(Code.CODEC, f"The transfer syntax {name} is not read; {AGAIN} uncompressed.") from error
    if not decoder.is_available:
        raise Refused(Code.CODEC, f"The transfer syntax {syntax.name} is not read; {AGAIN} uncompressed.")
    return decoder


def _check(frame: bytes, declared: Declared, syntax: UID) -> None:
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
    if header.bits > declared.allocated:
        raise Refused(Code.BITS, f"The picture inside has {header.bits} bits, the file {declared.allocated}; {AGAIN}.")
    if not codestream.complete(frame):
        raise Refused(Code.TRUNCATED, f"The compressed picture is cut short; {AGAIN}.")


def _decoded(decoder: Decoder, source: memoryview | bytes, declared: Declared, vr: str) -> NDArray[np.generic]:
    options = declared.options() | {"pixel_vr": vr, "view_only": True, "correct_unused_bits": False}
    try:
        pixels, _ = decoder.as_array(source, index=0, raw=declared.samples == 1, **options)
    except MemoryError:
        raise
    except Exception as error:
        if "memory" in str(error).lower() or "allocate" in str(error).lower():
            raise MemoryError from error
        raise Refused(Code.MALFORMED, f"The pixels cannot be decoded as {decoder.UID.name}; {AGAIN}.") from error
    return pixels


def _stored(pixels: NDArray[np.generic], declared: Declared, dataset: Dataset) -> Stored:
    if declared.grey:
        native = pixels.astype(pixels.dtype.newbyteorder("="), copy=False)
        patterns: Stored = native.view(np.uint8 if native.dtype.itemsize == 1 else np.uint16)
        return patterns
    colours = _painted(pixels, dataset) if declared.photometric == PALETTE else pixels
    return grey.luma(_eight_bits(colours, declared))


def _painted(pixels: NDArray[np.generic], dataset: Dataset) -> NDArray[np.generic]:
    try:
        return apply_color_lut(pixels, dataset)[..., :3]
    except (ValueError, TypeError, AttributeError, KeyError, IndexError) as error:
        raise Refused(Code.PHOTOMETRIC, f"The film's colour table is missing or damaged; {AGAIN} in grey.") from error


def _eight_bits(colours: NDArray[np.generic], declared: Declared) -> NDArray[np.uint8]:
    if colours.dtype.itemsize == 1:
        return colours.view(np.uint8)
    bits = int(colours.max()).bit_length() if declared.photometric == PALETTE else declared.bits
    return np.right_shift(colours.astype(np.int32), max(bits - 8, 0)).clip(0, 255).astype(np.uint8)
