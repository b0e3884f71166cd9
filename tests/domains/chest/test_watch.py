"""The drift alarm over stored readings: whose are compared, and what the administrator is told."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest

from core.certainty.local import LocalCalibration
from core.certainty.scaling import Scaling
from core.weights import WeightsFolder, seal
from data.types import utcnow
from domains.chest.calibration import house
from domains.chest.service import ChestService
from domains.chest.store import CaseRow, ReadingRow
from domains.chest.watch import Watch
from tests.domains.chest.room import FOLDER, Room

LABELS = ("Mass", "Edema")
Described = tuple[Room, ChestService, str]


@pytest.fixture
def described(room: Room, tmp_path: Path) -> Iterator[Described]:
    """A room whose weights describe their training films: standard normal logits, ages 20 to 90."""
    folder = tmp_path / "chest"
    shutil.copytree(FOLDER / "weights", folder / "weights")
    for name in ("recipe.toml", "CARD.md"):
        shutil.copy(FOLDER / name, folder / name)
    path = folder / "weights" / "measured.json"
    normal = list(np.quantile(np.random.default_rng(0).normal(size=4000), np.linspace(0, 1, 21)))
    about = {"logit_quantiles": dict.fromkeys(LABELS, normal), "age_quantiles": list(np.linspace(20, 90, 21))}
    told = json.loads(path.read_text()) | {"distribution": about | {"sex": {"F": 0.5, "M": 0.5}, "view": {"PA": 1.0}}}
    path.write_text(json.dumps(told))
    digest = seal(folder / "weights")
    service = ChestService(replace(room.context, folder=folder))
    yield room, service, digest
    service.close()


def finding(label: str, said: float, scaled: float = 1.0, note: float = 5.0) -> dict[str, Any]:
    """As fusion states it where the image expert says ``said``, with a note on top, and scaled by a calibration."""
    about = json.loads(WeightsFolder(FOLDER / "weights").read("fusion.json"))["patterns"]["image+record"][label][
        "image"
    ]
    image = scaled * (about["slope"] * said + about["offset"])
    evidence: list[dict[str, Any]] = [
        {"role": role, "modality": "image", "log_odds": value, "where": []}
        for role, value in (("image", image), ("record", 0.25), ("note", note))
    ]
    return {"label": label, "prior": -1.0, "evidence": evidence}


def fill(room: Room, weights: str, count: int = 40, shift: float = 0.0, **changes: Any) -> None:
    """Store readings of one case each, as a worker's would be."""
    random = np.random.default_rng(count)
    case: dict[str, Any] = {
        "is_demonstration": False,
        "patient_reference": "",
        "operating_point": {},
        "scaled": 1.0,
    } | changes
    with room.database.write() as session:
        for number in range(count):
            logits = {label: random.normal() + shift for label in LABELS}
            who = {"created_by": "a", "created_by_name": "A", "changed_by_name": "A"}
            at = utcnow() + timedelta(seconds=number)
            key = uuid4().hex
            row = CaseRow(id=key, created_at=at, changed_at=at, age=float(random.uniform(20, 90)), view="PA", **who)
            row.sex, row.is_demonstration = "FM"[number % 2], case["is_demonstration"]
            row.patient_reference = case["patient_reference"]
            session.add(row)
            session.flush()
            found = [finding(label, value, case["scaled"]) for label, value in logits.items()]
            reading = ReadingRow(case_id=key, task=key, weights_digest=weights, findings=found, refused=[], notices=[])
            reading.heatmaps, reading.made_at, reading.film_digest = {}, at, "0" * 64
            reading.operating_point = case["operating_point"]
            session.add(reading)
            session.flush()


def test_readings_like_the_training_films_are_quiet(described: Described) -> None:
    room, service, weights = described
    fill(room, weights)
    found = service.drift()
    assert (found.readings, found.alarm) == (40, "")
    assert found.tests == len(LABELS) + 4
    assert not service.health()


def test_a_shift_reaches_the_administrator_without_any_patients_data(
    described: Described,
) -> None:
    room, service, weights = described
    fill(room, weights)
    assert not service.drift().alarm
    fill(room, weights, 60, shift=1.5)
    (sentence,) = service.health()
    assert sentence == service.drift().alarm
    assert "the last 100 readings" in sentence and "Mass" in sentence


def test_demonstrations_other_weights_and_the_same_patient_again_are_not_compared(
    described: Described,
) -> None:
    room, service, weights = described
    fill(room, weights, 40, is_demonstration=True)
    fill(room, "0" * 64, 40)
    fill(room, weights, 40, patient_reference="P-1")
    assert service.drift().readings == 1


def test_what_a_local_calibration_moved_is_moved_back(described: Described) -> None:
    room, service, weights = described
    scaling = Scaling("vector", LABELS, (0.5, 0.5), (3.0, 3.0), False, {})
    bound = {"fusion.json": json.loads((FOLDER / "weights" / "manifest.json").read_text())["files"]["fusion.json"]}
    own = LocalCalibration(scaling, {0.1: {}}, 0.1, bound, 90, 80, "2026-11-26")
    house.keep(room.context.home, own)
    point = {"error_rate": 0.1, "calibration": {"sha256": own.sha256}}
    fill(room, weights, 60, operating_point=point, scaled=0.5)
    assert (service.drift().alarm, service.drift().tests) == ("", len(LABELS) + 4)
    house.forget(room.context.home)
    assert service.drift().tests == 4


def test_weights_that_describe_nothing_say_so(room: Room, tmp_path: Path) -> None:
    (tmp_path / "weights").mkdir()
    (tmp_path / "weights" / "measured.json").write_text('{"findings": []}')
    seal(tmp_path / "weights")
    found = Watch(room.database, tmp_path, room.context.home, lambda: 100).drift()
    assert "cannot be told" in found.sentence
    assert not found.alarm
