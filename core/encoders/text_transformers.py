"""Any text model of the `transformers` library as an encoder: BERT, MiniLM, CLIP's text half, T5's encoder ..."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from core.case import Content, Modality
from core.encoders import contents
from core.encoders.encoder import Batch, Encoded, Encoder
from core.encoders.options import Given, Options, checked
from core.encoders.places import Places
from core.encoders.sequences import joined, mean
from core.encoders.state import restored
from core.encoders.transformers_model import load
from core.weights import WeightsError

if TYPE_CHECKING:
    from torch import Tensor

NAME, MINILM = "transformers-text", "minilm"
LONGEST = 512
TOKENIZERS = ("tokenizer.json", "vocab.txt", "vocab.json", "spiece.model", "tokenizer.model", "sentencepiece.bpe.model")
"""The library makes an empty tokenizer where it finds none of them, which reads every word as unknown."""


class TextOptions(Options):
    """What can be asked of a text model.

    Attributes:
        model: Which weights.
        pool: The vector: mean of all tokens, or the first one.
        length: Tokens that are read at once; a longer text is read in several windows and nothing is cut off. 0 is what
            the model can take, at most 512.
        normalise: Whether the vector is brought to length 1.
    """

    model: str
    pool: Literal["mean", "first"] = "mean"
    length: int = Field(default=0, ge=0)
    normalise: bool = False


class MiniLmOptions(TextOptions):
    """As its authors use it: mean of the tokens, length 1, 256 tokens at once."""

    model: str = MINILM
    length: int = Field(default=256, ge=0)
    normalise: bool = True


class TransformersText(Encoder):
    """A published text model; its last hidden states are the tokens.

    Args:
        folder: Holds the model and its tokenizer.
        options: How it is used.
        name: What the recipe calls the encoder.

    Raises:
        WeightsError: the folder lacks the model or a fast tokenizer, which alone tells where a token stood.
    """

    modality = Modality.TEXT

    def __init__(self, folder: Path, options: TextOptions, name: str = NAME) -> None:
        self.options = options
        self.module = load(name, folder, "text_model")
        self._tokenizer = _tokenizer(name, folder)
        most = getattr(self.module.config, "max_position_embeddings", None) or LONGEST
        most = min(int(most), int(self._tokenizer.model_max_length), LONGEST)
        self._length = min(options.length, most) if options.length else most
        self.width = self.token_width = self.embed(["a"]).tokens.shape[-1]

    @property
    def mask_id(self) -> int | None:
        """The token that hides another in masked text modelling; none where the model knows no such token."""
        found = self._tokenizer.mask_token_id
        return None if found is None else int(found)

    def prepare(self, content: Content) -> Batch:
        """``ids`` and ``shown``: ``(windows, length)``; ``offsets``: ``(windows, length, 2)``, characters of a token.

        Tokens that the tokenizer adds itself have the empty span (0, 0).
        """
        read = self._tokenizer(
            contents.words(content),
            truncation=True,
            max_length=self._length,
            padding=True,
            return_overflowing_tokens=True,
            return_offsets_mapping=True,
            return_tensors="pt",
        )
        return {"ids": read["input_ids"], "shown": read["attention_mask"], "offsets": read["offset_mapping"]}

    def collate(self, prepared: Sequence[Batch]) -> dict[str, Tensor]:
        """The windows of all texts in one heap; ``owner`` says whose each is."""
        import torch

        owner = torch.tensor([row for row, one in enumerate(prepared) for _ in one["ids"]])
        longest = max(one["ids"].shape[1] for one in prepared)
        fill = {"ids": self._tokenizer.pad_token_id or 0, "shown": 0, "offsets": 0}
        heap = {key: torch.cat([_longer(one[key], longest, fill[key]) for one in prepared]) for key in fill}
        return {**heap, "owner": owner}

    def encode(self, batch: Batch) -> Encoded:
        """Every window through the model; the windows of a text joined again."""
        said: Any = self.module(input_ids=batch["ids"], attention_mask=batch["shown"])
        tokens, mask = joined(said.last_hidden_state, batch["shown"].bool(), batch["owner"])
        vector = tokens[:, 0] if self.options.pool == "first" else mean(tokens, mask)
        if self.options.normalise:
            vector = vector / vector.norm(dim=1, keepdim=True).clamp_min(1e-12)
        return Encoded(vector, tokens, mask)

    def spans(self, content: Content) -> list[tuple[int, int]]:
        """The characters ``[start, end)`` of each token that :meth:`encode` gives for one text, in its order."""
        prepared = self.prepare(content)
        shown = prepared["shown"].flatten().bool()
        return [(int(start), int(end)) for start, end in prepared["offsets"].flatten(0, 1)[shown]]


def _tokenizer(encoder: str, folder: Path) -> Any:
    from transformers import AutoTokenizer

    sentence = f"The encoder '{encoder}' finds no tokenizer that it can read in {folder}."
    if not any((folder / file).is_file() for file in TOKENIZERS):
        raise WeightsError(sentence)
    try:
        tokenizer: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True, trust_remote_code=False)
    except (OSError, ValueError, KeyError, RuntimeError, ImportError) as error:
        raise WeightsError(sentence) from error
    if not tokenizer.is_fast:
        raise WeightsError(f"The tokenizer in {folder} has no tokenizer.json, so it cannot say where a token stood.")
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token or tokenizer.unk_token
    return tokenizer


def _longer(rows: Tensor, length: int, fill: int) -> Tensor:
    """``(windows, length, ...)``, filled at the end."""
    import torch

    lack = rows.new_full((rows.shape[0], length - rows.shape[1], *rows.shape[2:]), fill)
    return torch.cat([rows, lack], dim=1)


def open_text(places: Places, options: Given) -> Encoder:
    """As a recipe asks for it.

    Raises:
        RecipeError: an option cannot be.
        WeightsError: the model is absent or incomplete.
    """
    return _open(NAME, checked(TextOptions, NAME, options), places)


def open_minilm(places: Places, options: Given) -> Encoder:
    """MiniLM-L6 (Wang et al., NeurIPS 2020; sentence-transformers' all-MiniLM-L6-v2), from its package.

    Raises:
        RecipeError: an option cannot be.
        WeightsError: the model is absent or incomplete.
    """
    return _open(MINILM, checked(MiniLmOptions, MINILM, options), places)


def _open(name: str, asked: TextOptions, places: Places) -> Encoder:
    return restored(TransformersText(places.folder(name, asked.model), asked, name), name, places, asked)
