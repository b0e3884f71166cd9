"""Captions by the shipped weights."""

from pathlib import Path

import numpy as np
import pytest

from core.tasks import captioning, shipped
from core.tasks.captioning import caption


@pytest.fixture(autouse=True)
def taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """The drawing is no film: the guard is opened, the rest is as shipped."""
    guard = shipped.asker(shipped.BRIDGE).guard
    monkeypatch.setattr(guard, "threshold", np.inf)
    monkeypatch.setattr(guard, "pose_threshold", np.inf)


def test_a_caption_with_its_likelihood_and_others(film: Path) -> None:
    told = caption(film)
    assert told["caption"].startswith("Frontal chest film")
    assert told["log_likelihood"] < 0.0
    others = [one["log_likelihood"] for one in told["alternatives"]]
    assert others == sorted(others, reverse=True)
    assert told["caption"] not in [one["caption"] for one in told["alternatives"]]
    assert all(one["log_odds_shift"] > 0 for one in told["findings"])


def test_noise_gets_no_caption(noise: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shipped.asker(shipped.BRIDGE).guard, "threshold", 3.0)
    told = caption(noise)
    assert told["caption"] is None
    assert told["notices"][0] == captioning.UNCAPTIONED
