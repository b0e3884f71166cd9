"""Small causal language models that are trained from scratch, and how any of transformers is built again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from core.weights import WeightsError

Family = Literal["gpt2", "llama"]


def small(
    vocabulary: int,
    *,
    family: Family = "gpt2",
    width: int = 256,
    depth: int = 4,
    heads: int = 4,
    longest: int = 128,
    dropout: float = 0.1,
) -> dict[str, Any]:
    """The configuration of a small language model, as :func:`build` takes it.

    Args:
        vocabulary: Tokens.
        family: ``"gpt2"`` with learned positions, or ``"llama"`` with rotary ones.
        width: Of its tokens.
        depth: Layers.
        heads: Heads of each attention.
        longest: Most tokens, those of a prefix included.
        dropout: While training; GPT-2 only.
    """
    unmarked = dict.fromkeys(("bos_token_id", "eos_token_id", "pad_token_id"))
    if family == "llama":
        return {
            "model_type": "llama",
            "vocab_size": vocabulary,
            "hidden_size": width,
            "intermediate_size": 4 * width,
            "num_hidden_layers": depth,
            "num_attention_heads": heads,
            "max_position_embeddings": longest,
            "tie_word_embeddings": True,
        } | unmarked
    sizes = {"n_embd": width, "n_layer": depth, "n_head": heads, "n_positions": longest}
    drops = dict.fromkeys(("resid_pdrop", "embd_pdrop", "attn_pdrop"), dropout)
    return {"model_type": "gpt2", "vocab_size": vocabulary} | sizes | drops | unmarked


def build(config: Mapping[str, Any]) -> Any:
    """An untrained causal language model of transformers.

    Args:
        config: ``model_type`` and what a configuration of that type takes.

    Raises:
        WeightsError: transformers knows no such model, or the values do not fit it.
    """
    from huggingface_hub.errors import StrictDataclassError
    from transformers import AutoConfig, AutoModelForCausalLM

    values = {key: value for key, value in config.items() if key not in ("transformers_version", "architectures")}
    auto: Any = AutoModelForCausalLM
    try:
        return auto.from_config(AutoConfig.for_model(**values))
    except (ValueError, TypeError, KeyError, StrictDataclassError) as error:
        kind = config.get("model_type")
        raise WeightsError(f"The configuration of a '{kind}' language model is not one that can be built.") from error
