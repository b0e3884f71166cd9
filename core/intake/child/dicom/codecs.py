"""Decoders that pydicom does not find by itself: OpenJPEG for JPEG 2000 and HTJ2K, and GDCM for 12-bit JPEG.

Both follow pydicom's contract for decoding plug-ins.
"""

import gdcm
import openjpeg.utils
from pydicom.pixels.decoders.base import DecodeRunner, get_decoder
from pydicom.uid import (
    HTJ2K,
    JPEG2000,
    HTJ2KLossless,
    HTJ2KLosslessRPCL,
    JPEG2000Lossless,
    JPEGExtended12Bit,
)

WAVELET = (JPEG2000Lossless, JPEG2000, HTJ2KLossless, HTJ2KLosslessRPCL, HTJ2K)
DECODER_DEPENDENCIES = {uid: ("pylibjpeg-openjpeg", "python-gdcm") for uid in (*WAVELET, JPEGExtended12Bit)}


def register() -> None:
    """Make the decoders known to pydicom."""
    for uid in WAVELET:
        get_decoder(uid).add_plugin("chiron-openjpeg", (__name__, "wavelet"))
    get_decoder(JPEGExtended12Bit).add_plugin("chiron-gdcm", (__name__, "extended"))


def is_available(uid: str) -> bool:
    """Whether this module decodes the transfer syntax."""
    return uid in DECODER_DEPENDENCIES


def wavelet(source: bytes, runner: DecodeRunner) -> bytes:
    """One JPEG 2000 or HTJ2K frame; its words are as wide as its own precision, not as the file says."""
    frame = bytes(openjpeg.utils.decode_pixel_data(source, version=2))
    precision = runner.get_option("j2k_precision", runner.bits_stored)
    runner.set_option("bits_allocated", 8 if precision <= 8 else 16 if precision <= 16 else 32)
    if runner.photometric_interpretation in ("YBR_ICT", "YBR_RCT"):
        runner.set_option("photometric_interpretation", "RGB")
    return frame


def extended(source: bytes, runner: DecodeRunner) -> bytes:
    """One frame of JPEG Extended (process 4) with 12 bits."""
    fragment, fragments = gdcm.Fragment(), gdcm.SequenceOfFragments.New()
    fragment.SetByteStringValue(source)
    fragments.AddFragment(fragment)
    element = gdcm.DataElement(gdcm.Tag(0x7FE0, 0x0010))
    element.SetValue(fragments.__ref__())
    decoded: str = _image(element, runner).GetBuffer()
    return decoded.encode("utf-8", "surrogateescape")


def _image(element: gdcm.DataElement, runner: DecodeRunner) -> gdcm.Image:
    image = gdcm.Image()
    image.SetNumberOfDimensions(2)
    image.SetDimensions((runner.columns, runner.rows, 1))
    image.SetDataElement(element)
    kind = gdcm.PhotometricInterpretation.GetPIType(str(runner.photometric_interpretation))
    image.SetPhotometricInterpretation(gdcm.PhotometricInterpretation(kind))
    image.SetTransferSyntax(gdcm.TransferSyntax(gdcm.TransferSyntax.GetTSType(str(runner.transfer_syntax))))
    bits = runner.bits_stored
    sign = runner.pixel_representation
    image.SetPixelFormat(gdcm.PixelFormat(runner.samples_per_pixel, runner.bits_allocated, bits, bits - 1, sign))
    return image
