"""Publish torchxrayvision's DenseNet as safetensors: run where torchxrayvision is installed, never by the suite.

`python -m domains.chest.adoption.convert MODEL OUT.safetensors`

MODEL is the name of published weights (``densenet121-res224-all``), which torchxrayvision fetches, or the published
file itself, fetched by hand under its own name. Opening it is torchxrayvision's doing and runs what the pickle says:
use an environment of its own, and compare the digest of the file first.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

USAGE = "Usage: python -m domains.chest.adoption.convert MODEL OUT.safetensors"
ARCHITECTURE = "densenet121"


class Impossible(ValueError):
    """What cannot be converted; one sentence."""


def convert(model: str, out: Path) -> str:
    """Write the network with its labels, and return what was done.

    Args:
        model: Name of published weights, or the path of the published file.
        out: The safetensors file.

    Raises:
        Impossible: torchxrayvision is missing, does not know the weights, or the file cannot be written.
    """
    models, save_file = _imported()
    name, folder = _named(model, models.model_urls)
    network = models.DenseNet(weights=name, cache_dir=folder)
    state = {
        key: value.detach().float().contiguous()
        for key, value in network.state_dict().items()
        if key != "op_threshs" and not key.endswith("num_batches_tracked")
    }
    about = {"labels": json.dumps(list(network.pathologies)), "source": f"torchxrayvision {name}"}
    try:
        save_file(state, str(out), metadata={"architecture": ARCHITECTURE, **about})
    except OSError as error:
        raise Impossible(f"{out} cannot be written: {error}.") from error
    return f"{name} with {len(network.pathologies)} outputs, written to {out}, SHA-256 {_digest(out)}."


def _imported() -> tuple[Any, Any]:
    try:
        models = importlib.import_module("torchxrayvision.models")
        save_file = importlib.import_module("safetensors.torch").save_file
    except ImportError as error:
        raise Impossible(
            f"{error.name} is not installed: make an environment of its own with "
            "'pip install torchxrayvision safetensors' and run this there (docs/weights.md)."
        ) from error
    return models, save_file


def _named(model: str, urls: Any) -> tuple[str, str | None]:
    """The name of the weights and the folder in which the file lies; none where it is fetched.

    Raises:
        Impossible: there are no such DenseNet weights.
    """
    path = Path(model)
    known = {name: Path(about["weights_url"]).name for name, about in urls.items() if name.startswith(ARCHITECTURE)}
    if path.is_file():
        found = [name for name, file in known.items() if file == path.name]
        if found:
            return found[0], str(path.absolute().parent)
        raise Impossible(
            f"{path.name} is no published DenseNet of torchxrayvision: keep the name it was fetched under."
        )
    if model not in known:
        raise Impossible(f"There are no weights '{model}'; there are {', '.join(sorted(known))}, or a file of them.")
    return model, None


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main(arguments: Sequence[str]) -> int:
    """Convert, or say in one sentence why not."""
    if len(arguments) != 2:
        print(USAGE, file=sys.stderr)
        return 2
    try:
        print(convert(arguments[0], Path(arguments[1])))
    except Impossible as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
