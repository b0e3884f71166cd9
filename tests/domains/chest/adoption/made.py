"""Weights and labelled films that are drawn at random: enough to adopt, too little to be any good."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from core import weights
from core.encoders.state import to_arrays
from domains.chest.adoption.source import TORCHXRAYVISION

Film = NDArray[np.floating[Any]]
HEADER = "id,image,note,age,sex,view,patient,Pneumonia,edema,Hernia"


def _small(film: Film) -> Film:
    gray = Image.fromarray((film * 255).astype(np.uint8)).resize((160, 160), Image.Resampling.BOX)
    return np.asarray(gray, float)


def dense(path: Path, outputs: int = len(TORCHXRAYVISION), labels: str = "") -> Path:
    """A DenseNet-121 under its publisher's names."""
    import torch
    from monai.networks.nets.densenet import DenseNet121

    torch.manual_seed(0)
    state = to_arrays(DenseNet121(spatial_dims=2, in_channels=1, out_channels=outputs))
    published = {
        name.replace(".layers.", ".").replace("class_layers.out", "classifier"): value for name, value in state.items()
    }
    weights.save(published, path, {"labels": labels, "source": "dice"} if labels else {})
    return path


def vision_model(folder: Path) -> Path:
    """A tiny transformer as the hub keeps it."""
    from transformers import ViTConfig, ViTForImageClassification

    sizes: dict[str, Any] = {"hidden_size": 16, "intermediate_size": 24, "num_hidden_layers": 1}
    sizes |= {"num_attention_heads": 2, "num_labels": 3}
    ViTForImageClassification(ViTConfig(image_size=32, patch_size=16, **sizes)).save_pretrained(folder)
    about = {"size": {"height": 32, "width": 32}, "do_resize": True, "do_normalize": True, "resample": 2}
    (folder / "preprocessor_config.json").write_text(json.dumps(about))
    return folder


def table(folder: Path, film: Film, count: int) -> Path:
    """Variants of one film, each of a patient of its own; half of them have pneumonia, and their upper half is bright.

    Args:
        folder: Where the films and the table go.
        film: ``(rows, columns)`` in [0, 1], one that the guard takes.
        count: How many cases.
    """
    drawn, plain = np.random.default_rng(0), _small(film)
    lines = [HEADER]
    for number in range(count):
        there = number % 2
        shown = plain * drawn.uniform(0.85, 1.0) + drawn.normal(size=plain.shape) * 2
        shown[:80] += 6 * there
        Image.fromarray(np.clip(shown, 0, 255).astype(np.uint8)).save(folder / f"{number}.png")
        record = f"{drawn.integers(20, 80)},{'FM'[number % 2]},{('PA', 'AP')[number % 3 == 0]}"
        lines.append(f"c{number},{number}.png,,{record},p{number},{there},{int(number < 2)},")
    path = folder / "cases.csv"
    path.write_text("\n".join(lines) + "\n")
    return path
