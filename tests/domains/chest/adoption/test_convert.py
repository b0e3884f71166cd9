"""The converter runs where torchxrayvision is installed, and says so where it is not."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from domains.chest.adoption import convert


@pytest.mark.skipif(find_spec("torchxrayvision") is not None, reason="torchxrayvision is installed here")
def test_without_torchxrayvision_it_says_what_to_install(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "domains.chest.adoption.convert", "densenet121-res224-all", str(tmp_path / "o")]
    told = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert told.returncode == 2
    assert "torchxrayvision is not installed: make an environment of its own" in told.stderr.replace(".models", "")
    assert len(told.stderr.strip().splitlines()) == 1


def test_it_tells_how_it_is_called(capsys: pytest.CaptureFixture[str]) -> None:
    assert convert.main([]) == 2
    assert capsys.readouterr().err.strip() == convert.USAGE


def test_published_weights_are_known_by_their_name_or_their_file(tmp_path: Path) -> None:
    urls = {
        "densenet121-a": {"weights_url": "https://x.org/r/a-best.pt"},
        "resnet50-b": {"weights_url": "https://x/b.pt"},
    }
    assert convert._named("densenet121-a", urls) == ("densenet121-a", None)
    (tmp_path / "a-best.pt").touch()
    assert convert._named(str(tmp_path / "a-best.pt"), urls) == ("densenet121-a", str(tmp_path))
    (tmp_path / "other.pt").touch()
    with pytest.raises(convert.Impossible, match="keep the name it was fetched under"):
        convert._named(str(tmp_path / "other.pt"), urls)
    with pytest.raises(convert.Impossible, match="there are densenet121-a"):
        convert._named("resnet50-b", urls)
