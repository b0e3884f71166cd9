from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from core.case import Clip
from core.encoders import contents
from core.intake.refusal import Refused

PICTURE, SOUND = np.full((20, 30), 0.5, "f4"), np.full(16_000, 0.1, "f4")
CLIP = Clip(np.zeros((2, 8, 8, 3), "f4"), np.array([0.0, 1.0]))


@pytest.mark.parametrize(
    ("read", "content"),
    [
        (contents.picture, PICTURE),
        (contents.picture, np.repeat(PICTURE[:, :, None], 3, 2)),
        (contents.sound, SOUND),
        (contents.words, "Cough."),
        (contents.record, {"age": 3.0}),
        (contents.clip, CLIP),
    ],
)
def test_what_fits_comes_through_as_it_is(read: Callable[[Any], Any], content: Any) -> None:
    assert read(content) is content


@pytest.mark.parametrize(
    ("read", "content", "code"),
    [
        *((contents.picture, SOUND, "not-a-picture"), (contents.picture, np.zeros((9, 9, 4), "f4"), "not-a-picture")),
        *((contents.picture, PICTURE[:7], "too-small"), (contents.picture, PICTURE * np.nan, "not-a-number")),
        *((contents.sound, PICTURE, "not-a-sound"), (contents.sound, SOUND[:319], "too-short")),
        *((contents.sound, SOUND * np.inf, "not-a-number"), (contents.words, SOUND, "not-a-text")),
        *(
            (contents.words, "  \n", "empty"),
            (contents.record, "age", "not-a-table"),
            (contents.clip, PICTURE, "not-a-film"),
        ),
        (contents.clip, Clip(CLIP.frames, CLIP.times[:1]), "no-frames"),
    ],
)
def test_what_does_not_fit_is_one_sentence(read: Callable[[Any], Any], content: Any, code: str) -> None:
    with pytest.raises(Refused) as caught:
        read(content)
    assert caught.value.code == code
    assert caught.value.sentence.endswith(".")
