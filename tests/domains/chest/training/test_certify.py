"""Certifying from kept statements: the same thresholds again, and the promised coverage on patients never seen."""

import json
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="scikit-learn is not installed (extra 'train')")

from core.certainty.certificate import points_of
from core.certainty.conformal import thresholds
from core.training import late
from core.weights import digest
from domains.chest.training import certify
from domains.chest.training.unseen import Averaging, Unseen, aligned, disagreement

LABELS = ("Mass", "Edema", "Nodule")
SHIFTS = (1.2, 2.0, 0.0)


def statements(count: int, seed: int) -> Unseen:
    random = np.random.default_rng(seed)
    truth = {label: (random.uniform(size=count) < 0.15).astype(float) for label in LABELS}
    said = {
        role: {
            label: random.normal(size=count) + gain * truth[label] for label, gain in zip(LABELS, SHIFTS, strict=True)
        }
        for role in ("image", "record")
    }
    return Unseen(said, truth, np.arange(count), np.zeros(count, int), 0)


def weights(folder: Path) -> Path:
    (folder / "image.safetensors").write_bytes(b"image")
    (folder / "record.json").write_bytes(b"{}")
    return folder


def test_what_is_kept_certifies_again_to_the_same_files(tmp_path: Path) -> None:
    unseen, out = statements(300, 0), weights(tmp_path)
    certify.certify(unseen, out)
    first = [(out / name).read_bytes() for name in ("fusion.json", "certainty.json")]
    unseen.save(tmp_path / "checkpoints" / "oof.npz")
    certify.recertify(out, tmp_path / "checkpoints" / "oof.npz")
    assert [(out / name).read_bytes() for name in ("fusion.json", "certainty.json")] == first


def test_the_certificate_holds_every_operating_point_and_names_the_weights(tmp_path: Path) -> None:
    certify.certify(statements(300, 1), weights(tmp_path))
    content = json.loads((tmp_path / "certainty.json").read_text())
    points = points_of(content)
    assert sorted(points) == sorted(certify.ERROR_RATES)
    assert content["error_rate"] == certify.ERROR_RATE
    assert content["bound_to"]["fusion.json"] == digest((tmp_path / "fusion.json").read_bytes())
    for pattern in ("image", "record", "image+record"):
        wide, narrow = points[0.05][pattern]["Mass"], points[0.2][pattern]["Mass"]
        assert wide.present_from < narrow.present_from and narrow.absent_to < wide.absent_to
    assert not points[0.1]["image"]["Nodule"].better_than_chance


def test_new_patients_lose_their_true_answer_at_the_stated_rate() -> None:
    kept: dict[bool, list[float]] = {True: [], False: []}
    for seed in range(20):
        known, new = statements(250, seed), statements(2000, 100 + seed)
        fused = late.fit(known.statements, known.truth)
        told = certify.fused_patterns(fused, known.statements)
        limits = certify.limits(told, told, known, 0.1)["image+record"]
        logits = certify.fuse_rows(fused, "image+record", new.statements)
        for label in LABELS:
            truth = new.truth[label] > 0.5
            kept[True].append(float(np.mean(logits[label][truth] >= limits[label].present_from)))
            kept[False].append(float(np.mean(logits[label][~truth] <= limits[label].absent_to)))
    assert np.mean(kept[True]) == pytest.approx(0.9, abs=0.02)
    assert np.mean(kept[False]) == pytest.approx(0.9, abs=0.02)


def test_aligned_values_keep_their_order_and_move_to_the_reference() -> None:
    values = np.array([3.0, 1.0, 2.0])
    moved = aligned(values, np.array([10.0, 12.0]))
    assert moved.mean() == pytest.approx(11.0)
    assert np.array_equal(np.argsort(moved), np.argsort(values))


def members(count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Three networks that share a signal and err by themselves: ``(3, n)`` logits, and the truth."""
    random = np.random.default_rng(seed)
    truth = (random.uniform(size=count) < 0.2).astype(float)
    shared = random.normal(size=count) + 1.2 * truth
    return shared + 0.8 * random.normal(size=(3, count)), truth


def test_thresholds_of_one_network_hold_for_the_mean_of_several_once_it_is_told_how_they_disagree() -> None:
    plain: list[float] = []
    told: list[float] = []
    for seed in range(60):
        known, truth = members(400, seed)
        new, there = members(2000, 900 + seed)
        averaging = Averaging(3, disagreement(members(300, 500 + seed)[0][:, :, None]))
        for values, kept in ((known[0], plain), (averaging.of(known[0], truth), told)):
            limits = thresholds(values, truth > 0.5, 0.1)
            kept.append(float(np.mean(new.mean(axis=0)[there > 0.5] >= limits.present_from)))
    assert np.mean(plain) > 0.92
    assert np.mean(told) == pytest.approx(0.9, abs=0.01)


def test_one_network_alone_is_left_as_it_is() -> None:
    values, truth = members(50, 0)
    assert np.array_equal(Averaging().of(values[0], truth), values[0])
    assert Averaging(3, 0.3).kept == pytest.approx(0.8)


def test_where_several_speak_out_of_fold_less_is_left_to_draw_together() -> None:
    assert Averaging(3, 0.3, 2, 0.3).kept == pytest.approx(Averaging(6, 0.3).kept / Averaging(2, 0.3).kept)
    assert Averaging(3, 0.3, 2, 0.1).kept > Averaging(3, 0.3).kept
