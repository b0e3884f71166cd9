"""A small bridge learns what was said of two films, and a film may be withheld."""

from typing import TYPE_CHECKING

import numpy as np
import pytest

from core.training.asking import speaking
from core.training.loop import Plan, fit

if TYPE_CHECKING:
    from core.architectures.bridge_network import Kind

SAID = [("a", "is it there?", "yes"), ("b", "is it there?", "no"), ("a", "", "film with it"), ("b", "", "film without")]
TOKENS = np.stack([np.ones((49, 112)), -np.ones((49, 112))]).astype(np.float32)
PLACES = {"a": 0, "b": 1}


@pytest.mark.parametrize("kind", ["blip2", "flamingo"])
def test_what_was_said_is_learnt(kind: "Kind") -> None:
    import torch

    torch.set_num_threads(1)
    bridge = speaking.untrained(kind, SAID, 0)
    samples = speaking.Dialogues(SAID * 4, TOKENS, PLACES)
    history = fit(speaking.Speaking(bridge), samples, Plan(epochs=10, batch=16, rate=5e-3))
    assert history.losses[-1] < 0.7 * history.losses[0]
    there, missing = speaking.yes_or_no(bridge, TOKENS, ["Is it there?"] * 2)
    assert there > missing
    alone = speaking.yes_or_no(bridge, None, ["Is it there?"])
    assert alone.shape == (1,)


def test_films_are_withheld_from_questions_only() -> None:
    samples = speaking.Dialogues(SAID * 50, TOKENS, PLACES)
    _, mask, prompts, _ = samples.batch(np.arange(200), np.random.default_rng(0))
    seen = mask.any(dim=1).numpy()
    asked = np.array([bool(prompt) for prompt in prompts])
    assert seen[~asked].all()
    assert 0.1 < 1.0 - seen[asked].mean() < 0.4
