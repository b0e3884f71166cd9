"""Better voices, where they are installed."""

import os
import shutil
from importlib.util import find_spec
from pathlib import Path

import pytest

from domains.vocabulary.content import piper
from domains.vocabulary.content.material import fingerprint
from domains.vocabulary.content.speech import SpeechError, Voices

PROGRAM = "#!/bin/sh\nexit 3\n"


@pytest.fixture
def voices(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two files that look like voices, and a program that fails."""
    for name in ("es_MX-b.onnx", "es_ES-a.onnx", "est_EE-x.onnx"):
        (tmp_path / name).write_bytes(b"0" * len(name))
    (tmp_path / "piper").write_text(PROGRAM)
    (tmp_path / "piper").chmod(0o755)
    monkeypatch.setenv(piper.VARIABLE, str(tmp_path))
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    return tmp_path


def test_the_first_voice_of_a_language_is_taken(voices: Path) -> None:
    found = piper.installed("es")
    assert found is not None and found.model == voices / "es_ES-a.onnx"
    regional = piper.installed("es-MX")
    assert regional is not None and regional.model.name == "es_MX-b.onnx"
    assert piper.installed("de") is None and piper.installed("*") is None


def test_another_voice_makes_another_deck(voices: Path) -> None:
    assert fingerprint([], Voices().named("es")) != fingerprint([], Voices().named("de")) == fingerprint([])


@pytest.mark.skipif(find_spec("espeakng_loader") is None, reason="espeakng-loader is not installed")
def test_a_voice_that_fails_is_said_in_a_sentence(voices: Path) -> None:
    with pytest.raises(SpeechError, match=r"did not speak with es_ES-a\.onnx"):
        Voices().speak("hola", "es")


def test_without_a_folder_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(piper.VARIABLE, raising=False)
    assert piper.installed("es") is None


@pytest.mark.skipif(
    shutil.which("piper") is None or piper.VARIABLE not in os.environ,
    reason="the program piper, and CHIRON_VOICES with an English voice, are not here",
)
def test_a_real_voice_says_the_same_each_time() -> None:
    if piper.installed("en") is None:
        pytest.skip("there is no English voice in CHIRON_VOICES")
    first, second = (Voices().speak("apple", "en") for _ in range(2))
    assert first == second and first.ipa == "ˈapəl"  # noqa: RUF001 - IPA
