"""Sounds and moving films through the whole intake, in their own limited process."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from core.case import Clip, Modality
from core.intake.intake import Intake
from core.intake.keeper import Keeper
from core.intake.limits import Limits
from core.intake.refusal import Code, Refused
from tests.core.intake.films import film as dicom
from tests.core.intake.films import ramp, raster
from tests.core.intake.recordings import film, sound, tone

pytest.importorskip("av", reason="PyAV is not installed (extra 'sound')")
HEARD = tone(2.0, 48_000)


def heard(intake: Intake, data: bytes) -> np.ndarray:
    content = intake.sound(data).content
    assert isinstance(content, np.ndarray)
    return content


def clip(intake: Intake, data: bytes, frames: int = 16) -> Clip:
    content = intake.video(data, frames=frames).content
    assert isinstance(content, Clip)
    return content


def loudest(samples: np.ndarray) -> float:
    return float(np.abs(np.fft.rfft(samples)).argmax()) * 16_000 / len(samples)


@pytest.mark.parametrize(
    ("kind", "codec", "rate"),
    [
        *(
            ("wav", "pcm_s16le", 44_100),
            ("wav", "pcm_f32le", 8000),
            ("flac", "flac", 48_000),
            ("mp3", "libmp3lame", 44_100),
        ),
        *(("ogg", "libopus", 48_000), ("adts", "aac", 44_100), ("aiff", "pcm_s16be", 22_050), ("mp4", "aac", 44_100)),
    ],
)
def test_a_sound_of_any_kind(intake: Intake, kind: str, codec: str, rate: int) -> None:
    data = sound(tone(1.0, rate), rate, kind, codec)
    signal = intake.sound(data, "voice.txt")
    assert signal.modality == Modality.AUDIO
    assert isinstance(signal.content, np.ndarray)
    assert signal.content.dtype == np.float32
    assert abs(len(signal.content) - 16_000) < 1600
    assert loudest(signal.content) == pytest.approx(440, abs=3)
    assert 0.4 < np.abs(signal.content).max() < 0.65
    assert signal.source.digest == hashlib.sha256(data).hexdigest()
    assert signal.facts["rate"] == rate
    assert signal.facts["kind"] == "sound"


def test_at_the_same_rate_nothing_is_lost(intake: Intake) -> None:
    samples = (np.random.default_rng(0).uniform(-1, 1, 16_000) * 32767).astype(np.int16) / np.float32(32767)
    assert np.abs(heard(intake, sound(samples, 16_000)) - samples).max() < 1e-4


def test_two_channels_are_mixed(intake: Intake) -> None:
    both = np.stack([tone(1.0, 16_000, 440), tone(1.0, 16_000, 1000)], axis=1)
    spectrum = np.abs(np.fft.rfft(heard(intake, sound(both, 16_000))))
    assert spectrum[440] == pytest.approx(spectrum[1000], rel=0.1)
    assert spectrum[440] > 100 * spectrum[700]


def test_the_sound_of_a_film(intake: Intake) -> None:
    assert loudest(heard(intake, film(heard=HEARD))) == pytest.approx(440, abs=3)


@pytest.mark.parametrize(
    ("kind", "codec"), [("mp4", "mpeg4"), ("mov", "libx264"), ("webm", "libvpx"), ("avi", "mjpeg")]
)
def test_a_film_of_any_kind(intake: Intake, kind: str, codec: str) -> None:
    content = clip(intake, film(20, kind, codec, HEARD), 5)
    assert content.frames.shape == (5, 64, 96, 3)
    assert content.frames.dtype == np.float32
    assert np.allclose(content.times, [0.2, 0.6, 1.0, 1.4, 1.8], atol=0.11)
    assert np.allclose(content.frames[:, 20:40, 60:80].mean(axis=(1, 2, 3)), content.times / 2, atol=0.06)
    red = content.frames[:, 20:40, 4:14].mean(axis=(0, 1, 2))
    assert red[0] > 0.85 > 0.15 > max(red[1:])
    assert content.sound is not None
    assert abs(len(content.sound) - 32_000) < 3200
    assert loudest(content.sound) == pytest.approx(440, abs=3)


def test_frames_are_shrunk_and_never_more_than_there_are(intake: Intake) -> None:
    content = clip(intake, film(3, size=(480, 1024)))
    assert content.frames.shape == (3, 240, 512, 3)
    assert content.times.tolist() == sorted(set(content.times.tolist()))


def test_a_long_film_is_sought_through(intake: Intake) -> None:
    content = clip(intake, film(1300, size=(16, 16)), 6)
    assert len(content.frames) == 6
    assert np.allclose(content.times, [10.8, 32.5, 54.2, 75.8, 97.5, 119.2], atol=1.3)


def test_a_silent_film_has_no_track_and_a_track_of_zeros_is_noticed(intake: Intake) -> None:
    assert clip(intake, film()).sound is None
    signal = intake.video(film(heard=np.zeros(96_000, np.float32)))
    assert isinstance(signal.content, Clip)
    assert signal.content.sound is not None
    assert not signal.content.sound.any()
    assert "silent throughout" in signal.facts["notices"][0]


def test_content_is_the_callers_own(intake: Intake) -> None:
    first = heard(intake, sound(tone()))
    before = first.copy()
    heard(intake, sound(tone(hertz=900)))
    assert np.array_equal(first, before)


def test_pictures_and_sounds_take_turns(intake: Intake) -> None:
    for _ in range(2):
        assert len(heard(intake, sound(tone()))) == 16_000
        assert intake.image(dicom()).facts["rows"] == 64


PICTURE = raster(ramp(kind=np.uint8, top=255), "PNG")


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (lambda: b"", Code.EMPTY, "is empty"),
        (lambda: b"just some words", Code.KIND, "is no sound of a known kind"),
        (lambda: PICTURE, Code.KIND, "is a PNG picture"),
        (lambda: dicom(), Code.KIND, "is a DICOM picture"),
        (lambda: b"%PDF-1.7 film", Code.KIND, "is a PDF document"),
        (lambda: b"#EXTM3U\nfile:///etc/passwd", Code.KIND, "is no sound"),
        (lambda: sound(np.zeros(16_000, np.float32)), Code.BLANK, "silent throughout"),
        (lambda: film(), Code.NO_SOUND, "no sound track"),
        (lambda: sound(tone())[:40_000], Code.TRUNCATED, "cut short"),
        (lambda: sound(tone(3.0), kind="flac", codec="flac")[:20_000], Code.TRUNCATED, "of 3 seconds"),
        (lambda: film(heard=HEARD)[:4000], Code.MALFORMED, "cut short"),
        (lambda: b"RIFF\xff\xff\xff\xffWAVEfmt ", Code.MALFORMED, "damaged"),
        (lambda: b"OggS" + bytes(5000), Code.TRUNCATED, "cut short"),
    ],
)
def test_what_is_no_sound(intake: Intake, data: Callable[[], bytes], code: Code, words: str) -> None:
    with pytest.raises(Refused) as caught:
        intake.sound(data(), "song.wav")
    assert caught.value.code == code
    assert words in caught.value.sentence
    assert "\n" not in caught.value.sentence


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (lambda: PICTURE, Code.KIND, "is a PNG picture"),
        (lambda: sound(tone()), Code.NO_PIXELS, "no pictures"),
        (lambda: film(heard=HEARD)[:4000], Code.MALFORMED, "cut short"),
        (lambda: film(60, "avi", "mjpeg")[:25_000], Code.TRUNCATED, "cut short"),
    ],
)
def test_what_is_no_film(intake: Intake, data: Callable[[], bytes], code: Code, words: str) -> None:
    with pytest.raises(Refused) as caught:
        intake.video(data(), "film.mp4")
    assert caught.value.code == code
    assert words in caught.value.sentence


def test_limits_are_the_callers() -> None:
    small = Limits(media_bytes=100_000, media_length=1.5, frame_pixels=5000, frames=3)
    with Intake(small) as made:
        for data, code in ((bytes(100_001), Code.BYTES), (sound(tone(2.0, 8000), 8000), Code.LENGTH)):
            with pytest.raises(Refused) as caught:
                made.sound(data)
            assert caught.value.code == code
        with pytest.raises(Refused) as caught:
            made.video(film(10))
        assert caught.value.code == Code.PIXELS
        assert len(clip(made, film(10, size=(32, 32))).frames) == 3


def test_time_has_an_end() -> None:
    with Intake(Limits(media_seconds=0.001)) as made, pytest.raises(Refused) as caught:
        made.sound(sound(tone(60.0)))
    assert caught.value.code == Code.TIME


def test_without_pyav_the_extra_is_named(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.intake.intake.find_spec", lambda name: None)
    with pytest.raises(Refused, match=r"chiron-suite\[sound\]") as caught:
        intake.sound(sound(tone()))
    assert caught.value.code == Code.UNAVAILABLE


def test_a_closed_intake_refuses() -> None:
    made = Intake()
    made.close()
    with pytest.raises(Refused) as caught:
        made.sound(sound(tone()))
    assert caught.value.code == Code.UNAVAILABLE


def test_a_process_that_dies_is_replaced() -> None:
    keeper = Keeper(replace(Limits(), media_length=60.0).for_media(), "media")
    take: Any = lambda answer, arena: answer["samples"]  # noqa: E731
    first = keeper.take("sound wav", sound(tone()), take)
    assert keeper.process is not None
    os.kill(keeper.process.id, 9)
    assert keeper.take("sound wav", sound(tone()), take) == first
    keeper.stop()
