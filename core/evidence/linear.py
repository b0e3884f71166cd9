"""Any encoder as an expert: a calibrated linear read-out of its vector, which can say where it looked."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from core.case import Signal
from core.encoders.catalogue import ENCODERS
from core.encoders.encoder import Encoded, Encoder
from core.encoders.places import Places
from core.evidence.pointing import Pointer
from core.evidence.statement import Statement, Where, nowhere
from core.parts import PartError
from core.recipe import ExpertRecipe, RecipeError
from core.weights import WeightsError, WeightsFolder

if TYPE_CHECKING:
    from torch import Tensor

Array = NDArray[np.floating[Any]]


def open_linear(recipe: ExpertRecipe, folder: WeightsFolder) -> EncoderWitness:
    """An encoder with its read-out: a safetensors file, and a JSON file with the ``labels`` of its rows.

    The tensors are ``weight`` (labels, width), ``bias`` (labels) and ``temperature`` (1, or one for each label).

    Raises:
        RecipeError: there is no such encoder, it reads something else, or no read-out is named.
        WeightsError: a file is absent, altered, or does not fit the encoder.
    """
    if len(recipe.weights) != 2:
        raise RecipeError(
            f"The expert of '{recipe.encoder}' needs two weights: its read-out and the labels of its rows."
        )
    encoder = open_encoder(recipe, folder)
    return EncoderWitness(encoder, ReadOut.load(folder, *recipe.weights, encoder.width), recipe.explain)


def open_embedding(recipe: ExpertRecipe, folder: WeightsFolder) -> EncoderWitness:
    """An encoder without an expert.

    Raises:
        RecipeError: there is no such encoder, or it reads something else.
        WeightsError: its weights are absent or altered.
    """
    return EncoderWitness(open_encoder(recipe, folder), None, None)


def open_encoder(recipe: ExpertRecipe, folder: WeightsFolder) -> Encoder:
    """The encoder that an expert names.

    Raises:
        RecipeError: there is none of that name, or it reads something else than the expert.
        WeightsError: its weights are absent or altered.
    """
    try:
        opener = cast(Any, ENCODERS.open(recipe.encoder))
        encoder: Encoder = opener(Places.usual(folder), recipe.options)
    except PartError as error:
        raise RecipeError(str(error)) from error
    if encoder.modality is not recipe.modality:
        raise RecipeError(
            f"The encoder '{recipe.encoder}' reads {encoder.modality}, and the key 'modality' says {recipe.modality}."
        )
    return encoder


class ReadOut:
    """Log-odds of labels, ``(vector @ weight.T + bias) / temperature``.

    Temperature scaling (Guo et al., ICML 2017) keeps the order and makes log-odds of the scores.

    Args:
        labels: Of the rows.
        weight: ``(labels, width)``.
        bias: ``(labels,)``.
        temperature: ``(1,)`` or ``(labels,)``, positive.
    """

    def __init__(self, labels: tuple[str, ...], weight: Array, bias: Array, temperature: Array) -> None:
        import torch

        self.labels = labels
        self._weight = torch.from_numpy(np.asarray(weight / temperature[:, None], np.float32))
        self._bias = torch.from_numpy(np.asarray(bias / temperature, np.float32))

    @classmethod
    def load(cls, folder: WeightsFolder, tensors: str, about: str, width: int) -> ReadOut:
        """Read it from its two files.

        Raises:
            WeightsError: a file is absent, altered, of another shape, or for an encoder of another width.
        """
        try:
            labels = tuple(str(label) for label in json.loads(folder.read(about))["labels"])
            found = folder.tensors(tensors)
            parts = [np.asarray(found[name], np.float64) for name in ("weight", "bias", "temperature")]
        except (ValueError, KeyError, TypeError) as error:
            if isinstance(error, WeightsError):
                raise
            raise WeightsError(f"{tensors} and {about} do not describe a linear read-out.") from error
        if parts[0].shape != (len(labels), width):
            raise WeightsError(
                f"{tensors} is {parts[0].shape}, but there are {len(labels)} labels and {width} numbers."
            )
        if parts[1].shape != (len(labels),) or parts[2].size not in (1, len(labels)) or not (parts[2] > 0).all():
            raise WeightsError(
                f"{tensors} needs a bias and a positive temperature, for each of its {len(labels)} labels."
            )
        return cls(labels, parts[0], parts[1], np.broadcast_to(parts[2].ravel(), len(labels)))

    def __call__(self, encoded: Encoded) -> Tensor:
        """Log-odds ``(b, labels)``; differentiable."""
        return encoded.vector @ self._weight.T + self._bias


class EncoderWitness:
    """Hears a signal through an encoder; states log-odds where it has a read-out.

    Attributes:
        widths: Of what it gives to fusers.

    Args:
        encoder: Who reads.
        read_out: What makes log-odds of it, if anything.
        explain: How it says where they came from; not at all for None.
    """

    def __init__(self, encoder: Encoder, read_out: ReadOut | None, explain: str | None) -> None:
        self.widths: Mapping[str, int] = {"vector": encoder.width, "tokens": encoder.token_width}
        self._encoder = encoder
        self._read_out = read_out
        self._pointer = Pointer(encoder, read_out, explain) if read_out is not None and explain else None

    def __call__(self, signal: Signal, record: Mapping[str, Any]) -> Statement:
        """Read the signal.

        Raises:
            Refused: the encoder does not take it.
        """
        encoded = self._encoder.embed([signal.content])
        tokens = encoded.tokens[0][encoded.mask[0].bool()].numpy()
        vector, log_odds = encoded.vector[0].numpy(), self._log_odds(encoded)
        return Statement(signal.modality, log_odds, self._where(signal), vector=vector, tokens=tokens)

    def _log_odds(self, encoded: Encoded) -> dict[str, float]:
        if self._read_out is None:
            return {}
        return dict(zip(self._read_out.labels, self._read_out(encoded)[0].tolist(), strict=True))

    def _where(self, signal: Signal) -> Any:
        read_out, pointer = self._read_out, self._pointer
        if read_out is None or pointer is None:
            return nowhere

        def where(label: str, _slope: float, _contribution: float) -> Where:
            return pointer(signal.content, read_out.labels.index(label)) if label in read_out.labels else ()

        return where
