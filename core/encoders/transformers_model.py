"""A published model of the `transformers` library from a folder: safetensors only, no code from elsewhere, whole."""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.encoders.requirements import require
from core.weights import WeightsError

if TYPE_CHECKING:
    from torch import nn

UNTRAINED = ("pooler", "masked_spec_embed", "mask_token")


def load(encoder: str, folder: Path, tower: str = "") -> nn.Module:
    """The bare model (no head) in evaluation mode.

    Args:
        encoder: Who asks, for the sentence.
        folder: Holds ``config.json`` and ``*.safetensors``.
        tower: Which half of a model with two towers (CLIP and its like: ``vision_model``, ``text_model``). Of a model
            with a decoder it is always the encoder.

    Raises:
        WeightsError: the folder holds no such model, or not all of its weights.
    """
    require(encoder, "transformers", "text")
    from transformers import AutoModel
    from transformers.utils.logging import disable_progress_bar

    disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        with _silence("transformers.modeling_utils"):
            model, found = AutoModel.from_pretrained(
                folder, local_files_only=True, use_safetensors=True, trust_remote_code=False, output_loading_info=True
            )
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        reason = (str(error).strip().splitlines() or ["no more is known"])[0].rstrip(".")
        raise WeightsError(f"The encoder '{encoder}' cannot load a model from {folder}: {reason}.") from error
    part = "encoder" if model.config.is_encoder_decoder else tower if hasattr(model, tower) else ""
    _refuse_incomplete(encoder, folder, found, part)
    half: nn.Module = getattr(model, part) if part else model
    half.pooler_is_trained = not any("pooler" in key for key in found["missing_keys"])  # type: ignore[assignment]
    return half.eval()


@contextlib.contextmanager
def _silence(name: str) -> Iterator[None]:
    """The library's own table of what a file lacks; we look at the same and say it in one sentence."""
    logger = logging.getLogger(name)
    before, logger.disabled = logger.disabled, True
    try:
        yield
    finally:
        logger.disabled = before


def _refuse_incomplete(encoder: str, folder: Path, found: dict[str, Any], tower: str) -> None:
    """Weights that a file lacks would be drawn at random, without a word."""
    missing = [key for key in sorted(found["missing_keys"]) if not any(part in key for part in UNTRAINED)]
    for key in missing:
        if key.startswith(tower):
            raise WeightsError(f"The model in {folder} lacks '{key}', so the encoder '{encoder}' cannot use it.")


def settings(encoder: str, folder: Path, name: str) -> dict[str, Any]:
    """One JSON file of the folder; empty where it is not there.

    Raises:
        WeightsError: it is no JSON mapping.
    """
    path = folder / name
    try:
        content = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except ValueError as error:
        raise WeightsError(f"{path} is not JSON, so the encoder '{encoder}' cannot use the model.") from error
    if not isinstance(content, dict):
        raise WeightsError(f"{path} is not a mapping, so the encoder '{encoder}' cannot use the model.")
    return content
