"""What a hospital brings is recognised by its content; a pickle is never opened."""

import json
import pickle
from pathlib import Path

import numpy as np
import pytest

from core import weights
from core.weights import WeightsError
from domains.chest.adoption.source import DenseSource, EncoderSource, opened
from domains.chest.sheet import Unusable
from tests.domains.chest.adoption import made

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
LABELS = ("Pneumonia", "Mass", "Pleural_Thickening")


class Trap:
    """Makes a file where it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        return Path.touch, (self.path,)


def test_the_order_of_torchxrayvision_is_known(tmp_path: Path) -> None:
    source = opened(made.dense(tmp_path / "w.safetensors"), LABELS)
    assert isinstance(source, DenseSource)
    assert source.labels == ("Pneumonia", "Pleural_Thickening", "Mass")
    assert source.eye()(np.random.default_rng(0).uniform(size=(64, 64))).shape == (3,)


def test_the_file_says_its_labels(tmp_path: Path) -> None:
    names = json.dumps(["mass", "", "pleural thickening"])
    source = opened(made.dense(tmp_path / "w.safetensors", 3, names), LABELS)
    assert isinstance(source, DenseSource)
    assert source.outputs == ("Mass", "", "Pleural_Thickening") and source.told == "dice"


@pytest.mark.parametrize("name", ["net.pt", "net.safetensors"])
def test_a_pickle_is_never_opened(tmp_path: Path, name: str) -> None:
    sprung = tmp_path / "sprung"
    (tmp_path / name).write_bytes(pickle.dumps(Trap(sprung)))
    with pytest.raises(Unusable, match=r"is a pickle.*adoption\.convert"):
        opened(tmp_path / name, LABELS)
    torch.save({"a": 1}, tmp_path / "zipped.safetensors")
    with pytest.raises(Unusable, match="is a pickle"):
        opened(tmp_path / "zipped.safetensors", LABELS)
    assert not sprung.exists()


def test_a_folder_needs_a_model_in_safetensors(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    (tmp_path / "pytorch_model.bin").write_bytes(b"PK")
    with pytest.raises(Unusable, match=r"config\.json and \*\.safetensors"):
        opened(tmp_path, LABELS)
    (tmp_path / "model.safetensors").touch()
    assert isinstance(opened(tmp_path, LABELS), EncoderSource)


def test_what_is_no_network_of_findings_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "w.safetensors"
    with pytest.raises(Unusable, match="cannot be opened"):
        opened(path, LABELS)
    path.write_bytes(b"\xff" * 100)
    with pytest.raises(Unusable, match="not a safetensors file"):
        opened(path, LABELS)
    path.write_bytes((20).to_bytes(8, "little") + b"x" * 40)
    with pytest.raises(WeightsError, match="not a whole safetensors file"):
        opened(path, LABELS)
    weights.save({"a": np.zeros(3)}, path)
    with pytest.raises(WeightsError, match="no classifier"):
        opened(path, LABELS)
    weights.save({"classifier.bias": np.zeros(3)}, path)
    with pytest.raises(Unusable, match="does not say what its 3 outputs are"):
        opened(path, LABELS)
    weights.save({"classifier.bias": np.zeros(1)}, path, {"labels": '["Rickets"]'})
    with pytest.raises(Unusable, match="None of the outputs"):
        opened(path, LABELS)
    weights.save({"classifier.bias": np.zeros(2)}, path, {"labels": '["Mass", "mass"]'})
    with pytest.raises(Unusable, match="more than one output named Mass"):
        opened(path, LABELS)
