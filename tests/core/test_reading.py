"""The one door: whatever is present is read, whatever is not says nothing, and every sum is exact."""

import json
import math
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from core import weights
from core.case import Case, Modality, Signal, Source
from core.certainty.conformal import Thresholds
from core.certainty.local import LocalCalibration
from core.certainty.scaling import Scaling
from core.encoders.image_guard import fit
from core.encoders.image_network import lite, to_arrays
from core.finding import Column, Region, State
from core.reading import NOTHING_READ, Reader
from core.recipe import Recipe, RecipeError
from core.weights import WeightsError

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
LABELS = ("Mass", "Edema")
SIZE = 64
LIMITS = {"present_from": -9.0, "absent_to": -8.0, "positives": 30, "negatives": 90}
RECIPE = {
    "labels": LABELS,
    "experts": {
        "image": {
            "modality": "image",
            "encoder": "efficientnet-lite0",
            "weights": ["image.safetensors", "image.json", "guard.safetensors"],
            "options": {"views": "PA AP", "adult_age": 16},
        },
        "record": {"modality": "table", "encoder": "record-logistic", "weights": ["record.json"]},
    },
    "fusion": {"weights": "fusion.json"},
}


def write(folder: Path, name: str, content: object) -> None:
    (folder / name).write_text(json.dumps(content))


def statement(slope: float, offset: float) -> dict[str, float]:
    return {"slope": slope, "offset": offset}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sealed folder with an untrained network and hand-made calibration."""
    into = tmp_path_factory.mktemp("weights")
    torch.manual_seed(0)
    weights.save(to_arrays(lite(SIZE, len(LABELS))), into / "image.safetensors")
    weights.save(fit(np.random.default_rng(0).normal(size=(50, 112)), 4), into / "guard.safetensors")
    write(into, "image.json", {"labels": LABELS, "size": SIZE})
    columns = {"numbers": {}, "categories": {"view": ["PA", "AP"], "sex": ["M", "F"]}}
    model = {label: {"intercept": 0.3, "weights": {"view": [0.5], "sex": [-0.2]}} for label in LABELS}
    write(into, "record.json", {"columns": columns, "models": {"sex+view": model, "view": model}})
    bound = {"image.safetensors": weights.digest((into / "image.safetensors").read_bytes())}
    patterns = {
        "image": {label: {"image": statement(0.5, 0.1)} for label in LABELS},
        "record": {label: {"record": statement(0.9, 0.2)} for label in LABELS},
        "image+record": {label: {"image": statement(0.4, 0.3), "record": statement(0.7, -0.1)} for label in LABELS},
    }
    priors = dict.fromkeys(LABELS, -2.0)
    write(into, "fusion.json", {"priors": priors, "patterns": patterns, "addends": {}, "bound_to": bound})
    certified = {"image": {"Mass": LIMITS}, "image+record": {"Mass": LIMITS, "Edema": LIMITS | {"positives": 3}}}
    write(into, "certainty.json", {"error_rate": 0.1, "patterns": certified, "bound_to": bound})
    weights.seal(into)
    return into


@pytest.fixture(scope="module")
def reader(folder: Path) -> Iterator[Reader]:
    yield Reader.load(Recipe.model_validate(RECIPE), folder)


def film(**facts: object) -> Signal:
    return Signal(Modality.IMAGE, np.random.default_rng(1).uniform(size=(90, 80)).astype("f4"), Source(""), facts)


def record(**columns: float | str) -> Signal:
    return Signal(Modality.TABLE, columns, Source(""))


SIGNALS = {"image": film(), "record": record(view="AP", sex="F")}


@pytest.mark.parametrize("roles", [("image",), ("record",), ("image", "record")])
def test_every_logit_is_its_prior_and_its_evidence(reader: Reader, roles: tuple[str, ...]) -> None:
    reading = reader.read(Case({role: SIGNALS[role] for role in roles}))
    assert [finding.label for finding in reading.findings] == list(LABELS)
    for finding in reading.findings:
        assert {e.role for e in finding.evidence} == set(roles)
        assert finding.prior == -2.0
        assert math.isclose(finding.logit, -2.0 + math.fsum(e.log_odds for e in finding.evidence))
        assert finding.probability == pytest.approx(1 / (1 + math.exp(-finding.logit)))


def test_a_missing_modality_is_never_read_as_zero(reader: Reader) -> None:
    both, alone = reader.read(Case(SIGNALS)), reader.read(Case({"record": SIGNALS["record"]}))
    for one, other in zip(both.findings, alone.findings, strict=True):
        recorded = next(e for e in one.evidence if e.role == "record")
        assert recorded.log_odds != other.evidence[0].log_odds


def test_columns_sum_to_the_records_evidence(reader: Reader) -> None:
    for finding in reader.read(Case(SIGNALS)).findings:
        evidence = next(e for e in finding.evidence if e.role == "record")
        columns = [where for where in evidence.where if isinstance(where, Column)]
        assert {column.name for column in columns} == {"view", "sex"}
        assert math.isclose(math.fsum(column.log_odds for column in columns), evidence.log_odds)


def test_the_heat_map_is_the_logits_own_map(reader: Reader) -> None:
    reading = reader.read(Case({"image": SIGNALS["image"]}))
    assert set(reading.heatmaps) == set(LABELS)
    for finding in reading.findings:
        heatmap = reading.heatmaps[finding.label]
        assert heatmap.dtype == np.float32 and 0.0 <= heatmap.min() <= heatmap.max() <= 1.0
        for region in finding.evidence[0].where:
            assert isinstance(region, Region) and region.x + region.width <= 80 and region.y + region.height <= 90


def test_states_follow_the_certificate_of_the_pattern(reader: Reader) -> None:
    both, alone = reader.read(Case(SIGNALS)), reader.read(Case({"record": SIGNALS["record"]}))
    assert both.findings[0].state is not State.NOT_CERTIFIED
    assert both.findings[1].state is State.NOT_CERTIFIED
    assert {finding.state for finding in alone.findings} == {State.NOT_CERTIFIED}


@pytest.mark.parametrize("known", [{"record": record(view="LL", sex="F")}, {}])
def test_a_view_that_was_not_trained_on_is_refused_and_the_rest_goes_on(
    reader: Reader, known: dict[str, Signal]
) -> None:
    reading = reader.read(Case({"image": film(view="LL"), **known}))
    assert [(refusal.role, refusal.code) for refusal in reading.refused][:1] == [("image", "view")]
    assert "LL view" in reading.refused[0].sentence
    assert not reading.heatmaps


def test_blank_pictures_are_refused(reader: Reader) -> None:
    blank = Signal(Modality.IMAGE, np.full((90, 80), 0.5, np.float32), Source(""))
    reading = reader.read(Case({"image": blank, "record": SIGNALS["record"]}))
    assert [refusal.code for refusal in reading.refused] == ["blank"]
    assert {e.role for finding in reading.findings for e in finding.evidence} == {"record"}


def test_a_case_of_which_nothing_could_be_read_has_no_findings(reader: Reader) -> None:
    reading = reader.read(Case({"record": record(weight=70.0)}))
    assert reading.findings == ()
    assert reading.refused[0].code == "no-column"
    assert reading.notices == (NOTHING_READ,)


@pytest.mark.parametrize(("age", "warned"), [(3.0, True), (15.9, True), (16.0, False)])
def test_a_childs_film_carries_a_warning(reader: Reader, age: float, warned: bool) -> None:
    reading = reader.read(Case({"image": film(), "record": record(age=age, view="PA")}))
    assert any("trained on adults" in notice for notice in reading.notices) == warned


def test_the_reading_is_bound_to_the_manifest(reader: Reader, folder: Path) -> None:
    assert reader.read(Case(SIGNALS)).weights_digest == weights.digest((folder / weights.MANIFEST).read_bytes())


def test_other_image_weights_are_not_read_with_this_calibration(folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    torch.manual_seed(1)
    weights.save(to_arrays(lite(SIZE, len(LABELS))), tmp_path / "image.safetensors")
    weights.seal(tmp_path)
    with pytest.raises(WeightsError, match="calibrate again"):
        Reader.load(Recipe.model_validate(RECIPE), tmp_path)


def test_altered_weights_are_not_read(folder: Path, tmp_path: Path) -> None:
    for file in folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    flipped = bytearray((tmp_path / "image.safetensors").read_bytes())
    flipped[-1] ^= 1
    (tmp_path / "image.safetensors").write_bytes(flipped)
    with pytest.raises(WeightsError, match="altered"):
        Reader.load(Recipe.model_validate(RECIPE), tmp_path)


def test_an_unknown_encoder_is_named(folder: Path) -> None:
    recipe = json.loads(json.dumps(RECIPE))
    recipe["experts"]["record"]["encoder"] = "oracle"
    with pytest.raises(RecipeError, match="no encoder 'oracle'"):
        Reader.load(Recipe.model_validate(recipe), folder)


def test_roles_do_not_change_each_others_presence(reader: Reader) -> None:
    for size in (1, 2):
        for roles in combinations(SIGNALS, size):
            reading = reader.read(Case({role: SIGNALS[role] for role in roles}))
            assert not reading.refused


def local(folder: Path, **patterns: dict[str, Thresholds]) -> LocalCalibration:
    scaling = Scaling("vector", ("Mass",), (0.5,), (1.5,), False, {})
    bound = {"image.safetensors": weights.digest((folder / "image.safetensors").read_bytes())}
    return LocalCalibration(scaling, {0.1: patterns}, 0.1, bound, 90, 80, "2026-11-26")


def test_a_local_calibration_scales_every_addend_and_leaves_the_sum_exact(reader: Reader, folder: Path) -> None:
    own = local(folder, **{"image+record": {"Edema": Thresholds(-9.0, -8.0, 30, 60)}})
    scaled = Reader.load(Recipe.model_validate(RECIPE), folder, local=own).read(Case(SIGNALS))
    for before, after in zip(reader.read(Case(SIGNALS)).findings, scaled.findings, strict=True):
        factor, offset = (0.5, 1.5) if before.label == "Mass" else (1.0, 0.0)
        assert after.prior == pytest.approx(factor * before.prior + offset)
        assert after.logit == pytest.approx(factor * before.logit + offset)
        recorded = next(e for e in after.evidence if e.role == "record")
        columns = [where.log_odds for where in recorded.where if isinstance(where, Column)]
        assert math.isclose(math.fsum(columns), recorded.log_odds)
    states = {finding.label: finding.state for finding in scaled.findings}
    assert states["Mass"] is State.NOT_CERTIFIED
    assert states["Edema"] is not State.NOT_CERTIFIED
    assert "Calibrated on 90 local cases on 26 Nov 2026." in scaled.notices
    assert scaled.operating_point["calibration"]["sha256"] == own.sha256


def test_every_set_of_roles_is_told_for_calibration(reader: Reader) -> None:
    told, refused = reader.patterns(Case(SIGNALS))
    assert not refused
    assert set(told) == {"image", "record", "image+record"}
    assert told["image+record"]["Mass"].logit == pytest.approx(reader.read(Case(SIGNALS)).findings[0].logit)
    alone = reader.read(Case({"record": SIGNALS["record"]})).findings[0]
    assert told["record"]["Mass"].logit == pytest.approx(alone.logit)


def test_places_that_nobody_asks_for_are_not_sought(reader: Reader) -> None:
    whole, bare = reader.read(Case(SIGNALS)), reader.read(Case(SIGNALS), places=False)
    assert bare.heatmaps == {} and whole.heatmaps
    assert all(evidence.where == () for finding in bare.findings for evidence in finding.evidence)
    for before, after in zip(whole.findings, bare.findings, strict=True):
        assert (after.logit, after.state, after.prior) == (before.logit, before.state, before.prior)
    assert bare.alone == whole.alone


def test_a_film_that_comes_as_the_networks_square_is_read_alike(reader: Reader) -> None:
    from core.intake.averaged import averaged

    assert (reader.side("image"), reader.side("record"), reader.side("nobody")) == (SIZE, None, None)
    stored = np.random.default_rng(2).integers(0, 65536, (300, 200), np.uint16)
    table = np.linspace(0, 1, 65536, dtype=np.float32)
    films = [Signal(Modality.IMAGE, content, Source("")) for content in (table[stored], averaged(stored, table, SIZE))]
    whole, small = (reader.read(Case({"image": each})) for each in films)
    for one, other in zip(whole.findings, small.findings, strict=True):
        assert other.probability == pytest.approx(one.probability, abs=1e-5)
