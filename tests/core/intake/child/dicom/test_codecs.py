import pytest
from pydicom.pixels.decoders.base import get_decoder
from pydicom.uid import JPEG2000Lossless, JPEGExtended12Bit

from core.intake.child.dicom.codecs import DECODER_DEPENDENCIES, WAVELET, is_available


@pytest.mark.parametrize("syntax", [*WAVELET, JPEGExtended12Bit])
def test_every_one_is_known_to_pydicom(syntax: str) -> None:
    assert is_available(syntax)
    assert syntax in DECODER_DEPENDENCIES
    assert any(name.startswith("chiron") for name in get_decoder(syntax).available_plugins)


def test_no_other_syntax_is_claimed() -> None:
    assert not is_available("1.2.840.10008.1.2")
    assert is_available(JPEG2000Lossless)
