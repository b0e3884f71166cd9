import numpy as np
import pytest

from benchmarks.fusion import peers
from core.training.loop import Plan
from core.training.voices import VoiceTable

PLAN = Plan(epochs=8, batch=32, rate=1e-2)


def table(exclusive: bool, seed: int = 0) -> VoiceTable:
    """One role that knows the truth, one that knows nothing."""
    random = np.random.default_rng(seed)
    truth = np.eye(3)[random.integers(0, 3, 240)]
    known, blind = (4 * truth - 2 + random.normal(0, 1, truth.shape), random.normal(0, 1, truth.shape))
    said = {"knows": known, "blind": blind}
    return VoiceTable(("a", "b", "c"), truth, np.arange(240), said, said, exclusive=exclusive)


@pytest.mark.parametrize("exclusive", [True, False])
@pytest.mark.parametrize("peer", ["stacking", "ensemble", "concat", "low_rank"])
def test_a_peer_learns_whom_to_hear(peer: str, exclusive: bool) -> None:
    plan = (PLAN,) if peer in ("concat", "low_rank") else ()

    chances = getattr(peers, peer)(table(exclusive), *plan)(test := table(exclusive, seed=1))

    assert np.mean(chances.argmax(axis=1) == test.truth.argmax(axis=1)) > 0.9
    assert 0.0 <= chances.min() and chances.max() <= 1.0


def test_what_is_missing_is_the_mean() -> None:
    whole = table(exclusive=True)
    inputs = peers.Inputs.of("statements", whole)
    gone = VoiceTable(
        whole.labels,
        whole.truth,
        whole.groups,
        whole.statements,
        there={"knows": np.zeros(240, bool)},
        exclusive=True,
    )

    found = inputs(gone)

    assert np.all(found["knows"] == 0.0)
    assert np.abs(found["blind"]).max() > 1.0
