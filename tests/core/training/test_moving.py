"""Every tensor of a batch moves, whatever it lies in; everything else stays."""

import pytest

from core.training.moving import device_of, moved

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")


def test_tensors_move_out_of_every_nest() -> None:
    batch = {"a": torch.ones(2), "b": [torch.ones(1), (torch.ones(3), "word")], "c": 4}
    there = moved(batch, torch.device("meta"))
    assert there["a"].is_meta and there["b"][0].is_meta and there["b"][1][0].is_meta
    assert there["b"][1][1] == "word" and there["c"] == 4
    assert not batch["a"].is_meta


def test_a_module_is_where_its_parameters_are() -> None:
    assert device_of(torch.nn.Linear(1, 1, device="meta")).type == "meta"
    assert device_of(torch.nn.ReLU()).type == "cpu"
