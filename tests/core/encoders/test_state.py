from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core import weights
from core.encoders.state import from_arrays, to_arrays
from core.weights import WeightsError

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")


def network(width: int = 3) -> Any:
    return torch.nn.Sequential(torch.nn.Linear(4, width), torch.nn.BatchNorm1d(width))


def test_out_to_a_file_and_back(tmp_path: Path) -> None:
    first, second = network().eval(), network().eval()
    weights.save(to_arrays(first), tmp_path / "net.safetensors")
    weights.seal(tmp_path)
    from_arrays(second, weights.WeightsFolder(tmp_path).tensors("net.safetensors"), "net.safetensors")
    given = torch.randn(5, 4)
    assert torch.equal(first(given), second(given))


def test_arrays_are_copies() -> None:
    made = network()
    arrays = to_arrays(made)
    with torch.no_grad():
        next(made.parameters()).add_(1.0)
    assert not np.array_equal(arrays["0.weight"], to_arrays(made)["0.weight"])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"0.weight": None}, r"net has no '0\.weight'"),
        ({"2.weight": np.zeros(3, "f4")}, r"net has a '2\.weight'"),
        ({"0.weight": np.zeros((3, 5), "f4")}, r"'0\.weight' is \(3, 5\) where the network has \(3, 4\)"),
    ],
)
def test_a_state_of_another_network_is_refused(change: "dict[str, np.ndarray | None]", words: str) -> None:
    arrays = {key: value for key, value in (to_arrays(network()) | change).items() if value is not None}
    with pytest.raises(WeightsError, match=words):
        from_arrays(network(), arrays, "net")


def test_the_counter_of_a_norm_may_lack() -> None:
    arrays = {key: value for key, value in to_arrays(network()).items() if "num_batches" not in key}
    from_arrays(network(), arrays, "net")
