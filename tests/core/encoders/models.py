"""Tiny models of the `transformers` library with random weights, saved as a published one is."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.case import Content
from core.encoders.encoder import Encoder

PROCESSOR = {"size": {"height": 32, "width": 32}, "do_resize": True, "do_normalize": True, "resample": 2}


def saved(model: Any, folder: Path, processor: dict[str, Any] | None = None) -> Path:
    """The model in a folder of its own, with the processor's configuration where there is one."""
    model.save_pretrained(folder)
    if processor is not None:
        (folder / "preprocessor_config.json").write_text(json.dumps(processor))
    return folder


def sizes(**more: Any) -> dict[str, Any]:
    """A transformer of two layers and 32 units."""
    common = {"hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2, "num_attention_heads": 2}
    return common | more


def gradients(encoder: Encoder, contents: Sequence[Content]) -> dict[str, float]:
    """Largest slope of the summed vector by each parameter that may learn."""
    batch = encoder.collate([encoder.prepare(content) for content in contents])
    vector: Any = encoder.encode(batch).vector
    vector.sum().backward()
    learning = {name: p for name, p in encoder.module.named_parameters() if p.requires_grad}
    return {name: 0.0 if p.grad is None else float(p.grad.abs().max()) for name, p in learning.items()}
