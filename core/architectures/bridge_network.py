"""What a bridge is made of: its sizes, and the network that they describe."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from core.architectures.language import build
from core.architectures.tokenizer import Tokenizer
from core.weights import WeightsError

if TYPE_CHECKING:
    from torch import nn

Kind = Literal["blip2", "flamingo"]


@dataclass(frozen=True)
class BridgeShape:
    """Sizes of a bridge.

    Attributes:
        kind: ``"blip2"`` or ``"flamingo"``.
        token_width: Length of the encoder's tokens.
        width: Of the query transformer, or of the resampler.
        depth: Its blocks.
        heads: Its heads.
        queries: Tokens that it makes of any number of tokens.
        every: BLIP-2: every how many blocks the queries look; Flamingo: every how many layers the language model does.
        longest: BLIP-2: most tokens of a text in the first stage.
        dropout: While training.
        language: Configuration of the language model; see :func:`core.architectures.language.small`.
    """

    kind: Kind
    token_width: int
    width: int
    depth: int
    heads: int
    queries: int
    every: int
    longest: int
    dropout: float
    language: Mapping[str, Any]


def network(shape: BridgeShape, tokenizer: Tokenizer) -> nn.Module:
    """The untrained network of a bridge.

    Raises:
        WeightsError: the language model cannot be built, or has another vocabulary than the tokenizer.
    """
    language = build(shape.language)
    if language.config.vocab_size != len(tokenizer):
        sizes = f"{language.config.vocab_size} tokens and the tokenizer {len(tokenizer)}"
        raise WeightsError(f"The language model has {sizes}.")
    return {"blip2": _blip2, "flamingo": _flamingo}[shape.kind](shape, tokenizer, language)


def _blip2(shape: BridgeShape, tokenizer: Tokenizer, language: Any) -> nn.Module:
    from core.architectures.networks.aligner import Aligner
    from core.architectures.networks.blip2 import Blip2
    from core.architectures.networks.qformer import QFormer, QFormerShape

    qformer = QFormer(
        QFormerShape(
            token_width=shape.token_width,
            width=shape.width,
            depth=shape.depth,
            heads=shape.heads,
            inner=4 * shape.width,
            queries=shape.queries,
            every=shape.every,
            vocabulary=len(tokenizer),
            longest=shape.longest,
            dropout=shape.dropout,
        )
    )
    return Blip2(qformer, language, Aligner(qformer, shape.width, tokenizer.caption))


def _flamingo(shape: BridgeShape, tokenizer: Tokenizer, language: Any) -> nn.Module:
    from core.architectures.networks.flamingo import Flamingo
    from core.architectures.networks.gated import GateShape
    from core.architectures.networks.perceiver import ResamplerShape

    resampler = ResamplerShape(
        token_width=shape.token_width,
        width=shape.width,
        depth=shape.depth,
        heads=shape.heads,
        head_width=shape.width // shape.heads,
        latents=shape.queries,
        inner=4 * shape.width,
    )
    wide = language.get_input_embeddings().embedding_dim
    gate = GateShape(wide, shape.width, shape.heads, wide // shape.heads, 4 * wide)
    return Flamingo(resampler, gate, language, shape.every)
