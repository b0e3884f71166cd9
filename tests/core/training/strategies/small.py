"""Small encoders and cases that look like the real ones: films with a bright lung or none, notes that name a cough."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from core.case import Content
from core.encoders.encoder import Encoder
from core.encoders.image_monai import open_monai
from core.encoders.places import Places
from core.encoders.text_transformers import open_text

WORDS = (
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "[MASK]",
    "cough",
    "fever",
    "no",
    "for",
    "three",
    "days",
    ".",
    "pain",
    "chest",
)
NETWORK = '{"block": "basic", "layers": [1, 1, 1, 1], "block_inplanes": [4, 8, 12, 16], "n_input_channels": 1}'
RANDOM = np.random.default_rng(11)
LABELS = ("bright", "cough")
NOTES = ("fever for three days .", "no pain in chest .", "cough for three days .", "fever and cough .")


def image_encoder(size: int = 32) -> Encoder:
    """A residual network of 16 channels with random weights, whose batch norms know films."""
    import torch

    torch.manual_seed(0)
    encoder = open_monai(Places(), {"network": "ResNet", "size": size, "arguments": NETWORK})
    norms = [one for one in encoder.module.modules() if isinstance(one, torch.nn.BatchNorm2d)]
    for norm in norms:
        norm.momentum = 0.5
    encoder.module.train()
    with torch.no_grad():
        for _ in range(4):
            encoder.encode(encoder.collate([encoder.prepare(film) for film in films(16)[0]]))
    encoder.module.eval()
    return encoder


def text_encoder(folder: Path) -> Encoder:
    """A BERT of two layers and 32 units with random weights."""
    import torch
    import transformers

    torch.manual_seed(0)
    library: Any = transformers
    config = library.BertConfig(
        vocab_size=len(WORDS), max_position_embeddings=16, hidden_size=32, intermediate_size=48, num_hidden_layers=2,
        num_attention_heads=2,
    )  # fmt: skip
    library.BertModel(config).save_pretrained(folder)
    (folder / "vocab.txt").write_text("\n".join(WORDS))
    library.BertTokenizerFast(str(folder / "vocab.txt"), model_max_length=16).save_pretrained(folder)
    return open_text(Places(), {"model": str(folder)})


def films(count: int, side: int = 40) -> tuple[Any, Any]:
    """Noisy films, and whether one lung is bright."""
    bright = RANDOM.uniform(size=count) < 0.5
    found = RANDOM.uniform(0.0, 0.5, (count, side, side)).astype(np.float32)
    found[:, 8:30, 4:18] += 0.45 * bright[:, None, None].astype(np.float32)
    return found, bright


def cases(count: int) -> tuple[list[Mapping[str, Content]], Any]:
    """Cases with a film, a note, or both; and what holds."""
    pictures, bright = films(count)
    notes = [NOTES[number] for number in RANDOM.integers(len(NOTES), size=count)]
    found: list[Mapping[str, Content]] = []
    for number, (film, note) in enumerate(zip(pictures, notes, strict=True)):
        both: dict[str, Content] = {"image": film, "note": note}
        found.append({"image": film} if number % 5 == 0 else {"note": note} if number % 5 == 1 else both)
    return found, np.column_stack([bright, ["cough" in note for note in notes]]).astype(float)
