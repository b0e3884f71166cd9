"""Trained fusers: what one row gets is what a reader says of it, absence is never a number, and noise is noticed."""

from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import weights
from core.fusion.catalogue import FUSERS
from core.recipe import FusionRecipe
from core.training.fitted import Fitted
from core.training.fusers import Kind, Options, priors_of, probabilities, train_fuser, within
from core.training.logistic import logistic
from core.training.loop import Plan
from core.training.voices import VoiceTable, subsets
from core.weights import WeightsError, WeightsFolder

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
torch.set_num_threads(1)
PLAN = Plan(epochs=6, batch=128, rate=3e-3)
KINDS: tuple[Kind, ...] = ("late", "early", "hybrid")
ROLES = ("image", "note")
LABELS = ("Mass", "Edema", "Nodule")


def findings(seed: int, count: int = 600) -> VoiceTable:
    """Independent findings; each expert states twice its own log-likelihood ratio, a fifth of the notes is absent."""
    random = np.random.default_rng(seed)
    truth = (random.uniform(size=(count, 3)) < [0.3, 0.2, 0.4]).astype(float)
    said = {role: 2 * (random.normal(size=(count, 3)) + truth - 0.5) for role in ROLES}
    mix = np.random.default_rng(99).normal(size=(3, 8))
    vectors = {role: values @ mix for role, values in said.items()}
    there = random.uniform(size=count) > 0.2
    for values in (said["note"], vectors["note"]):
        values[~there] = np.nan
    truth[random.uniform(size=truth.shape) < 0.05] = np.nan
    return VoiceTable(LABELS, truth, np.arange(count) // 2, said, vectors, there={"note": there})


def classes(seed: int, noise: dict[str, Any], count: int) -> VoiceTable:
    """Four classes, seen and heard; linear experts that were right on clean cases shout on noisy ones."""
    random, fixed = np.random.default_rng(seed), np.random.default_rng(7)
    true = random.integers(4, size=count)
    vectors, said = {}, {}
    for role in ROLES:
        centres = fixed.normal(size=(4, 12)) * 0.8
        vectors[role] = centres[true] + random.normal(size=(count, 12)) * (1 + np.asarray(noise[role]))[..., None]
        scores = vectors[role] @ centres.T - 0.5 * (centres**2).sum(axis=1)
        chances = np.exp(scores - np.logaddexp.reduce(scores, axis=1, keepdims=True)).clip(1e-9, 1 - 1e-9)
        said[role] = np.log(chances) - np.log1p(-chances)
    return VoiceTable(("0", "1", "2", "3"), np.eye(4)[true], np.arange(count) // 3, said, vectors, exclusive=True)


def mixed(seed: int, count: int) -> VoiceTable:
    random = np.random.default_rng([seed, 1])
    which, level = random.integers(3, size=count), random.choice([1.0, 2.0, 4.0], size=count)
    return classes(seed, {role: np.where(which == n, level, 0.0) for n, role in enumerate(ROLES)}, count)


@cache
def fitted(kind: Kind, exclusive: bool) -> Fitted:
    return train_fuser(kind, mixed(1, 900) if exclusive else findings(1), PLAN, Options(folds=2))


@cache
def asked(exclusive: bool) -> VoiceTable:
    return mixed(2, 400) if exclusive else findings(2, 400)


BOTH = list(product(KINDS, (False, True)))


@pytest.mark.parametrize(("kind", "exclusive"), BOTH)
def test_many_rows_at_once_get_what_a_reader_says_of_each(kind: Kind, exclusive: bool) -> None:
    table, fuser = asked(exclusive).rows(slice(0, 12)), fitted(kind, exclusive).fuser()
    for pattern in [(), *subsets(ROLES)]:
        logits = fitted(kind, exclusive).logits(table, pattern)
        for row in range(len(table)):
            one = fuser.logits(table.voices(row, pattern))
            assert [one[label] for label in table.labels] == pytest.approx(logits[row].tolist(), abs=1e-5)


@pytest.mark.parametrize(("kind", "exclusive"), BOTH)
def test_what_an_absent_roles_array_holds_does_not_matter(kind: Kind, exclusive: bool) -> None:
    table = asked(exclusive)
    before = fitted(kind, exclusive).logits(table, ("image",))
    other = VoiceTable(
        table.labels,
        table.truth,
        table.groups,
        {**table.statements, "note": np.full_like(table.statements["note"], np.nan)},
        {**table.vectors, "note": np.full_like(table.vectors["note"], np.inf)},
        there={"note": np.zeros(len(table), bool)},
        exclusive=exclusive,
    )
    assert np.array_equal(fitted(kind, exclusive).logits(other), before) and np.isfinite(before).all()


@pytest.mark.parametrize(("kind", "exclusive"), BOTH)
def test_absent_is_not_zero(kind: Kind, exclusive: bool) -> None:
    table = asked(exclusive).rows(slice(0, 40))
    zeros = VoiceTable(
        table.labels,
        table.truth,
        table.groups,
        {**table.statements, "note": np.zeros_like(table.statements["note"])},
        {**table.vectors, "note": np.zeros_like(table.vectors["note"])},
        exclusive=exclusive,
    )
    trained = fitted(kind, exclusive)
    assert np.abs(trained.logits(zeros) - trained.logits(table, ("image",))).max() > 1e-3


@pytest.mark.parametrize("kind", KINDS)
def test_every_pattern_is_calibrated_and_beats_the_prior(kind: Kind) -> None:
    table = asked(False)
    known = ~np.isnan(table.truth)
    prior = loss(table, fitted(kind, False).logits(table, ()), known)
    for pattern in subsets(ROLES):
        rows = table.having(pattern)
        logits = fitted(kind, False).logits(table.rows(rows), pattern)
        assert loss(table.rows(rows), logits, known[rows]) < prior - 0.02
        share = np.nanmean(table.truth[rows])
        assert np.mean(logistic(logits)[known[rows]]) == pytest.approx(share, abs=0.06)


def loss(table: VoiceTable, logits: Any, known: Any) -> float:
    truth = np.nan_to_num(table.truth)
    return float(np.mean((np.logaddexp(0.0, logits) - truth * logits)[known]))


@pytest.mark.parametrize("kind", ["late", "hybrid"])
@pytest.mark.parametrize("noisy", ROLES)
@pytest.mark.parametrize("level", [0.0, 2.0, 5.0])
def test_a_noisy_role_is_heard_less_than_a_clean_one(kind: Kind, noisy: str, level: float) -> None:
    """The best single role may be known only to an oracle; fusion comes within a point of it, without being told."""
    table = classes(5, {role: np.full(1500, level if role == noisy else 0.0) for role in ROLES}, 1500)
    true = table.truth.argmax(axis=1)
    alone = max(float(np.mean(said.argmax(axis=1) == true)) for said in table.statements.values())
    fused = float(np.mean(fitted(kind, True).logits(table).argmax(axis=1) == true))
    assert fused >= alone - 0.01


@pytest.mark.parametrize(("kind", "exclusive"), BOTH)
def test_what_is_saved_is_what_a_recipe_loads(kind: Kind, exclusive: bool, tmp_path: Path) -> None:
    (tmp_path / "expert.json").write_text("{}")
    files = fitted(kind, exclusive).save(tmp_path, "fusion", {"expert.json": weights.digest(b"{}")})
    assert len(files) == (1 if kind == "late" else 2)
    weights.seal(tmp_path)
    opener: Any = FUSERS.open(kind)
    table = asked(exclusive)
    fuser = opener(WeightsFolder(tmp_path), FusionRecipe(kind=kind, weights="fusion.json"), table.labels)
    expected = fitted(kind, exclusive).fuser().logits(table.voices(0))
    assert fuser.logits(table.voices(0)) == pytest.approx(expected, abs=1e-6)


def test_a_fuser_is_bound_to_the_network_and_experts_beside_it(tmp_path: Path) -> None:
    (tmp_path / "expert.json").write_text("{}")
    fitted("hybrid", False).save(tmp_path, "fusion", {"expert.json": weights.digest(b"{}")})
    (tmp_path / "expert.json").write_text('{"other": 1}')
    weights.seal(tmp_path)
    opener: Any = FUSERS.open("hybrid")
    with pytest.raises(WeightsError, match=r"measured on another expert\.json: calibrate again"):
        opener(WeightsFolder(tmp_path), FusionRecipe(kind="hybrid"), LABELS)


def test_a_network_of_another_width_is_refused_with_role_and_widths(tmp_path: Path) -> None:
    (tmp_path / "expert.json").write_text("{}")
    fitted("early", False).save(tmp_path, "fusion", {"expert.json": weights.digest(b"{}")})
    about = (tmp_path / "fusion.json").read_text().replace('"width": 8', '"width": 9')
    (tmp_path / "fusion.json").write_text(about)
    weights.seal(tmp_path)
    opener: Any = FUSERS.open("early")
    with pytest.raises(WeightsError, match=r"'image' is described with a width of 9.*projects 8"):
        opener(WeightsFolder(tmp_path), FusionRecipe(kind="early"), LABELS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_label_that_is_never_positive_stops_before_training(kind: Kind) -> None:
    table = findings(1, 60)
    table.truth[:, 1] = 0.0
    with pytest.raises(ValueError, match="label 'Edema' is never positive"):
        train_fuser(kind, table, PLAN)


def test_a_table_without_what_a_fuser_hears_is_refused() -> None:
    table = findings(1, 60)
    with pytest.raises(ValueError, match="needs the statements of experts"):
        train_fuser("late", VoiceTable(LABELS, table.truth, table.groups, vectors=table.vectors))
    with pytest.raises(ValueError, match="needs vector or tokens"):
        train_fuser("early", VoiceTable(LABELS, table.truth, table.groups, table.statements))
    with pytest.raises(ValueError, match="No role may be called 'joint'"):
        train_fuser("early", VoiceTable(LABELS, table.truth, table.groups, vectors={"joint": table.vectors["image"]}))
    with pytest.raises(ValueError, match="There is no fuser 'middle'"):
        train_fuser("middle", table)  # type: ignore[arg-type]


def test_cases_of_one_group_cannot_be_cross_fitted() -> None:
    table = findings(1, 60)
    with pytest.raises(ValueError, match="All cases are of one group"):
        train_fuser("early", VoiceTable(LABELS, table.truth, np.zeros(60), vectors=table.vectors), PLAN)


def test_a_pattern_that_never_occurs_cannot_be_learnt() -> None:
    table = findings(1, 60)
    there = {"note": np.arange(60) < 30, "image": np.arange(60) >= 30}
    apart = VoiceTable(LABELS, table.truth, table.groups, table.statements, there=there)
    with pytest.raises(ValueError, match="No case has image and note together"):
        train_fuser("late", apart, options=Options(method="patterns"))


def test_roles_without_vectors_stand_beside_the_joint_expert() -> None:
    table = findings(1, 300)
    mute = VoiceTable(
        LABELS, table.truth, table.groups, table.statements, {"image": table.vectors["image"]}, there=table.there
    )
    trained = train_fuser("hybrid", mute, Plan(epochs=1, batch=128), Options(folds=2))
    fuser = trained.fuser()
    for pattern in subsets(ROLES):
        row = int(mute.having(pattern)[0])
        logits = trained.logits(mute, pattern)[row]
        assert list(fuser.logits(mute.voices(row, pattern)).values()) == pytest.approx(logits.tolist(), abs=1e-5)


def test_cross_fitting_says_something_of_every_case() -> None:
    table = findings(1, 200)
    said = within(lambda part: train_fuser("late", part), table, 4, 0)
    assert set(said) == set(subsets(ROLES))
    assert np.isfinite(said["image",]).all()
    assert np.mean(probabilities(said["image",])) == pytest.approx(np.nanmean(table.truth), abs=0.08)


def test_priors_leave_out_what_is_not_known() -> None:
    table = findings(3, 400)
    shares = np.nanmean(table.truth, axis=0)
    assert logistic(np.array(list(priors_of(table).values()))) == pytest.approx(shares, abs=0.01)
