import numpy as np
import pytest

from core.intake.child.chunks import check
from core.intake.refusal import Code, Refused
from tests.core.intake.films import ramp, raster

DATA = raster(ramp(kind=np.uint8, top=255), "PNG")


def refusal(data: bytes) -> str:
    with pytest.raises(Refused) as caught:
        check(memoryview(data))
    return caught.value.code


def test_a_sound_picture_passes() -> None:
    check(memoryview(DATA))
    check(memoryview(DATA + b"what follows the end is nobody's business"))


def test_every_cut_is_noticed() -> None:
    assert {refusal(DATA[:end]) for end in range(8, len(DATA))} == {Code.TRUNCATED}


def test_every_altered_byte_is_noticed() -> None:
    for at in range(8, len(DATA)):
        altered = bytearray(DATA)
        altered[at] ^= 0x10
        assert refusal(bytes(altered)) in (Code.MALFORMED, Code.TRUNCATED)


def test_an_end_without_a_middle() -> None:
    assert refusal(DATA[: len(DATA) // 2] + DATA[-12:]) in (Code.MALFORMED, Code.TRUNCATED)
