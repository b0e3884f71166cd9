"""The mean of the weights, with a read-out that says what the mean of the networks would."""

from typing import Any

import numpy as np
import pytest

from core.encoders.image_network import FINE, feature_maps, lite
from core.training.soup import matched, mixed

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
SIZE, LABELS = 32, 3


def alike(count: int) -> list[Any]:
    """Networks that began as one and went a little way from there."""
    torch.manual_seed(0)
    start = lite(SIZE, LABELS, stride=FINE).eval()
    networks = []
    for seed in range(count):
        torch.manual_seed(seed + 1)
        network = lite(SIZE, LABELS, stride=FINE).eval()
        network.load_state_dict(start.state_dict())
        with torch.no_grad():
            for parameter in network.parameters():
                parameter.add_(
                    0.05 * float(parameter.std()) * torch.randn_like(parameter) if parameter.dim() > 1 else 0
                )
        networks.append(network)
    return networks


def logits(network: Any, films: Any) -> np.ndarray[Any, Any]:
    with torch.inference_mode():
        return np.asarray(network._fc(feature_maps(network, films)[1].mean(dim=(2, 3))).numpy())


def test_one_network_mixed_with_itself_stays_what_it_is() -> None:
    network, films = alike(1)[0], torch.rand(4, 1, SIZE, SIZE)
    assert np.allclose(logits(mixed([network, network]), films), logits(network, films), atol=1e-5)


def test_every_weight_is_the_mean_and_the_networks_stay_as_they_are() -> None:
    networks = alike(3)
    before = [network._fc.weight.clone() for network in networks]
    whole = mixed(networks)
    assert not whole.training
    for name, value in whole.state_dict().items():
        if value.is_floating_point():
            mean = torch.stack([network.state_dict()[name] for network in networks]).mean(dim=0)
            assert torch.allclose(value, mean, atol=1e-6), name
    assert all(torch.equal(network._fc.weight, kept) for network, kept in zip(networks, before, strict=True))


def test_the_read_out_gets_the_spread_and_the_mean_that_are_wanted() -> None:
    networks, films = alike(2), torch.rand(6, 1, SIZE, SIZE)
    whole = mixed(networks)
    said = logits(whole, films)
    wanted = np.array([2.0, 0.5, 1.0]) * said + np.array([-1.0, 3.0, 0.0])
    assert np.allclose(logits(matched(whole, said, wanted), films), wanted, atol=1e-4)


def test_the_mean_of_the_weights_says_about_what_the_mean_of_the_networks_says() -> None:
    networks, films = alike(3), torch.rand(12, 1, SIZE, SIZE)
    said = np.array([logits(network, films) for network in networks])
    error = np.abs(logits(mixed(networks), films) - said.mean(axis=0)).mean()
    assert error < 0.5 * np.abs(said - said.mean(axis=0)).mean()
