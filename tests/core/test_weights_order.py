"""Arrays in columns' order are kept as what they say, not as their bytes lie."""

from pathlib import Path

import numpy as np

from core.weights import WeightsFolder, save, seal


def test_an_array_in_columns_order_comes_back(tmp_path: Path) -> None:
    array = np.asfortranarray(np.arange(6, dtype=np.float32).reshape(2, 3))
    save({"a": array, "b": array.T, "c": np.array(3.0)}, tmp_path / "x.safetensors")
    seal(tmp_path)
    back = WeightsFolder(tmp_path).tensors("x.safetensors")
    np.testing.assert_array_equal(back["a"], array)
    np.testing.assert_array_equal(back["b"], array.T)
    assert back["c"].shape == ()
