"""Where in a text: integrated gradients on token embeddings, and leaving out words for encoders without gradients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.encoders.encoder import Batch
from core.encoders.tokens import tokenize
from core.evidence.attribution import AT_ONCE, Attribution, Question, batch_of, require_captum, shares
from core.finding import Span
from core.parts import PartError

if TYPE_CHECKING:
    from torch import Tensor, nn

Array = NDArray[np.floating[Any]]
Place = tuple[int, int]
STEPS = 32
OFFSETS = "offsets"
LEAST_SHARE = 0.05


@dataclass(frozen=True)
class Told:
    """An attribution with the characters ``[start, end)`` that each value stands for; (0, 0) for none."""

    attribution: Attribution
    places: tuple[Place, ...]


def integrated_gradients(question: Question, text: str, steps: int = STEPS, blank: int | None = None) -> Told:
    """Addends of ``log-odds(text) - log-odds(text of empty tokens)``, one for each token.

    Captum's layer integrated gradients on the table of token embeddings. The baseline keeps what stands for no
    characters (start and end) and puts an empty token in place of all else.

    Args:
        question: Which encoder, and which label. The encoder prepares ``offsets``, the characters of each token.
        text: As the encoder is given it.
        steps: Of the integral.
        blank: Number of the empty token; the padding token where this is not given.

    Raises:
        PartError: the encoder does not say where its tokens stand, or has no table of token embeddings.
    """
    require_captum()
    import torch
    from captum.attr import LayerIntegratedGradients

    batch = batch_of(question.encoder, text)
    key = _ids(batch)
    given, offsets = batch[key], batch[OFFSETS]
    kept = offsets[..., 0] == offsets[..., 1]
    number = _padding(question.encoder.module) if blank is None else blank
    one, other = given[None], torch.where(kept, given, torch.full_like(given, number))[None]
    forward = question.of(key, batch)
    gradients = LayerIntegratedGradients(forward, _table(question.encoder.module))
    found = gradients.attribute(one, other, n_steps=steps, internal_batch_size=AT_ONCE)
    with torch.no_grad():
        ends = forward(torch.cat([one, other]))
    values = found.detach().sum(dim=-1).flatten().numpy().astype(np.float64)
    places = tuple((int(start), int(end)) for start, end in offsets.reshape(-1, 2).tolist())
    return Told(Attribution(values, float(ends[0]), float(ends[1])), places)


def ablation(question: Question, text: str) -> Told:
    """What the log-odds loses when a word is left out, for each word; asks no gradient of anyone.

    The sum is not the whole difference to the text without any word, where words only count together.
    """
    require_captum()
    import torch
    from captum.attr import FeatureAblation

    places = tuple((token.start, token.end) for token in tokenize(text) if text[token.start].isalnum())

    def forward(present: Tensor) -> Tensor:
        return question.ask([_without(text, places, row.tolist()) for row in present])

    everything = torch.ones(1, len(places))
    with torch.no_grad():
        found = FeatureAblation(forward).attribute(everything, 0.0, perturbations_per_eval=AT_ONCE)
        ends = forward(torch.cat([everything, torch.zeros(1, len(places))]))
    return Told(Attribution(found[0].numpy().astype(np.float64), float(ends[0]), float(ends[1])), places)


def where(told: Told, text: str) -> tuple[Span, ...]:
    """The words that speak for the label, the strongest first; pieces of one word are one span.

    Args:
        told: Of any method.
        text: That it was computed on.
    """
    words = _words(told, text)
    values = np.array([value for _, value in words])
    held = shares(values) if len(words) else values
    order = [int(i) for i in np.argsort(-held, kind="stable") if held[i] >= LEAST_SHARE]
    return tuple(_span(text, *words[i]) for i in order)


def _span(text: str, place: Place, value: float) -> Span:
    return Span(*place, text[place[0] : place[1]], f"{value:+.2f}")


def _words(told: Told, text: str) -> list[tuple[Place, float]]:
    """Places of whole words with their sums: pieces that touch within a word belong together."""
    joined: list[tuple[Place, float]] = []
    for (start, end), value in zip(told.places, told.attribution.values.tolist(), strict=True):
        if start == end:
            continue
        if joined and joined[-1][0][1] == start and text[start - 1].isalnum() and text[start].isalnum():
            (first, _), before = joined.pop()
            start, value = first, before + value
        joined.append(((start, end), value))
    return joined


def _without(text: str, places: Sequence[Place], present: Sequence[float]) -> str:
    """The text with the absent words left out; a full stop where none is left, since no encoder reads nothing."""
    kept, last = [], 0
    for (start, end), there in zip(places, present, strict=True):
        kept.append(text[last:start] + (text[start:end] if there > 0.5 else ""))
        last = end
    left = " ".join("".join([*kept, text[last:]]).split())
    return left if left else "."


def _padding(module: nn.Module) -> int:
    """Number of the padding token, as models of `transformers` say it; 0 where nothing is said."""
    return int(getattr(getattr(module, "config", None), "pad_token_id", None) or 0)


def _ids(batch: Batch) -> str:
    """The key of the token numbers: of the whole numbers, those that reach furthest (the others are masks)."""
    whole = {key: value for key, value in batch.items() if not value.is_floating_point() and value.dim() == 2}
    if not whole or OFFSETS not in batch:
        raise PartError(f"Gradients need tokens and their offsets; the encoder prepares {', '.join(sorted(batch))}.")
    return max(whole, key=lambda key: int(whole[key].max()))


def _table(module: nn.Module) -> nn.Module:
    """The embeddings of tokens: the longest table there is (those of positions and kinds are shorter)."""
    from torch import nn

    tables = [part for part in module.modules() if isinstance(part, nn.Embedding)]
    if not tables:
        raise PartError("The encoder has no table of token embeddings: leave out words instead.")
    return max(tables, key=lambda table: table.num_embeddings)
