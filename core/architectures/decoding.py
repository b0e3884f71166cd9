"""What a bridge says, and how likely it finds what others would say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from torch import Tensor, nn

    from core.architectures.tokenizer import Tokenizer


class Speaker(Protocol):
    """Who answers: a bridge, seen from here.

    Attributes:
        tokenizer: What it reads and writes.
        module: Its network.
    """

    tokenizer: Tokenizer
    module: nn.Module

    def check_room(self, tokens: int) -> None:
        """Raise where a text of so many tokens has no room."""
        ...

    def image(self, tokens: Tensor | None, mask: Tensor | None, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Image tokens and mask, also where there is no image."""
        ...

    def logits(
        self, image_tokens: Tensor | None, image_mask: Tensor | None, text_ids: Tensor, text_mask: Tensor
    ) -> Tensor:
        """Logits of the next token after each."""
        ...


@dataclass(frozen=True)
class Reply:
    """An answer.

    Attributes:
        text: The words.
        log_likelihood: Mean over its tokens, its end included; natural logarithm.
    """

    text: str
    log_likelihood: float


def generate(
    bridge: Speaker,
    image_tokens: Tensor | None,
    image_mask: Tensor | None,
    prompts: Sequence[str],
    *,
    longest: int,
    beams: int,
    stops: Sequence[str] = (),
) -> list[Reply]:
    """The likeliest answer to each prompt, word by word or over several beams; keys and values are cached.

    Args:
        bridge: Who answers.
        image_tokens: ``(b, m, token_width)``, one row for each prompt; None for no image.
        image_mask: ``(b, m)``.
        prompts: ``""`` asks for a caption.
        longest: Most tokens of an answer.
        beams: Beams; 1 takes the likeliest token each time.
        stops: An answer ends before any of these strings.

    Raises:
        BridgeError: prompt and answer have no room.
    """
    import torch

    if not prompts:
        return []
    ids, mask = _moved(bridge, *bridge.tokenizer.pad_left([bridge.tokenizer.prompt(prompt) for prompt in prompts]))
    bridge.check_room(ids.shape[1] + longest)
    module: Any = bridge.module
    settings = _settings(bridge, longest, beams, stops)
    with torch.inference_mode():
        found = module.generate(ids, mask, *bridge.image(image_tokens, image_mask, ids), **settings)
    texts = [_until(bridge.tokenizer.decode(row), stops) for row in found.tolist()]
    scores = score(bridge, image_tokens, image_mask, prompts, [[text] for text in texts])
    return [Reply(text, of_row[0]) for text, of_row in zip(texts, scores, strict=True)]


def _settings(bridge: Speaker, longest: int, beams: int, stops: Sequence[str]) -> dict[str, Any]:
    """How transformers is to generate."""
    from transformers import GenerationConfig, StoppingCriteriaList

    generation: Any = GenerationConfig
    tokenizer = bridge.tokenizer
    config = generation(
        max_new_tokens=longest,
        num_beams=beams,
        do_sample=False,
        pad_token_id=tokenizer.pad,
        bos_token_id=tokenizer.start,
        eos_token_id=tokenizer.end,
    )
    if not stops:
        return {"generation_config": config}
    return {"generation_config": config, "stopping_criteria": StoppingCriteriaList([_stopping(bridge, stops)])}


def _stopping(bridge: Speaker, stops: Sequence[str]) -> Any:
    """A criterion that holds for rows in whose answer one of the strings stands."""
    import torch

    def stopped(ids: Tensor, scores: Tensor, **_: Any) -> Tensor:
        marker = bridge.tokenizer.answer
        answers = [row[row.index(marker) + 1 :] if marker in row else row for row in ids.tolist()]
        texts = [bridge.tokenizer.decode(answer) for answer in answers]
        return torch.tensor([any(stop in text for stop in stops) for text in texts], device=ids.device)

    return stopped


def _until(text: str, stops: Sequence[str]) -> str:
    """The text before the first of the strings."""
    ends = [text.index(stop) for stop in stops if stop in text]
    return text[: min(ends, default=len(text))].strip()


def score(
    bridge: Speaker,
    image_tokens: Tensor | None,
    image_mask: Tensor | None,
    prompts: Sequence[str],
    candidates: Sequence[Sequence[str]],
) -> list[list[float]]:
    """How likely each candidate is as an answer, so that they can be ranked.

    Args:
        bridge: Who judges.
        image_tokens: ``(b, m, token_width)``, one row for each prompt; None leaves the image out.
        image_mask: ``(b, m)``.
        prompts: One for each row.
        candidates: Of each row, what might be answered.

    Returns:
        Of each row, the mean log-likelihood of a token of each candidate, its end included.
    """
    import torch

    rows = [row for row, texts in enumerate(candidates) for _ in texts]
    if not rows:
        return [[] for _ in candidates]
    texts = [text for of_row in candidates for text in of_row]
    ids, mask, labels = _moved(bridge, *bridge.tokenizer.dialogues([prompts[row] for row in rows], texts))
    tokens, seen = (None if part is None else part[rows] for part in (image_tokens, image_mask))
    with torch.inference_mode():
        means = iter(_means(bridge.logits(tokens, seen, ids, mask), labels).tolist())
    return [[next(means) for _ in of_row] for of_row in candidates]


def _moved(bridge: Speaker, *tensors: Tensor) -> list[Tensor]:
    """The tensors where the network is."""
    device = next(bridge.module.parameters()).device
    return [tensor.to(device) for tensor in tensors]


def _means(logits: Tensor, labels: Tensor) -> Tensor:
    """``(b,)``: mean log-likelihood of the labels of each row."""
    wanted = labels[:, 1:]
    there = wanted >= 0
    chances = logits[:, :-1].log_softmax(-1).gather(-1, wanted.clamp(min=0)[..., None])[..., 0]
    return (chances * there).sum(1) / there.sum(1)
