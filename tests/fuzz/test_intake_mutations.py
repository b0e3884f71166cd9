"""Altered, cut and invented files: out comes a signal or a refusal of one sentence, and nothing else."""

import random
import re
from collections.abc import Callable

import numpy as np
import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.case import Signal
from core.intake.intake import Intake
from core.intake.limits import MEBI
from core.intake.refusal import Code, Refused
from tests.core.intake.films import dataset, library, ramp, raster, written

NOISE = np.random.default_rng(5).integers(0, 255, (48, 48), np.uint8)
ROUNDS = 120
SENTENCE = re.compile(r"[A-Z][^\n\r\t]{10,298}\.")
FILES: dict[str, Callable[[], bytes]] = {
    "explicit": lambda: library("MR_small.dcm"),
    "implicit": lambda: library("MR_small_implicit.dcm"),
    "big endian": lambda: library("MR_small_bigendian.dcm"),
    "RLE": lambda: library("MR_small_RLE.dcm"),
    "JPEG lossless": lambda: library("JPGLosslessP14SV1_1s_1f_8b.dcm"),
    "JPEG-LS": lambda: library("MR_small_jpeg_ls_lossless.dcm"),
    "JPEG 2000": lambda: library("MR_small_jp2klossless.dcm"),
    "JPEG extended": lambda: library("JPGExtended.dcm"),
    "deflated": lambda: library("image_dfl.dcm"),
    "PNG": lambda: raster(NOISE, "PNG"),
    "JPEG": lambda: raster(NOISE, "JPEG"),
}
quickly = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def outcome(intake: Intake, data: bytes) -> str:
    """The code of the refusal, or "" for a signal; either must keep its promises."""
    try:
        signal = intake.image(data, "fuzz")
    except Refused as refused:
        assert refused.code in set(Code)
        assert refused.code != Code.UNAVAILABLE
        assert SENTENCE.fullmatch(refused.sentence), refused.sentence
        return refused.code
    return sound(signal)


def sound(signal: Signal) -> str:
    content = signal.content
    assert isinstance(content, np.ndarray)
    assert content.dtype == np.float32
    assert content.shape == (signal.facts["rows"], signal.facts["columns"])
    assert content.min() >= 0
    assert content.max() <= 1
    for value in signal.facts.values():
        assert not isinstance(value, str) or (value.isprintable() and len(value) <= 64)
    return ""


def altered(data: bytes, dice: random.Random) -> bytes:
    """One of seven kinds of damage, most of it near the start, where the structure is."""
    at = int(dice.random() ** 2 * len(data))
    length = dice.choice((1, 2, 4, 16, 200))
    ways: tuple[Callable[[], bytes], ...] = (
        lambda: data[:at] + bytes([data[min(at, len(data) - 1)] ^ (1 << dice.randrange(8))]) + data[at + 1 :],
        lambda: data[:at] + dice.randbytes(length) + data[at + length :],
        lambda: data[:at] + dice.randbytes(length) + data[at:],
        lambda: data[:at] + data[at + length :],
        lambda: data[:at] + b"\xff" * length + data[at + length :],
        lambda: data[:at] + b"\0" * length + data[at + length :],
        lambda: data[:at],
    )
    return dice.choice(ways)()


@pytest.mark.parametrize("kind", FILES)
def test_altered_files(intake: Intake, kind: str) -> None:
    data, dice = FILES[kind](), random.Random(kind)  # noqa: S311
    assert outcome(intake, data) == ""
    before = psutil.Process().memory_info().rss
    outcomes = {outcome(intake, altered(data, dice)) for _ in range(ROUNDS)}
    assert outcomes - {""}
    assert psutil.Process().memory_info().rss - before < 64 * MEBI


def test_damage_upon_damage(intake: Intake) -> None:
    dice = random.Random("more")  # noqa: S311
    for kind in ("explicit", "JPEG 2000", "PNG"):
        data = FILES[kind]()
        for _ in range(40):
            data = altered(data, dice)
            outcome(intake, data)


NUMBERS = st.one_of(st.none(), st.integers(0, 65535), st.sampled_from((0, 1, 3, 8, 12, 16, 32, 64, 65535)))


@quickly
@given(
    st.fixed_dictionaries(
        {
            **{
                key: NUMBERS for key in ("Rows", "Columns", "SamplesPerPixel", "BitsAllocated", "BitsStored", "HighBit")
            },
            **{key: NUMBERS for key in ("PixelRepresentation", "PlanarConfiguration")},
            "PhotometricInterpretation": st.sampled_from((None, "MONOCHROME1", "MONOCHROME2", "RGB", "PALETTE COLOR")),
        }
    )
)
def test_invented_declarations(intake: Intake, elements: dict[str, int | str | None]) -> None:
    given_ = {key: value for key, value in elements.items() if value is not None or key == "PhotometricInterpretation"}
    made = dataset(ramp(32, 32))
    for key, value in given_.items():
        made.pop(key, None)
        if value is not None:
            setattr(made, key, value)
    made.setdefault("BitsAllocated", 16)
    outcome(intake, written(made))


@quickly
@given(
    window=st.tuples(st.floats(width=32), st.floats(width=32)),
    slope=st.floats(width=32),
    padding=st.integers(0, 65535),
    function=st.sampled_from(("LINEAR", "LINEAR_EXACT", "SIGMOID", "NONE")),
)
def test_invented_windows(
    intake: Intake, window: tuple[float, float], slope: float, padding: int, function: str
) -> None:
    texts = {"WindowCenter": window[0], "WindowWidth": window[1], "RescaleSlope": slope, "RescaleIntercept": slope}
    marks = {key: f"{1000 + place}" for place, key in enumerate(texts)}
    data = written(dataset(ramp(16, 16), 12, PixelPaddingValue=padding, VOILUTFunction=function, **marks))
    for key, value in texts.items():
        old, new = marks[key].encode(), f"{value:.6g}".encode()
        new += b" " * (len(new) % 2)
        data = data.replace(b"DS\x04\0" + old, b"DS" + len(new).to_bytes(2, "little") + new)
    assert outcome(intake, data) in ("", Code.BLANK)


@quickly
@given(st.binary(max_size=400))
def test_invented_bytes(intake: Intake, data: bytes) -> None:
    outcome(intake, data)
    outcome(intake, bytes(128) + b"DICM" + data)
    outcome(intake, b"\x89PNG\r\n\x1a\n" + data)
    outcome(intake, b"\xff\xd8\xff" + data + b"\xff\xd9")


@quickly
@given(
    st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
)
def test_invented_notes(intake: Intake, data: bytes) -> None:
    try:
        content = intake.text(data).content
    except Refused as refused:
        assert refused.code in (Code.EMPTY, Code.ENCODING, Code.BINARY)
        assert SENTENCE.fullmatch(refused.sentence)
    else:
        assert isinstance(content, str)
        assert content.encode() == data.removeprefix(b"\xef\xbb\xbf")
