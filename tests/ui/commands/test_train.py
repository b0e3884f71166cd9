"""`chiron train` as people use it: it trains, goes on, and names what would spoil a run, having written nothing."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from core.training.checkpoint import Checkpoint, Position, save
from tests.core.training.strategies import small
from ui.cli import main

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
pytest.importorskip("transformers", reason="transformers is not installed (extra 'text')")
pytest.importorskip("pandas", reason="pandas is not installed (extra 'train')")
CHEST = Path(__file__).parents[3] / "domains" / "chest"
MANIFEST = """schema_version = 1
id = "notes"
name = "Notes"
summary = "A small domain."
version = "0.1.0"
roles = ["learner"]
page = "tests.ui.commands.teaching:train"
service = "tests.ui.commands.teaching:train"
store = "tests.ui.commands.teaching:train"
config = "tests.ui.commands.teaching:train"
commands = "tests.ui.commands.teaching:train"
recipe = "recipe.toml"
training = "tests.ui.commands.teaching:train"
"""
RECIPE = """labels = ["cough"]
experts.note = {{ modality = "text", encoder = "transformers-text", options = {{ model = "{model}" }} }}
fusion = {{ weights = "fusion.json" }}
training = {{ strategy = "linear-probe", epochs = 3, seed = 4 }}
"""
ROWS = [(f"s{n}", "train" if n < 24 else "valid", n % 4, int("cough" in small.NOTES[n % 4])) for n in range(32)]
Chiron = Callable[..., tuple[int, str]]


@pytest.fixture
def chiron(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Chiron:
    """Run `chiron train ...`: the status and the last line of standard error."""
    monkeypatch.setenv("CHIRON_HOME", str(tmp_path / "home"))

    def run(*arguments: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["chiron", "train", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        return int(left.value.code or 0), (capsys.readouterr().err.strip().splitlines() or [""])[-1]

    return run


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("model")
    small.text_encoder(folder)
    return folder


@pytest.fixture
def domain(tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of domains that holds one, with data beside it."""
    folder, data = tmp_path / "domains" / "notes", tmp_path / "data"
    folder.mkdir(parents=True)
    data.mkdir()
    (folder / "plugin.toml").write_text(MANIFEST)
    (folder / "recipe.toml").write_text(RECIPE.format(model=model))
    write(data, ROWS)
    monkeypatch.setattr("ui.suite.shipped", lambda: tmp_path / "domains")
    return folder


def write(data: Path, rows: list[tuple[str, str, int, int]], label: str = "cough") -> None:
    lines = [f"subject,split,note,{label}", *(",".join(map(str, row)) for row in rows)]
    (data / "labels.csv").write_text("\n".join(lines))


def test_it_trains_as_the_recipe_says_and_keeps_what_is_done(chiron: Chiron, domain: Path, tmp_path: Path) -> None:
    given = ("notes", "--data", tmp_path / "data")
    status, said = chiron(*given)
    out = tmp_path / "home" / "weights" / "notes"
    assert (status, said) == (0, "probe")
    assert sorted(path.name for path in out.iterdir()) == ["losses.json", "manifest.json"]
    losses = json.loads((out / "losses.json").read_text())
    assert len(losses) == 3 * 2
    status, said = chiron(*given)
    assert status == 2 and "holds weights already" in said and "--fresh" in said
    assert chiron(*given, "--fresh")[0] == 0
    assert json.loads((out / "losses.json").read_text()) == losses
    assert chiron(*given, "--seed", 5, "--out", tmp_path / "other")[0] == 0
    assert json.loads((tmp_path / "other" / "losses.json").read_text()) != losses


def refused(chiron: Chiron, tmp_path: Path, *more: object) -> str:
    """The sentence with which a run is refused that writes nothing."""
    status, said = chiron("notes", "--data", tmp_path / "data", "--out", tmp_path / "out", *more)
    assert status == 2 and said.startswith("chiron: ") and said.endswith(".")
    assert not [path for path in (tmp_path / "out").rglob("*") if "checkpoints" not in path.parts]
    return said


def test_bad_data_are_named(chiron: Chiron, domain: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    write(data, [*ROWS, ("s3", "valid", 0, 0)])
    assert "subject s3 is in both 'train' and 'valid'" in refused(chiron, tmp_path)
    write(data, [row for row in ROWS if row[1] == "train"])
    assert "no row has the split 'valid'" in refused(chiron, tmp_path)
    write(data, [(*row[:3], 0) for row in ROWS])
    assert "'cough' is never positive" in refused(chiron, tmp_path)
    write(data, ROWS, label="fever")
    assert "no column 'cough', which recipe.toml names" in refused(chiron, tmp_path)


def test_bad_recipes_are_named(chiron: Chiron, domain: Path, tmp_path: Path) -> None:
    recipe, text = tmp_path / "mine.toml", (domain / "recipe.toml").read_text()
    recipe.write_text(text.replace("epochs", "epoch"))
    assert "mine.toml: key 'training.epoch'" in refused(chiron, tmp_path, "--recipe", recipe)
    recipe.write_text(text.replace("linear-probe", "linear-prob"))
    assert "There is no strategy 'linear-prob'" in refused(chiron, tmp_path, "--recipe", recipe)
    recipe.write_text(text.replace("transformers-text", "transformer-text"))
    assert "There is no encoder 'transformer-text'" in refused(chiron, tmp_path, "--recipe", recipe)
    assert "There is no recipe at" in refused(chiron, tmp_path, "--recipe", tmp_path / "none.toml")


def test_absent_weights_and_widths_that_do_not_fit_are_named(chiron: Chiron, domain: Path, tmp_path: Path) -> None:
    (domain / "recipe.toml").write_text(RECIPE.format(model="no-such-model"))
    assert "no-such-model" in refused(chiron, tmp_path)
    (domain / "recipe.toml").write_text(RECIPE.format(model=tmp_path / "home"))
    assert str(tmp_path / "home") in refused(chiron, tmp_path)


def test_widths_of_former_weights_are_compared(chiron: Chiron, domain: Path, tmp_path: Path) -> None:
    (tmp_path / "data" / "former.json").write_text('{"note": 384}')
    assert "the encoder of 'note' gives 32 numbers and" in refused(chiron, tmp_path)


def test_a_corrupt_checkpoint_is_named_and_a_fresh_start_passes_it(
    chiron: Chiron, domain: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out" / "checkpoints"
    place = save(folder, Checkpoint(Position({}, 1), {"module": {"w": torch.zeros(3)}}))
    (place / "module.safetensors").write_bytes(b"nothing")
    said = refused(chiron, tmp_path)
    assert str(place) in said and "module.safetensors was altered" in said and "start afresh" in said
    assert chiron("notes", "--data", tmp_path / "data", "--out", tmp_path / "out", "--fresh")[0] == 0


def test_a_checkpoint_of_another_run_is_named(chiron: Chiron, domain: Path, tmp_path: Path) -> None:
    save(tmp_path / "out" / "checkpoints", Checkpoint(Position({"epochs": 9}, 1), {"module": {}}))
    assert "of another run" in refused(chiron, tmp_path)


def test_what_cannot_be_trained_is_said(chiron: Chiron, domain: Path, tmp_path: Path) -> None:
    assert chiron("nothing")[1] == "chiron: There is nothing to train called 'nothing'; there are bridge, notes, space."
    assert "name their folder with --data" in chiron("notes")[1]
    text = MANIFEST.replace('training = "tests.ui.commands.teaching:train"\n', "")
    (domain / "plugin.toml").write_text(text)
    assert "has no key 'training'" in chiron("notes")[1]
    (domain / "plugin.toml").write_text(text + 'training = "no.such.module:train"\n')
    assert "cannot be trained here: no.such.module:train" in chiron("notes")[1]
    (domain / "plugin.toml").write_text(text.replace('page = "', 'side = "a"\npage = "'))
    assert "the key 'side' is not known" in chiron("notes")[1]


@pytest.mark.parametrize("what", ["space", "bridge"])
def test_a_model_of_the_suite_names_what_it_cannot_follow(chiron: Chiron, tmp_path: Path, what: str) -> None:
    recipe = tmp_path / "mine.toml"
    for text, key in (("strategy = 'lora'", "strategy"), ("processes = 2", "processes")):
        recipe.write_text(f"[training]\n{text}\n")
        status, said = chiron(what, "--recipe", recipe, "--out", tmp_path / "out")
        assert status == 2 and f"'training.{key}'" in said and not (tmp_path / "out").exists()
    recipe.write_text("[training]\nepoch = 2\n")
    assert "mine.toml: key 'training.epoch'" in chiron(what, "--recipe", recipe)[1]


def chest_table(data: Path, change: Callable[[str], str]) -> None:
    columns = (
        "Atelectasis Cardiomegaly Effusion Infiltration Mass Nodule Pneumonia Pneumothorax Consolidation Edema "
        "Emphysema Fibrosis Pleural_Thickening Hernia"
    ).split()
    lines = [",".join(["file", "patient", "subset", "no_finding", *columns, "age", "sex", "view", "split"])]
    for number in range(8):
        split, mark = ("train" if number < 6 else "valid"), str(number % 2)
        lines.append(",".join([f"{number}.jpg", f"p{number}", "A", "0", *[mark] * 14, "50", "F", "PA", split]))
    (data / "nih_cxr").mkdir(parents=True, exist_ok=True)
    (data / "nih_cxr" / "labels.csv").write_text(change("\n".join(lines)))


def test_the_chest_names_the_patient_the_label_and_the_folder(chiron: Chiron, tmp_path: Path) -> None:
    def said(change: Callable[[str], str], recipe: Path = CHEST / "recipe.toml") -> str:
        chest_table(tmp_path / "data", change)
        status, sentence = chiron("chest", "--data", tmp_path / "data", "--out", tmp_path / "out", "--recipe", recipe)
        assert status == 2 and not (tmp_path / "out").exists()
        return sentence

    assert "patient p3 is in both 'train' and 'valid'" in said(lambda text: text.replace("7.jpg,p7", "7.jpg,p3"))
    assert "'Atelectasis' is never positive" in said(lambda text: text.replace(",A,0,1,", ",A,0,0,"))
    assert "no row has the split 'valid'" in said(lambda text: text.replace("valid", "train"))
    assert "no column 'Edema', which recipe.toml names" in said(lambda text: text.replace("Edema", "Oedema"))
    assert "no column 'view'" in said(lambda text: text.replace("view", "vue"))
    assert "kermany/labels.csv is missing" in said(lambda text: text)
    shutil.rmtree(tmp_path / "data" / "nih_cxr")
    assert "nih_cxr/labels.csv is missing" in chiron("chest", "--data", tmp_path / "data")[1]
    assert "There is no folder" in chiron("chest", "--data", tmp_path / "nowhere")[1]
    mine = tmp_path / "mine.toml"
    mine.write_text((CHEST / "recipe.toml").read_text().split("[training]")[0] + '\n[training]\nstrategy = "joint"\n')
    assert "mine.toml: key 'training.strategy'" in said(lambda text: text, mine)


def test_the_shipped_weights_of_a_domain_are_not_overwritten_unasked(chiron: Chiron, tmp_path: Path) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(CHEST / "weights", folder)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    status, said = chiron("chest", "--data", tmp_path, "--out", folder)
    assert status == 2 and "holds weights already" in said
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
