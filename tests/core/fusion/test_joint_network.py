"""What an absent role's arrays hold never reaches the network, and padding is no token."""

from typing import Any

import pytest

from tests.core.fusion.made import network

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
torch.set_num_threads(1)


def batch(present: list[bool], fill: float = 0.0) -> tuple[list[Any], list[Any], Any]:
    torch.manual_seed(1)
    contents = [torch.randn(2, 1, 5), torch.randn(2, 3, 4), torch.randn(2, 1, 3)]
    for content, there in zip(contents, present, strict=True):
        if not there:
            content.fill_(fill)
    return contents, [torch.ones(c.shape[:2], dtype=torch.bool) for c in contents], torch.tensor([present] * 2)


@pytest.mark.parametrize("fill", [float("nan"), float("inf"), -1e9])
@pytest.mark.parametrize("absent", [0, 1, 2])
def test_content_of_an_absent_role_is_never_looked_at(absent: int, fill: float) -> None:
    present = [number != absent for number in range(3)]
    net = network()
    with torch.inference_mode():
        assert torch.equal(net(*batch(present, fill)), net(*batch(present)))


def test_a_token_of_padding_changes_nothing() -> None:
    contents, masks, present = batch([True, True, True])
    masks[1][:, 2] = False
    shorter = [contents[0], contents[1][:, :2], contents[2]]
    net = network()
    with torch.inference_mode():
        padded = net(contents, masks, present)
        cut = net(shorter, [masks[0], masks[1][:, :2], masks[2]], present)
    assert torch.allclose(padded, cut, atol=1e-6)


def test_no_gradient_comes_from_an_absent_role_and_one_comes_from_its_missing_token() -> None:
    net = network()
    net(*batch([False, True, True], float("nan"))).sum().backward()
    gradient = net.presence.grad
    assert gradient[0, 0].abs().sum() > 0
    assert gradient[1, 0].abs().sum() == 0
    assert all(p.grad is None or torch.isfinite(p.grad).all() for p in net.parameters())
    assert net.projections[0].weight.grad.abs().sum() == 0


def test_presence_is_said_even_where_the_content_is_the_usual_one() -> None:
    contents, masks, present = batch([True, True, True])
    contents[0].zero_()
    net = network()
    with torch.inference_mode():
        assert not torch.allclose(net(contents, masks, present), net(*batch([False, True, True])), atol=1e-5)
