"""A bridge from what an encoder saw or heard to a language model that answers: one door to BLIP-2 and Flamingo.

Train::

    tokenizer = Tokenizer.train(questions + answers, size=2000)
    bridge = Bridge.new("blip2", encoder.token_width, tokenizer, width=256, queries=16)
    ids, mask, labels = tokenizer.dialogues(questions, answers)     # a caption is the answer to the question ""
    loss = bridge.loss(encoded.tokens, encoded.mask, ids, mask, labels)
    losses = bridge.align(encoded.tokens, encoded.mask, *tokenizer.texts(captions))    # BLIP-2's first stage: sum them

``bridge.module`` holds every parameter (``bridge.module.language`` the language model, which may be frozen with
``requires_grad_(False)``), and is what an objective trains. Use::

    replies = bridge.generate(encoded.tokens, encoded.mask, ["is there a nodule?"], beams=3)     # text, log_likelihood
    bridge.score(encoded.tokens, encoded.mask, ["is there a nodule?"], [["yes", "no"]])         # mean log-likelihoods
    bridge.score(None, None, ["is there a nodule?"], [["yes", "no"]])                           # without the image
    bridge.save(folder, {"data": "..."}); Bridge.load(folder)

``encoded`` is what any encoder leaves (:class:`core.encoders.encoder.Encoded`); rows of its tokens that the mask denies
are never read, and a row without any token is a row without an image.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.architectures.bridge_network import BridgeShape, Kind, network
from core.architectures.language import small
from core.architectures.state import described, keep, restore
from core.architectures.tokenizer import Tokenizer
from core.weights import WeightsError, WeightsFolder

if TYPE_CHECKING:
    from torch import Tensor, nn

    from core.architectures.decoding import Reply

NAME = "bridge"
WORDS = "tokenizer.json"


class BridgeError(ValueError):
    """What was asked of a bridge does not fit it; one sentence."""


class Bridge:
    """A query transformer or gated layers between an encoder's tokens and a language model.

    Args:
        shape: Sizes.
        tokenizer: What the language model reads and writes.
        module: The network, in evaluation mode until someone trains it.
    """

    def __init__(self, shape: BridgeShape, tokenizer: Tokenizer, module: nn.Module) -> None:
        self.shape, self.tokenizer, self.module = shape, tokenizer, module

    @classmethod
    def new(
        cls,
        kind: Kind,
        token_width: int,
        tokenizer: Tokenizer,
        *,
        width: int = 256,
        depth: int = 4,
        heads: int = 4,
        queries: int = 16,
        every: int = 2,
        longest: int = 64,
        dropout: float = 0.1,
        language: Mapping[str, Any] | None = None,
    ) -> Bridge:
        """An untrained bridge; see :class:`BridgeShape` for the arguments.

        Without ``language``, a small GPT-2 of the same width, depth and heads is trained with it.
        """
        config = language or small(len(tokenizer), width=width, depth=depth, heads=heads, dropout=dropout)
        shape = BridgeShape(kind, token_width, width, depth, heads, queries, every, longest, dropout, dict(config))
        return cls(shape, tokenizer, network(shape, tokenizer).eval())

    def loss(
        self,
        image_tokens: Tensor | None,
        image_mask: Tensor | None,
        text_ids: Tensor,
        text_mask: Tensor,
        labels: Tensor,
    ) -> Tensor:
        """Mean cross entropy of the labels, given the image and the words before them.

        Args:
            image_tokens: ``(b, m, token_width)``; None for no image at all.
            image_mask: ``(b, m)``.
            text_ids: ``(b, n)``.
            text_mask: ``(b, n)``.
            labels: ``(b, n)``, aligned with ``text_ids``; -100 where nothing is to be learnt.
        """
        from core.architectures.networks.aligner import next_word_loss

        return next_word_loss(self.logits(image_tokens, image_mask, text_ids, text_mask), labels)

    def align(
        self,
        image_tokens: Tensor,
        image_mask: Tensor,
        text_ids: Tensor,
        text_mask: Tensor,
        concepts: Tensor | None = None,
    ) -> dict[str, Tensor]:
        """The three losses of BLIP-2's first stage; see :class:`core.architectures.networks.aligner.Aligner`.

        Raises:
            BridgeError: the bridge is not one of BLIP-2's kind.
        """
        if self.shape.kind != "blip2":
            raise BridgeError(f"A '{self.shape.kind}' bridge has no first stage; 'blip2' has.")
        image = self.image(image_tokens, image_mask, text_ids)
        losses: dict[str, Tensor] = self._module.aligner(*image, text_ids, text_mask, concepts)
        return losses

    def logits(
        self, image_tokens: Tensor | None, image_mask: Tensor | None, text_ids: Tensor, text_mask: Tensor
    ) -> Tensor:
        """``(b, n, vocabulary)``: logits of the next token after each; see :meth:`loss` for the arguments.

        Raises:
            BridgeError: the text is too long, or the image's tokens are of another width.
        """
        self.check_room(text_ids.shape[1])
        found: Tensor = self._module(text_ids, text_mask, *self.image(image_tokens, image_mask, text_ids))
        return found

    def generate(
        self,
        image_tokens: Tensor | None,
        image_mask: Tensor | None,
        prompts: Sequence[str],
        *,
        longest: int = 20,
        beams: int = 1,
        stops: Sequence[str] = (),
    ) -> list[Reply]:
        """The likeliest answers, one for each row; see :func:`core.architectures.decoding.generate`."""
        from core.architectures.decoding import generate

        return generate(self, image_tokens, image_mask, prompts, longest=longest, beams=beams, stops=stops)

    def score(
        self,
        image_tokens: Tensor | None,
        image_mask: Tensor | None,
        prompts: Sequence[str],
        candidates: Sequence[Sequence[str]],
    ) -> list[list[float]]:
        """Mean log-likelihood of a token of each candidate; see :func:`core.architectures.decoding.score`."""
        from core.architectures.decoding import score

        return score(self, image_tokens, image_mask, prompts, candidates)

    def save(self, folder: Path, about: Mapping[str, Any] | None = None, number: str = "float32") -> str:
        """Keep the bridge as ``bridge.safetensors``, ``bridge.json`` and ``tokenizer.json``, and seal the folder.

        Args:
            folder: Where; whatever else is in it is sealed with it.
            about: What else is to be known of it: data, encoder, figures.
            number: ``"float32"``, or ``"float16"`` for half the size.

        Returns:
            The manifest's digest.
        """
        folder.mkdir(parents=True, exist_ok=True)
        (folder / WORDS).write_bytes(self.tokenizer.dump())
        description = {"architecture": self.shape.kind, "shape": asdict(self.shape), "about": dict(about or {})}
        return keep(self.module, description, folder, NAME, number)

    @classmethod
    def load(cls, folder: Path) -> Bridge:
        """The bridge that :meth:`save` kept, at rest.

        Raises:
            WeightsError: a file is absent, altered, or does not fit the others.
        """
        sealed = WeightsFolder(folder)
        tokenizer = Tokenizer.load(sealed.read(WORDS))
        try:
            shape = BridgeShape(**described(sealed, NAME)["shape"])
            module = network(shape, tokenizer)
        except (KeyError, TypeError, AttributeError) as error:
            raise WeightsError(f"{folder / NAME}.json does not describe a bridge.") from error
        restore(module, sealed, NAME)
        return cls(shape, tokenizer, module)

    @property
    def _module(self) -> Any:
        return self.module

    @property
    def room(self) -> int:
        """Tokens of text that the language model has room for."""
        prefix = self.shape.queries if self.shape.kind == "blip2" else 0
        return int(self._module.language.config.max_position_embeddings) - prefix

    def check_room(self, tokens: int) -> None:
        """Make sure that a text of so many tokens has room.

        Raises:
            BridgeError: it has not.
        """
        if tokens > self.room:
            raise BridgeError(f"A text of {tokens} tokens is longer than the {self.room} that the bridge has room for.")

    def image(self, tokens: Tensor | None, mask: Tensor | None, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Tokens in which nothing stands where the mask denies it, and the mask; one denied token for no image."""
        if tokens is None or mask is None:
            empty = next(self.module.parameters()).new_zeros(len(ids), 1, self.shape.token_width)
            return empty, ids.new_zeros(len(ids), 1).bool()
        if len(tokens) != len(ids):
            raise BridgeError(f"There are {len(tokens)} images for {len(ids)} texts; each text takes one row.")
        if tokens.shape[-1] != self.shape.token_width:
            raise BridgeError(f"The bridge takes tokens {self.shape.token_width} wide, not {tokens.shape[-1]}.")
        return tokens.masked_fill(~mask[..., None], 0.0), mask


def blip2(token_width: int, tokenizer: Tokenizer, **sizes: Any) -> Bridge:
    """An untrained bridge by a query transformer; see :meth:`Bridge.new` for the sizes."""
    return Bridge.new("blip2", token_width, tokenizer, **sizes)


def flamingo(token_width: int, tokenizer: Tokenizer, **sizes: Any) -> Bridge:
    """An untrained bridge by gated cross-attention; see :meth:`Bridge.new` for the sizes."""
    return Bridge.new("flamingo", token_width, tokenizer, **sizes)
