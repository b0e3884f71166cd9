import json
from typing import Any

import numpy as np
import pytest

from core.case import Clip
from core.encoders.encoder import Encoder
from core.encoders.places import Places
from core.encoders.video import open_video
from core.intake.refusal import Refused
from core.parts import PartError
from core.recipe import RecipeError
from tests.core.encoders.models import gradients

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
pytest.importorskip("monai", reason="monai is not installed (extra 'vision')")
RANDOM = np.random.default_rng(0)
FRAMES, TIMES = RANDOM.uniform(size=(6, 40, 30, 3)).astype("f4"), np.arange(6) / 2
SOUND = RANDOM.normal(scale=0.1, size=48_000).astype("f4")
SIZES = {"block": "basic", "layers": [1, 1, 1, 1], "block_inplanes": [4, 8, 12, 16], "n_input_channels": 3}
ARGUMENTS = json.dumps({**SIZES, "feed_forward": False})
RESNET = json.dumps({"network": "ResNet", "size": 32, "channels": 3, "arguments": ARGUMENTS})
OPTIONS: dict[str, str | int] = {
    **{"image": "monai", "image_options": RESNET, "frames": 4},
    **{"sound": "audio-convolution", "sound_options": '{"width": 16}', "sound_tokens": 10},
}
LOUD, SILENT = Clip(FRAMES, TIMES, SOUND), Clip(FRAMES, TIMES)


@pytest.fixture(scope="module")
def video() -> Encoder:
    return open_video(Places(), OPTIONS)


def test_frames_and_sound(video: Encoder) -> None:
    encoded = video.embed([LOUD, Clip(FRAMES[:2], TIMES[:2], SOUND[:3200])])
    assert encoded.vector.shape == (2, 32)
    assert encoded.tokens.shape == (2, 14, 32)
    assert encoded.mask.sum(dim=1).tolist() == [14, 2 + 5]
    assert torch.allclose(encoded.vector[0, :16], encoded.tokens[0, :4, :16].mean(dim=0), atol=1e-5)


def test_the_order_of_the_tokens_is_that_of_time(video: Encoder) -> None:
    forward, backward = video.embed([SILENT, Clip(FRAMES[::-1], TIMES)]).tokens
    assert torch.allclose(forward[0], backward[3], atol=1e-5)
    assert not torch.allclose(forward[0], backward[0], atol=1e-3)


def test_a_silent_film_has_no_sound_tokens_and_is_not_a_track_of_zeros(video: Encoder) -> None:
    silent, zeros = video.embed([SILENT, Clip(FRAMES, TIMES, np.zeros(48_000, "f4"))]).vector
    assert video.embed([SILENT]).mask[0, 4:].tolist() == [False] * 10
    assert torch.allclose(silent[:16], zeros[:16], atol=1e-5)
    assert not torch.allclose(silent[16:], zeros[16:], atol=1e-3)
    assert silent[16:].abs().min() > 0


def test_what_stands_beside_a_film_does_not_change_it(video: Encoder) -> None:
    for film in (LOUD, SILENT):
        alone, beside = video.embed([film]).vector[0], video.embed([SILENT, film, LOUD]).vector[1]
        assert torch.allclose(alone, beside, atol=1e-5)


def test_everything_may_learn_silence_too(video: Encoder) -> None:
    learnt = gradients(video, [LOUD, SILENT])
    assert {name for name, slope in learnt.items() if not slope} <= {"sound.score.bias"}
    assert learnt["silence"] > 0


def test_without_a_sound_encoder_only_pictures_count() -> None:
    encoded = open_video(Places(), {**OPTIONS, "sound": ""}).embed([LOUD, SILENT])
    assert encoded.vector.shape == (2, 16)
    assert torch.equal(encoded.vector[0], encoded.vector[1])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"image": "audio-convolution", "image_options": "{}"}, "'audio-convolution' is no encoder of image"),
        ({"sound_options": "{"}, "option 'sound_options' is no JSON"),
        ({"sound_options": "[]"}, "option 'sound_options' is no mapping"),
        ({"frames": 0}, "option 'frames'"),
    ],
)
def test_options_that_cannot_be(options: dict[str, str | int], words: str) -> None:
    with pytest.raises(RecipeError, match=words):
        open_video(Places(), {**OPTIONS, **options})


def test_a_part_that_there_is_not() -> None:
    with pytest.raises(PartError, match="There is no encoder 'lite9'"):
        open_video(Places(), {**OPTIONS, "image": "lite9"})


@pytest.mark.parametrize("content", [FRAMES, Clip(FRAMES[:0], TIMES[:0]), Clip(FRAMES, TIMES[:3]), "film"])
def test_what_is_no_film_is_refused(content: Any, video: Encoder) -> None:
    with pytest.raises(Refused):
        video.prepare(content)
