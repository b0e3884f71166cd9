"""A bridge from the film's map to a small language model that captions and answers, trained from scratch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from core.architectures.bridge import Bridge
from core.architectures.bridge_network import Kind
from core.architectures.tokenizer import Tokenizer
from core.training.asking.captions import Dialogue
from core.training.loop import Objective, Plan

if TYPE_CHECKING:
    from torch import Tensor

Array = NDArray[np.floating[Any]]
WIDTH, DEPTH, QUERIES = 96, 2, 8
WORDS = 1500
BLIND = 0.25
ALIGNED = 0.2
FEW = 4
PAIRS = 12
PLAN = Plan(epochs=6, batch=64, rate=3e-3, decay=0.05)
Batch = tuple["Tensor", "Tensor", list[str], list[str]]


@dataclass(frozen=True)
class Scale:
    """What brings the channels of a map to the same size: mean and spread, each ``(112,)``."""

    mean: Array
    spread: Array

    @classmethod
    def of(cls, tokens: Array) -> Scale:
        """Of tokens ``(n, 49, 112)``."""
        return cls(tokens.mean(axis=(0, 1)), tokens.std(axis=(0, 1)) + 1e-3)

    def __call__(self, tokens: Array) -> Array:
        """The same tokens, float32."""
        scaled: Array = ((tokens - self.mean) / self.spread).astype(np.float32)
        return scaled


class Dialogues:
    """Films with what is asked and answered about them; now and then the film is withheld.

    Args:
        dialogues: File, prompt and answer.
        tokens: ``(films, 49, 112)``, scaled.
        places: File to row of the tokens.
    """

    def __init__(self, dialogues: Sequence[Dialogue], tokens: Array, places: dict[str, int]) -> None:
        self._dialogues, self._tokens, self._places = list(dialogues), tokens, places

    def __len__(self) -> int:
        return len(self._dialogues)

    def batch(self, rows: NDArray[np.intp], random: np.random.Generator) -> Batch:
        """Tokens, their mask, prompts and answers."""
        import torch

        some = [self._dialogues[row] for row in rows]
        tokens = torch.from_numpy(self._tokens[[self._places[file] for file, _, _ in some]])
        seen = torch.from_numpy((random.random(len(some)) >= BLIND) | np.array([not p for _, p, _ in some]))
        mask = seen[:, None].expand(-1, tokens.shape[1])
        return tokens, mask, [p for _, p, _ in some], [a for _, _, a in some]


class Speaking(Objective):
    """The next word of answers and captions; for BLIP-2 also its first stage, on the captions of a batch."""

    def __init__(self, bridge: Bridge) -> None:
        self.bridge, self.module = bridge, bridge.module

    def loss(self, batch: Batch) -> Tensor:
        """Mean cross entropy, and a share of the three objectives."""
        tokens, mask, prompts, answers = batch
        words = self.bridge.tokenizer.dialogues([p.lower() for p in prompts], answers)
        total = self.bridge.loss(tokens, mask, *words)
        captioned = [row for row, prompt in enumerate(prompts) if not prompt][:PAIRS]
        if self.bridge.shape.kind != "blip2" or len(captioned) < FEW:
            return total
        texts = [answers[row] for row in captioned]
        return total + ALIGNED * self._aligned(tokens[captioned], mask[captioned], texts)

    def _aligned(self, tokens: Tensor, mask: Tensor, texts: list[str]) -> Tensor:
        import torch

        same = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        concepts = torch.tensor([same[text] for text in texts])
        if len(same) < FEW:
            return tokens.new_zeros(())
        ids, text_mask = self.bridge.tokenizer.texts(texts)
        return torch.stack(list(self.bridge.align(tokens, mask, ids, text_mask, concepts).values())).sum()


def untrained(kind: Kind, dialogues: Sequence[Dialogue], seed: int) -> Bridge:
    """A small bridge with a tokenizer of the dialogues' words."""
    import torch

    tokenizer = Tokenizer.train([part for _, *parts in dialogues for part in parts if part], WORDS, "words")
    torch.manual_seed(seed)
    return Bridge.new(
        kind, 112, tokenizer, width=WIDTH, depth=DEPTH, heads=4, queries=QUERIES, every=1, longest=48, dropout=0.1
    )


def yes_or_no(bridge: Bridge, tokens: Array | None, questions: Sequence[str]) -> Array:
    """Log-odds of yes, by the likelihoods of both answers: ``(n,)``; without tokens, from the words alone."""
    import torch

    image = None if tokens is None else torch.from_numpy(tokens)
    mask = None if image is None else torch.ones(image.shape[:2], dtype=torch.bool)
    prompts = [question.lower() for question in questions]
    with torch.inference_mode():
        scores = bridge.score(image, mask, prompts, [["yes", "no"]] * len(prompts))
    return np.array([2.0 * (yes - no) for yes, no in scores])
