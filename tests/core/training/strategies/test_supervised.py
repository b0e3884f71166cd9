"""Joint and transfer strategies learn films and notes; a missing role adds nothing; what is frozen stays."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.encoders.encoder import Encoder
from core.evaluation.metrics import auroc
from core.recipe import TrainingRecipe
from core.training.catalogue import STRATEGIES
from core.training.loop import Plan, fit
from core.training.strategies.samples import CaseSamples
from core.training.strategies.supervised import Supervised
from core.training.strategies.unfreezing import StagedUnfreezing, stages
from tests.core.training.strategies import small

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
pytest.importorskip("monai", reason="monai is not installed (extra 'vision')")
pytest.importorskip("transformers", reason="transformers is not installed (extra 'text')")
torch.set_num_threads(1)
CASES, TRUTH = small.cases(96)


@pytest.fixture
def encoders(tmp_path: Path) -> dict[str, Encoder]:
    return {"image": small.image_encoder(), "note": small.text_encoder(tmp_path)}


def opened(name: str, encoders: Mapping[str, Encoder], **said: Any) -> Supervised:
    make: Any = STRATEGIES.open(name)
    objective = make(encoders, small.LABELS, TrainingRecipe.model_validate(said))
    assert isinstance(objective, Supervised)
    return objective


def bytes_of(encoder: Encoder) -> str:
    state = encoder.module.state_dict().values()
    return hashlib.sha256(b"".join(value.contiguous().numpy().tobytes() for value in state)).hexdigest()


def said(objective: Supervised, encoders: Mapping[str, Encoder]) -> Any:
    samples = CaseSamples(encoders, CASES, TRUTH)
    with torch.inference_mode():
        return objective.scores(samples.batch(np.arange(96), np.random.default_rng(0))).numpy()


def ranks(objective: Supervised, encoders: Mapping[str, Encoder]) -> list[float]:
    """AUROC of each label over the cases that have what tells it."""
    scores, number = said(objective, encoders), np.arange(96) % 5
    rows = [number != 1, number != 0]
    return [auroc(TRUTH[row, label], scores[row, label]) for label, row in enumerate(rows)]


def test_joint_training_reaches_every_encoder_and_learns_from_each(encoders: dict[str, Encoder]) -> None:
    objective = opened("joint", encoders)
    before = {role: bytes_of(encoder) for role, encoder in encoders.items()}
    samples = CaseSamples(encoders, CASES, TRUTH, drop=0.3)
    history = fit(objective, samples, Plan(epochs=10, batch=16, rate=4e-3))
    assert np.mean(history.losses[-6:]) < 0.6 * np.mean(history.losses[:6])
    assert all(bytes_of(encoder) != before[role] for role, encoder in encoders.items())
    assert min(ranks(objective, encoders)) > 0.9


def test_a_linear_probe_learns_and_leaves_the_encoders_to_the_byte(encoders: dict[str, Encoder]) -> None:
    objective = opened("linear-probe", encoders)
    before = {role: bytes_of(encoder) for role, encoder in encoders.items()}
    fit(objective, CaseSamples(encoders, CASES, TRUTH), Plan(epochs=10, batch=16, rate=0.1))
    assert {role: bytes_of(encoder) for role, encoder in encoders.items()} == before
    assert min(ranks(objective, encoders)) > 0.85


def test_low_rank_matrices_learn_and_the_published_ones_stay(encoders: dict[str, Encoder]) -> None:
    pytest.importorskip("peft", reason="peft is not installed (extra 'train')")
    note = {"note": encoders["note"]}
    before = {key: value.clone() for key, value in encoders["note"].module.state_dict().items()}
    objective = opened("lora", note, rank=2)
    cases, truth = [case for case in CASES if "note" in case], TRUTH[["note" in case for case in CASES]]
    history = fit(
        objective, CaseSamples(note, cases, truth[:, 1:].repeat(2, axis=1)), Plan(epochs=8, batch=16, rate=0.03)
    )
    after = {key.replace(".base_layer", ""): value for key, value in note["note"].module.state_dict().items()}
    assert all(torch.equal(after[key], value) for key, value in before.items())
    low = {key: value for key, value in after.items() if "lora_B" in key}
    assert low and all(bool(value.any()) and value.shape[1] == 2 for value in low.values())
    assert np.mean(history.losses[-4:]) < 0.3 * np.mean(history.losses[:4])


def test_a_missing_role_is_never_read(encoders: dict[str, Encoder]) -> None:
    for name in ("joint", "linear-probe"):
        objective = opened(name, encoders)
        objective.module.eval()
        alone = CaseSamples(encoders, [{"image": CASES[2]["image"]}], TRUTH[:1])
        beside = CaseSamples(encoders, [{"image": CASES[2]["image"]}, CASES[3]], TRUTH[:2])
        draws = np.random.default_rng(0)
        with torch.inference_mode():
            first = objective.scores(alone.batch(np.arange(1), draws))
            second = objective.scores(beside.batch(np.arange(2), draws))
        assert torch.allclose(first[0], second[0], atol=1e-5)


def test_unfreezing_frees_stage_after_stage_from_the_head_on(encoders: dict[str, Encoder]) -> None:
    objective = opened("unfreeze", encoders, unfreeze=2)
    assert isinstance(objective, StagedUnfreezing)
    depth = len(objective.stages)
    assert depth == max(len(stages(encoder.module)) for encoder in encoders.values())
    for epoch in range(2 * depth + 3):
        objective.begin(epoch)
        free = [all(p.requires_grad for p in stage) for stage in objective.stages]
        assert free == [at < epoch // 2 for at in range(depth)]
    rates = [group["lr"] for group in objective.groups(2.6)]
    assert rates[:3] == pytest.approx([2.6, 1.0, 1 / 2.6])
    parameters = [p for group in objective.groups(1.0) for p in group["params"]]
    assert len({id(p) for p in parameters}) == len(parameters) == len(list(objective.module.parameters()))


def test_stages_are_the_layers_with_the_embeddings_in_the_first(encoders: dict[str, Encoder]) -> None:
    module: Any = encoders["note"].module
    first, last = stages(module)
    held = {id(p) for p in first}
    assert {id(p) for p in [*module.embeddings.parameters(), *module.encoder.layer[0].parameters()]} == held
    assert {id(p) for p in module.encoder.layer[1].parameters()} <= {id(p) for p in last}


def test_a_stage_that_is_not_due_stays_to_the_byte_and_learns_when_it_is(encoders: dict[str, Encoder]) -> None:
    note = {"note": encoders["note"]}
    cases = [case for case in CASES if "note" in case]
    truth = TRUTH[["note" in case for case in CASES]]
    objective = opened("unfreeze", note)
    seen: list[list[Any]] = []
    plan = Plan(epochs=3, batch=16, rate=1e-2)
    per_epoch = -(-len(cases) // plan.batch)

    def report(share: float, words: str) -> None:
        assert isinstance(objective, StagedUnfreezing)
        seen.append([stage[0].detach().clone() for stage in objective.stages])

    fit(objective, CaseSamples(note, cases, truth), plan, report=report)
    ends = [seen[0], seen[per_epoch - 1], seen[2 * per_epoch - 1], seen[3 * per_epoch - 1]]
    moved = [[not torch.equal(a, b) for a, b in zip(x, y, strict=True)] for x, y in pairwise(ends)]
    assert moved == [[False, False], [True, False], [True, True]]


def test_dropping_roles_meets_every_pattern_and_never_leaves_none(encoders: dict[str, Encoder]) -> None:
    samples = CaseSamples(encoders, CASES, TRUTH, drop=0.5)
    patterns = set()
    for seed in range(20):
        batch = samples.batch(np.arange(2, 5), np.random.default_rng(seed))
        places = {role: set(given["places"].tolist()) for role, given in batch["inputs"].items()}
        patterns |= {tuple(sorted(role for role, at in places.items() if row in at)) for row in range(3)}
    assert patterns == {("image",), ("note",), ("image", "note")}
