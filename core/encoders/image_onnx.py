"""The network that looks, run by ONNX Runtime: the same maps as by torch, in well under half the time on a processor.

Torch has no fast depthwise convolution for processors, and this network is made of them. The graph is written from the
folded state in memory: nothing is exported beside the weights, and their digest stays the only one there is.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.encoders.film_map import stacks
from core.encoders.image_network import COARSE, blocks

if TYPE_CHECKING:
    from torch import Tensor, nn

    Run = Callable[[Tensor], tuple[Tensor, Tensor]]

Array = NDArray[np.float32]
OPSET, IR = 18, 10
MIDDLE = 5
FILM, MAPS = "film", ("middle", "last")
CEILING = 6.0


def available() -> bool:
    """Whether the two packages that it needs are installed (the extra ``fast``)."""
    return find_spec("onnxruntime") is not None and find_spec("onnx") is not None


def runner(network: nn.Module) -> Run:
    """How maps of prepared films are made here: by ONNX Runtime where it is installed, else by torch."""
    import torch

    from core.encoders.image_network import feature_maps

    if not available():
        return lambda films: feature_maps(network, films.contiguous(memory_format=torch.channels_last))
    session = Session(network, torch.get_num_threads())

    def run(films: Tensor) -> tuple[Tensor, Tensor]:
        middle, last = session.maps(films.numpy())
        return torch.from_numpy(middle), torch.from_numpy(last)

    return run


class Session:
    """One network, ready to run.

    Args:
        network: From :func:`core.encoders.image_network.from_arrays`: an EfficientNet-lite0, folded and at rest.
        threads: Processor threads that one run uses.
    """

    def __init__(self, network: nn.Module, threads: int) -> None:
        os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        options.log_severity_level = 3
        # A spinning pool takes the other worker's core while it waits.
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        state = {name: value.detach().cpu().numpy() for name, value in network.state_dict().items()}
        model = _Graph(state, int(getattr(network, "stride", COARSE))).model().SerializeToString()
        self._session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])

    def maps(self, films: Array) -> tuple[Array, Array]:
        """What :func:`core.encoders.image_network.feature_maps` returns.

        Args:
            films: ``(n, 1, size, size)``, normalised; ``size`` a multiple of 32.
        """
        middle, last = self._session.run(list(MAPS), {FILM: films})
        return middle, last


@dataclass
class _Graph:
    """EfficientNet-lite0 as ONNX nodes; padding as TensorFlow pads: the odd pixel on the far side."""

    state: Mapping[str, Array]
    stride: int
    nodes: list[Any] = field(default_factory=list)
    constants: list[Any] = field(default_factory=list)

    def model(self) -> Any:
        from onnx import TensorProto, helper

        self._weights("floor", np.asarray(0.0, np.float32))
        self._weights("ceiling", np.asarray(CEILING, np.float32))
        self._nodes()
        films = helper.make_tensor_value_info(FILM, TensorProto.FLOAT, ["n", 1, "height", "width"])
        maps = [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in MAPS]
        graph = helper.make_graph(self.nodes, "lite0", [films], maps, self.constants)
        return helper.make_model(graph, ir_version=IR, opset_imports=[helper.make_opsetid("", OPSET)])

    def _nodes(self) -> None:
        x = self._convolved(FILM, "_conv_stem", stride=2)
        for number, name, stride, expands in _blocks(self.stride):
            x = self._block(x, name, stride, expands)
            if number == MIDDLE - 1:
                self._named(x, MAPS[0])
        self._named(self._convolved(x, "_conv_head"), MAPS[1])

    def _block(self, x: str, name: str, stride: int, expands: bool) -> str:
        y = self._convolved(x, f"{name}._expand_conv") if expands else x
        y = self._convolved(y, f"{name}._depthwise_conv", stride, depthwise=True)
        y = self._convolved(y, f"{name}._project_conv", clipped=False)
        first = self.state[f"{name}._expand_conv.weight" if expands else f"{name}._depthwise_conv.weight"]
        wide = first.shape[1] if expands else first.shape[0]
        same = stride == 1 and wide == self.state[f"{name}._project_conv.weight"].shape[0]
        return self._add("Add", [y, x], f"{name}.sum") if same else y

    def _convolved(self, x: str, name: str, stride: int = 1, depthwise: bool = False, clipped: bool = True) -> str:
        weight = self.state[f"{name}.weight"]
        for part in ("weight", "bias"):
            self._weights(f"{name}.{part}", self.state[f"{name}.{part}"])
        total = max(weight.shape[-1] - stride, 0)
        near, far = total // 2, total - total // 2
        about = {"strides": [stride] * 2, "pads": [near, near, far, far], "group": len(weight) if depthwise else 1}
        y = self._add("Conv", [x, f"{name}.weight", f"{name}.bias"], f"{name}.out", **about)
        return self._add("Clip", [y, "floor", "ceiling"], f"{name}.clipped") if clipped else y

    def _named(self, x: str, name: str) -> None:
        self._add("Identity", [x], name)

    def _add(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))
        return output

    def _weights(self, name: str, value: Array) -> None:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))


def _blocks(last_stride: int) -> Iterator[tuple[int, str, int, bool]]:
    """Each block: the number of its stack where it is the stack's last (else -1), its name, stride, if it expands."""
    number = 0
    for stack, (repeats, _kernel, stride, expand) in enumerate(stacks(blocks(last_stride))):
        for turn in range(repeats):
            last = turn == repeats - 1
            yield stack if last else -1, f"_blocks.{stack}.{number}", stride if turn == 0 else 1, expand > 1
            number += 1
