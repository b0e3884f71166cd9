"""`chiron chest adopt` from a file that was fetched to readings that use it, and back."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from core.engine.inline import InlineEngine
from core.finding import Reading
from core.intake.intake import Intake
from core.reading import Reader
from core.recipe import load
from core.weights import WeightsError, WeightsFolder
from data.actor import Actor
from domains.chest import batch, commands, inuse, tasks
from domains.chest.calibration import house
from domains.chest.measured import measured
from tests.domains.chest.adoption import made
from tests.domains.chest.room import Open

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
pytest.importorskip("sklearn", reason="scikit-learn is not installed (extra 'train')")
torch.set_num_threads(1)
CASES = 44


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("CHIRON_HOME", str(tmp_path / "home"))
    yield tmp_path / "home" / "domains" / "chest"
    tasks._reader.cache_clear()


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory, chest_film: bytes) -> Path:
    with Intake() as intake:
        film = intake.image(chest_film).content
    return made.table(tmp_path_factory.mktemp("cases"), film, CASES)  # type: ignore[arg-type]


def run(*arguments: object) -> Result:
    return CliRunner().invoke(commands.app, ["adopt", *map(str, arguments)])


def read(cases: Path) -> Reading:
    return batch.read((cases.parent / "1.png").read_bytes(), None, {"age": 50.0, "sex": "F", "view": "PA"}, False)


@pytest.fixture(scope="module")
def adopted(tmp_path_factory: pytest.TempPathFactory, cases: Path) -> tuple[Path, Result]:
    folder = tmp_path_factory.mktemp("adopted")
    return folder / "out", run(made.dense(folder / "dense.safetensors"), cases, "--out", folder / "out")


def test_it_says_what_is_better_and_what_was_left_out(adopted: tuple[Path, Result]) -> None:
    out, told = adopted
    assert told.exit_code == 0, told.output
    assert f"{CASES} cases of {CASES} patients were used." in told.output
    assert "Edema is left out: 2 of the patients are with it; at least 5 are needed." in told.output
    assert "Fibrosis is left out: the cases do not say whether it is there." in told.output
    assert "AUROC, film alone" in told.output and "Nothing here is a cleared medical device" in told.output
    assert [path.name for path in out.parent.iterdir() if path.name.startswith(".")] == []


def test_the_folder_is_sealed_and_reads_by_itself(adopted: tuple[Path, Result]) -> None:
    out, _ = adopted
    weights = WeightsFolder(out / "weights")
    for name in weights.files:
        weights.read(name)
    assert load(out / "recipe.toml").labels == ("Pneumonia",)
    assert Reader.load(load(out / "recipe.toml"), out / "weights").weights_digest == weights.digest
    figures = measured(out)
    assert figures["adopted"]["films"] == CASES
    assert [each["positives_valid"] for each in figures["findings"]] == [CASES // 2]
    assert "Mass" in {each["label"] for each in figures["left_out"]}


def test_the_notes_ratios_are_those_that_are_shipped(adopted: tuple[Path, Result]) -> None:
    shipped = WeightsFolder(inuse.SHIPPED / "weights")
    assert WeightsFolder(adopted[0] / "weights").read("note.json") == shipped.read("note.json")


def test_nothing_changes_before_it_is_activated_and_reset_goes_back(
    adopted: tuple[Path, Result], cases: Path, home: Path
) -> None:
    before = read(cases)
    assert len(before.findings) > 1
    assert "from now on" in run("--out", adopted[0], "--activate").output
    after = read(cases)
    assert [each.label for each in after.findings] == ["Pneumonia"]
    assert after.weights_digest == WeightsFolder(adopted[0] / "weights").digest
    assert {each.role for each in after.findings[0].evidence} == {"image", "record"}
    assert "Pneumonia" in CliRunner().invoke(commands.app, ["findings"]).output
    assert "shipped weights again" in run("--reset").output
    assert read(cases) == before
    assert "No adopted weights are in use" in run("--reset").output


def test_a_calibration_of_other_weights_is_told_at_once(adopted: tuple[Path, Result], cases: Path) -> None:
    fewer = cases.with_name("fewer.csv")
    records = re.sub(r"\d+\.png", "", cases.read_text()).splitlines()[:31]
    fewer.write_text("\n".join(records) + "\n")
    calibrated = CliRunner().invoke(commands.app, ["calibrate", str(fewer)])
    assert calibrated.exit_code == 0, calibrated.output
    assert "was measured on other weights" in run("--out", adopted[0], "--activate").output
    assert house.forget(house.folder())
    assert CliRunner().invoke(commands.app, ["calibrate", str(fewer)]).exit_code == 0
    own = house.current(house.folder())
    assert own is not None and set(own.scaling.labels) <= {"Pneumonia"}
    assert "was measured on other weights" not in run("--out", adopted[0], "--activate").output


def test_damaged_weights_are_not_activated(adopted: tuple[Path, Result], tmp_path: Path, home: Path) -> None:
    copy = shutil.copytree(adopted[0], tmp_path / "copy")
    (copy / "weights" / "record.json").write_text("{}")
    told = run("--out", copy, "--activate")
    assert told.exit_code == 1 and "record.json was altered" in told.output
    assert inuse.folder(home) == inuse.SHIPPED


def test_a_pointer_that_names_nothing_is_an_error_not_the_shipped_weights(home: Path, cases: Path) -> None:
    (home / "weights").mkdir(parents=True)
    (home / "weights" / "in-use").write_text("../../elsewhere")
    with pytest.raises(WeightsError, match="adopt --reset"):
        read(cases)
    (home / "weights" / "in-use").write_text("0" * 16)
    told = CliRunner().invoke(commands.app, ["findings"])
    assert told.exit_code == 1 and "missing" in told.output
    assert run("--reset").exit_code == 0
    assert len(read(cases).findings) > 1


def test_the_reading_room_reads_and_shows_what_is_in_use(
    adopted: tuple[Path, Result], open_room: Open, ada: Actor
) -> None:
    room = open_room(InlineEngine())
    shipped = room.service.figures()
    assert "adopted" not in shipped
    inuse.activate(room.context.home, adopted[0])
    assert room.service.figures()["adopted"]["patients"] == CASES
    assert not any("cannot" in sentence for sentence in room.service.health())
    case = room.read(ada, room.case(ada).id)
    assert case.reading is not None
    assert [finding.label for finding in case.reading.findings] == ["Pneumonia"]
    (room.context.home / "weights" / "in-use").write_text("nothing")
    assert any("adopt --reset" in sentence for sentence in room.service.health())


def test_a_vision_model_is_read_out_by_heads(cases: Path, tmp_path: Path) -> None:
    pytest.importorskip("transformers", reason="transformers is not installed (extra 'text')")
    told = run(made.vision_model(tmp_path / "vit"), cases, "--out", tmp_path / "out", "--activate")
    assert told.exit_code == 0, told.output
    assert (tmp_path / "out" / "weights" / "encoder" / "model.safetensors").is_file()
    assert json.loads((tmp_path / "out" / "weights" / "image.json").read_text()) == {"labels": ["Pneumonia"]}
    reading = read(cases)
    assert [each.label for each in reading.findings] == ["Pneumonia"]
    lateral = batch.read((cases.parent / "1.png").read_bytes(), None, {"view": "LL", "age": 50.0}, False)
    assert [refusal.code for refusal in lateral.refused if refusal.role == "image"] == ["view"]


def test_what_will_not_do_is_said_in_one_sentence(cases: Path, tmp_path: Path) -> None:
    weights, few = made.dense(tmp_path / "w.safetensors"), tmp_path / "few.csv"
    lines = cases.read_text().splitlines()
    few.write_text(
        "\n".join(line.replace(",", f",{cases.parent}/", 1) if n else line for n, line in enumerate(lines[:6]))
    )
    told = run(weights, few, "--out", tmp_path / "out")
    assert told.exit_code == 2 and "5 cases of 5 patients have a readable film" in told.output
    assert not (tmp_path / "out").exists() and not list(tmp_path.glob(".out*"))
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    assert "is not an empty folder" in run(weights, few, "--out", tmp_path / "full").output
    assert "Name the weights" in run(weights, "--out", tmp_path / "out").output
