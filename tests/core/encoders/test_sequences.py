import pytest

from core.encoders.sequences import joined, mean, padded

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")


def test_padding_and_its_mask() -> None:
    rows, mask = padded([torch.ones(2, 3), torch.full((4, 3), 2.0)])
    assert rows.shape == (2, 4, 3)
    assert mask.tolist() == [[True, True, False, False], [True] * 4]


def test_the_mean_leaves_out_what_is_not_there() -> None:
    tokens = torch.tensor([[[1.0], [3.0], [100.0]], [[5.0], [100.0], [100.0]]])
    assert mean(tokens, torch.tensor([[True, True, False], [True, False, False]])).tolist() == [[2.0], [5.0]]
    assert mean(tokens, torch.zeros(2, 3, dtype=torch.bool)).tolist() == [[0.0], [0.0]]


def test_windows_are_joined_without_gaps() -> None:
    tokens = torch.arange(6.0).reshape(3, 2, 1)
    mask = torch.tensor([[True, True], [True, False], [True, True]])
    whole, there = joined(tokens, mask, torch.tensor([0, 0, 1]))
    assert whole.squeeze(-1).tolist() == [[0.0, 1.0, 2.0], [4.0, 5.0, 0.0]]
    assert there.tolist() == [[True, True, True], [True, True, False]]
