"""Published BLIP-2 checkpoints, mapped onto our query transformer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.architectures.checkpoint import Checkpoint
from core.weights import WeightsError

if TYPE_CHECKING:
    from torch import Tensor, nn

    from core.architectures.networks.aligner import Aligner
    from core.architectures.networks.blip2 import Blip2

STARTS = {
    "qformer.blocks.": "qformer.encoder.layer.",
    "qformer.norm.": "qformer.layernorm.",
    "qformer.queries": "query_tokens",
    "qformer.words.": "embeddings.word_embeddings.",
    "qformer.positions.": "embeddings.position_embeddings.",
    "image_head.": "vision_projection.",
    "text_head.": "text_projection.",
    "match_head.": "itm_head.",
    "project.": "language_projection.",
    "language.": "language_model.",
}
ENDS = {"out": "output.dense", "norm": "output.LayerNorm"}
ATTENTIONS = {"attention": "attention", "cross": "crossattention"}
FEEDS = {"feed_query": "_query", "feed_text": ""}


def published_name(name: str) -> str:
    """Our name of a tensor as the published checkpoints have it."""
    start = next(start for start in STARTS if name.startswith(start))
    rest = name.removeprefix(start)
    return STARTS[start] + (_in_block(rest) if start == "qformer.blocks." else rest)


def _in_block(name: str) -> str:
    """The same inside a block: ``0.cross.out.weight`` is ``0.crossattention.output.dense.weight`` there."""
    block, part, layer, kind = name.split(".")
    if part in ATTENTIONS:
        return f"{block}.{ATTENTIONS[part]}.{ENDS.get(layer, f'attention.{layer}')}.{kind}"
    end = FEEDS[part]
    layers = {"inner": f"intermediate{end}.dense", "outer": f"output{end}.dense", "norm": f"output{end}.LayerNorm"}
    return f"{block}.{layers[layer]}.{kind}"


@dataclass(frozen=True)
class PublishedBlip2:
    """A published BLIP-2: the vision tower that transformers builds, and our bridge.

    Attributes:
        vision: ``Blip2VisionModel``.
        aligner: Where the checkpoint is one for retrieval: contrastive and matching heads.
        speaker: Where it holds a language model: prefix and language model.
    """

    vision: nn.Module
    aligner: Aligner | None
    speaker: Blip2 | None

    def tokens(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Normalised pixels ``(b, 3, size, size)`` as image tokens ``(b, n, token_width)`` and their mask."""
        import torch

        found: Tensor = self.vision(pixel_values=pixels).last_hidden_state
        return found, torch.ones(found.shape[:2], dtype=torch.bool, device=found.device)


def from_checkpoint(folder: Path) -> PublishedBlip2:
    """A BLIP-2 in transformers' format, at rest.

    Takes ``Blip2ForImageTextRetrieval``, ``Blip2Model`` and ``Blip2ForConditionalGeneration`` (with a causal language
    model).

    Raises:
        WeightsError: the folder is no such checkpoint, or a tensor is missing or of another shape; one sentence.
    """
    from transformers import Blip2VisionModel

    checkpoint = Checkpoint(folder)
    checkpoint.kind("blip-2")
    vision: nn.Module = Blip2VisionModel(checkpoint.settings.vision_config)
    checkpoint.fill(vision, lambda name: f"vision_model.{name}")
    retrieves = "Blip2ForImageTextRetrieval" in (checkpoint.settings.architectures or ())
    aligner = _aligner(checkpoint) if retrieves else None
    return PublishedBlip2(vision, aligner, None if aligner else _speaker(checkpoint))


def _aligner(checkpoint: Checkpoint) -> Aligner:
    from core.architectures.networks.aligner import Aligner

    aligner = Aligner(_qformer(checkpoint, text=True), checkpoint.settings.image_text_hidden_size, start=None)
    checkpoint.fill(aligner, published_name)
    return aligner


def _speaker(checkpoint: Checkpoint) -> Blip2:
    from transformers import AutoModelForCausalLM

    from core.architectures.networks.blip2 import Blip2

    if not checkpoint.settings.use_decoder_only_language_model:
        kind = checkpoint.settings.text_config.model_type
        raise WeightsError(f"The language model of {checkpoint.folder}, a '{kind}', is not a causal one.")
    language: Any = AutoModelForCausalLM
    speaker = Blip2(_qformer(checkpoint, text=False), language.from_config(checkpoint.settings.text_config))
    checkpoint.fill(speaker, published_name)
    return speaker


def _qformer(checkpoint: Checkpoint, text: bool) -> Any:
    """Our query transformer in the sizes of the checkpoint."""
    from core.architectures.networks.qformer import QFormer, QFormerShape

    about = checkpoint.settings.qformer_config
    if about.hidden_act != "gelu":
        raise WeightsError(f"The query transformer of {checkpoint.folder} uses '{about.hidden_act}', not 'gelu'.")
    return QFormer(
        QFormerShape(
            token_width=about.encoder_hidden_size,
            width=about.hidden_size,
            depth=about.num_hidden_layers,
            heads=about.num_attention_heads,
            inner=about.intermediate_size,
            queries=checkpoint.settings.num_query_tokens,
            every=about.cross_attention_frequency,
            vocabulary=about.vocab_size if text else 0,
            longest=about.max_position_embeddings,
            dropout=about.hidden_dropout_prob,
        )
    )
