"""Published checkpoints of Flamingo's shape (Idefics), mapped onto our resampler and gated layers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.architectures.checkpoint import Checkpoint

if TYPE_CHECKING:
    from torch import Tensor, nn

    from core.architectures.networks.flamingo import Flamingo

RESAMPLER = {
    "media_norm": "0.context_layer_norm",
    "latent_norm": "0.latents_layer_norm",
    "query": "0.q_proj",
    "key": "0.k_proj",
    "value": "0.v_proj",
    "query_norm": "0.q_layer_norm",
    "key_norm": "0.k_layer_norm",
    "out": "0.output_proj",
    "feed_norm": "1.ln",
    "inner": "1.fc",
    "outer": "1.c_proj",
}
GATE = {
    "norm.weight": "input_layernorm.weight",
    "feed_norm.weight": "post_attention_layernorm.weight",
    "query.weight": "cross_attn.q_proj.weight",
    "key.weight": "cross_attn.k_proj.weight",
    "value.weight": "cross_attn.v_proj.weight",
    "out.weight": "cross_attn.o_proj.weight",
    "query_norm.weight": "cross_attn.q_layer_norm.weight",
    "key_norm.weight": "cross_attn.k_layer_norm.weight",
    "feed.inner.weight": "mlp.up_proj.weight",
    "feed.gate.weight": "mlp.gate_proj.weight",
    "feed.outer.weight": "mlp.down_proj.weight",
    "attention_gate": "alpha_cross_attn",
    "feed_gate": "alpha_dense",
}


def published_name(name: str) -> str:
    """Our name of a tensor as Idefics has it."""
    parts = name.split(".")
    if parts[0] == "gates":
        return f"model.gated_cross_attn_layers.{parts[1]}.{GATE['.'.join(parts[2:])]}"
    if parts[0] == "language":
        return name.removeprefix("language.")
    if parts[1] == "blocks":
        return f"model.perceiver_resampler.blocks.{parts[2]}.{RESAMPLER[parts[3]]}.{parts[4]}"
    return "model.perceiver_resampler." + ".".join(parts[1:]).replace("norm.", "layer_norm.")


@dataclass(frozen=True)
class PublishedFlamingo:
    """A published Idefics: the vision tower that transformers builds, and our bridge.

    Attributes:
        vision: ``IdeficsVisionTransformer``.
        speaker: Resampler, gated layers and language model.
    """

    vision: nn.Module
    speaker: Flamingo

    def tokens(self, pixels: Tensor) -> tuple[Tensor, Tensor]:
        """Pixels ``(b, images, 3, size, size)`` as tokens ``(b, images, n, token_width)`` and their mask."""
        import torch

        found: Tensor = self.vision(pixel_values=pixels.flatten(0, 1)).last_hidden_state
        found = found.view(*pixels.shape[:2], *found.shape[1:])
        return found, torch.ones(found.shape[:3], dtype=torch.bool, device=found.device)


def from_checkpoint(folder: Path) -> PublishedFlamingo:
    """An Idefics with a resampler in transformers' format (``IdeficsForVisionText2Text``), at rest.

    Raises:
        WeightsError: the folder is no such checkpoint, or a tensor is missing or of another shape; one sentence.
    """
    from transformers.models.idefics.vision import IdeficsVisionTransformer

    checkpoint = Checkpoint(folder)
    checkpoint.kind("idefics")
    vision: nn.Module = IdeficsVisionTransformer(checkpoint.settings.vision_config)
    checkpoint.fill(vision, lambda name: f"model.vision_model.{name}")
    speaker = _speaker(checkpoint.settings)
    checkpoint.fill(speaker, published_name, lambda name: _tensor(checkpoint, name))
    return PublishedFlamingo(vision, speaker)


ADDED = {
    "model.embed_tokens.weight": "model.embed_tokens.additional_embedding.weight",
    "lm_head.weight": "lm_head.additional_fc.weight",
}


def _tensor(checkpoint: Checkpoint, name: str) -> Tensor:
    """A published tensor as ours; the rows of words that were added to the vocabulary follow the others."""
    import torch

    tensor = checkpoint.tensor(name)
    if name in ADDED and checkpoint.settings.additional_vocab_size:
        return torch.cat([tensor, checkpoint.tensor(ADDED[name])])
    return tensor.flatten() if name.endswith(("alpha_cross_attn", "alpha_dense")) else tensor


def _speaker(about: Any) -> Flamingo:
    from transformers import LlamaForCausalLM

    from core.architectures.networks.flamingo import Flamingo

    return Flamingo(_resampler(about), _gate(about), LlamaForCausalLM(_llama(about)), about.cross_layer_interval)


def _llama(about: Any) -> Any:
    """The language model of an Idefics is a Llama with a longer vocabulary."""
    from transformers import LlamaConfig

    return LlamaConfig(
        vocab_size=about.vocab_size + about.additional_vocab_size,
        hidden_size=about.hidden_size,
        intermediate_size=about.intermediate_size,
        num_hidden_layers=about.num_hidden_layers,
        num_attention_heads=about.num_attention_heads,
        hidden_act=about.hidden_act,
        max_position_embeddings=about.max_position_embeddings,
        rms_norm_eps=about.rms_norm_eps,
        rope_parameters=about.rope_parameters,
        tie_word_embeddings=about.tie_word_embeddings,
    )


def _resampler(about: Any) -> Any:
    from core.architectures.networks.perceiver import ResamplerShape

    width, perceiver = about.vision_config.embed_dim, about.perceiver_config
    return ResamplerShape(
        token_width=width,
        width=width,
        depth=perceiver.resampler_depth,
        heads=perceiver.resampler_n_heads,
        head_width=perceiver.resampler_head_dim,
        latents=perceiver.resampler_n_latents,
        inner=4 * width,
        activation="relu",
        normed=perceiver.qk_layer_norms_perceiver,
    )


def _gate(about: Any) -> Any:
    from core.architectures.networks.gated import GateShape

    return GateShape(
        width=about.hidden_size,
        media_width=about.vision_config.embed_dim,
        heads=about.num_attention_heads,
        head_width=about.hidden_size // about.num_attention_heads,
        inner=about.intermediate_size,
        activation=about.hidden_act,
        style="idefics",
        normed=about.qk_layer_norms,
        gates=1 if about.alpha_type == "float" else about.hidden_size,
        epsilon=about.rms_norm_eps,
    )
