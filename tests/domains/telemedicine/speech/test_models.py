"""Which model hears."""

import os
from pathlib import Path

import pytest

from domains.telemedicine.speech import models
from domains.telemedicine.speech.models import ModelRefused, choices, opened, sought


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CHIRON_HOME", str(tmp_path))
    return tmp_path


def copy(to: Path) -> Path:
    """The packaged model under another name."""
    to.mkdir(parents=True)
    for file in models.NEEDED:
        (to / file).symlink_to(sought("tiny.en") / file)
    return to


def test_the_packaged_model_is_there(home: Path) -> None:
    assert [one.name for one in choices()] == ["tiny.en"]
    assert choices()[0].megabytes > 30


def test_a_folder_in_the_home_and_a_path_can_be_chosen(home: Path, tmp_path: Path) -> None:
    folder = copy(home / "models" / "clinic")
    assert sought("clinic") == folder
    assert sought(str(folder)) == folder
    assert [one.name for one in choices()] == ["tiny.en", "clinic"]


def test_what_is_no_model_is_refused_in_one_sentence(home: Path) -> None:
    folder = home / "models" / "broken"
    folder.mkdir(parents=True)
    with pytest.raises(ModelRefused, match=r"There is no speech model 'large-v3': name tiny\.en, a folder in"):
        sought("large-v3")
    with pytest.raises(ModelRefused, match=r"lacks model\.bin and config\.json and tokenizer\.json"):
        sought("broken")
    for file in models.NEEDED:
        (folder / file).write_bytes(b"{}")
    with pytest.raises(ModelRefused, match=r"is no Whisper model in CTranslate2 form"):
        sought("broken")
    assert [one.name for one in choices()] == ["tiny.en"]


def test_a_damaged_model_is_refused_when_it_is_opened(home: Path) -> None:
    folder = copy(home / "models" / "cut")
    whole = (folder / "model.bin").read_bytes()
    (folder / "model.bin").unlink()
    (folder / "model.bin").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelRefused, match="The speech model 'cut' is damaged"):
        opened("cut")


def test_nothing_is_fetched_and_nobody_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE", raising=False)
    models.hush()
    assert os.environ["HF_HUB_OFFLINE"] == "1"
    assert os.environ["ORT_DISABLE_TELEMETRY"] == "1"


def test_a_model_stays_loaded(home: Path) -> None:
    assert opened("tiny.en") is opened("tiny.en")
