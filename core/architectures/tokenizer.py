"""Words of the given texts as numbers: a tokenizer that is trained on them and kept as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, Literal

from core.weights import WeightsError

if TYPE_CHECKING:
    from torch import Tensor

PAD, START, END, UNKNOWN, CAPTION, ANSWER = SPECIAL = (
    "<pad>",
    "<start>",
    "<end>",
    "<unknown>",
    "<caption>",
    "<answer>",
)
NOT_LEARNT = -100
Kind = Literal["bytes", "words"]


class Tokenizer:
    """Texts to token numbers and back; marks such as ``<end>`` in a text are read as ordinary characters.

    A dialogue is ``<start> prompt <answer> answer <end>``; a caption is one without a prompt.

    Args:
        inner: Of the ``tokenizers`` library, with the marks in its vocabulary.
    """

    def __init__(self, inner: Any) -> None:
        self._inner = inner
        self._inner.encode_special_tokens = True
        numbers = [inner.token_to_id(mark) for mark in SPECIAL]
        if None in numbers:
            raise WeightsError(f"The tokenizer lacks the mark '{SPECIAL[numbers.index(None)]}'.")
        self.pad, self.start, self.end, self.unknown, self.caption, self.answer = numbers

    @classmethod
    def train(cls, texts: Iterable[str], size: int = 2000, kind: Kind = "bytes") -> Tokenizer:
        """Learn a vocabulary.

        Args:
            texts: What to learn from.
            size: Most tokens.
            kind: ``"bytes"``: byte-pair encoding (Sennrich et al., ACL 2016), for which no character is unknown;
                ``"words"``: whole words, and one token for all that are not among the most frequent.
        """
        from tokenizers import normalizers

        inner, trainer = (_bytes if kind == "bytes" else _words)(size)
        inner.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
        inner.train_from_iterator(texts, trainer)
        return cls(inner)

    @classmethod
    def load(cls, data: bytes) -> Tokenizer:
        """The tokenizer that :meth:`dump` wrote.

        Raises:
            WeightsError: the bytes are none.
        """
        from tokenizers import Tokenizer as Inner

        try:
            return cls(Inner.from_str(data.decode("utf-8")))
        except WeightsError:
            raise
        except Exception as error:
            raise WeightsError("tokenizer.json does not describe a tokenizer.") from error

    def dump(self) -> bytes:
        """The tokenizer as JSON."""
        return str(self._inner.to_str(pretty=False)).encode("utf-8")

    def __len__(self) -> int:
        return int(self._inner.get_vocab_size())

    def encode(self, text: str) -> list[int]:
        """The text's token numbers, without marks."""
        return list(self._inner.encode(text, add_special_tokens=False).ids)

    def decode(self, ids: Sequence[int]) -> str:
        """The text of token numbers up to ``<end>``; other marks are left out."""
        kept = list(ids)[: list(ids).index(self.end)] if self.end in ids else list(ids)
        marks = {self.pad, self.start, self.end, self.unknown, self.caption, self.answer}
        return str(self._inner.decode([number for number in kept if number not in marks])).strip()

    def prompt(self, text: str) -> list[int]:
        """``<start> text <answer>``: after this a model answers."""
        return [self.start, *self.encode(text), self.answer]

    def reply(self, text: str) -> list[int]:
        """``text <end>``: what a model is to answer."""
        return [*self.encode(text), self.end]

    def dialogues(self, prompts: Sequence[str], answers: Sequence[str]) -> tuple[Tensor, Tensor, Tensor]:
        """Prompts with their answers as a padded batch.

        Returns:
            Token numbers, mask and labels, each ``(b, n)``; labels are -100 but for the answers and their ends.
        """
        pairs = [(self.prompt(p), self.reply(a)) for p, a in zip(prompts, answers, strict=True)]
        ids, mask = self.pad_right([prompt + reply for prompt, reply in pairs])
        labels = ids.masked_fill(~mask, NOT_LEARNT)
        for row, (prompt, _) in enumerate(pairs):
            labels[row, : len(prompt)] = NOT_LEARNT
        return ids, mask, labels

    def texts(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        """``<start> text <end>`` as a padded batch of token numbers and its mask, each ``(b, n)``."""
        return self.pad_right([[self.start, *self.reply(text)] for text in texts])

    def pad_right(self, rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
        """Rows as a batch of token numbers and its mask, each ``(b, n)``, with the padding behind."""
        import torch

        longest = max(len(row) for row in rows)
        ids = torch.tensor([[*row, *[self.pad] * (longest - len(row))] for row in rows])
        return ids, torch.arange(longest)[None, :] < torch.tensor([len(row) for row in rows])[:, None]

    def pad_left(self, rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
        """The same with the padding in front, so that all rows can be continued."""
        ids, mask = self.pad_right([list(reversed(row)) for row in rows])
        return ids.flip(1), mask.flip(1)


def _bytes(size: int) -> tuple[Any, Any]:
    from tokenizers import Tokenizer as Inner
    from tokenizers import decoders, models, pre_tokenizers, trainers

    inner = Inner(models.BPE())
    inner.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    inner.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    return inner, trainers.BpeTrainer(
        vocab_size=size, special_tokens=list(SPECIAL), initial_alphabet=alphabet, show_progress=False
    )


def _words(size: int) -> tuple[Any, Any]:
    from tokenizers import Tokenizer as Inner
    from tokenizers import models, pre_tokenizers, trainers

    inner = Inner(models.WordLevel(unk_token=UNKNOWN))
    inner.pre_tokenizer = pre_tokenizers.Whitespace()
    return inner, trainers.WordLevelTrainer(vocab_size=size, special_tokens=list(SPECIAL), show_progress=False)
