"""Where an encoder looked, by the attribution that suits its modality."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.case import SOUND_RATE, Content, Modality
from core.encoders.encoder import Encoder
from core.evidence import attribution_audio as heard
from core.evidence import attribution_image as seen
from core.evidence import attribution_text as read
from core.evidence.attribution import Question, ReadOut, require_captum
from core.evidence.statement import Where
from core.parts import PartError
from core.recipe import RecipeError


class Pointer:
    """Points at the regions, spans or moments that a label's log-odds came from; at nothing in other modalities.

    Args:
        encoder: Who looked.
        read_out: What made log-odds of it.
        method: ``gradients`` (integrated) or ``ablation``.

    Raises:
        RecipeError: what computes attributions is not installed.
    """

    def __init__(self, encoder: Encoder, read_out: ReadOut, method: str) -> None:
        try:
            require_captum()
        except PartError as error:
            raise RecipeError(f"The key 'explain' asks for more than is installed: {error}") from error
        self._encoder = encoder
        self._read_out = read_out
        self._gradients = method == "gradients"

    def __call__(self, content: Content, column: int) -> Where:
        """The places, the strongest first.

        Args:
            content: What was read.
            column: Of the label in the read-out.
        """
        question = Question(self._encoder, self._read_out, column)
        match self._encoder.modality:
            case Modality.TEXT:
                return self._spans(question, str(content))
            case Modality.IMAGE:
                return self._regions(question, content)
            case Modality.AUDIO:
                return self._moments(question, content)
        return ()

    def _spans(self, question: Question, text: str) -> Where:
        """By leaving out words where the encoder has no table of tokens to follow gradients to."""
        if self._gradients:
            try:
                return read.where(read.integrated_gradients(question, text), text)
            except PartError:
                self._gradients = False
        return read.where(read.ablation(question, text), text)

    def _regions(self, question: Question, content: Any) -> Where:
        found = seen.integrated_gradients(question, content) if self._gradients else seen.occlusion(question, content)
        return seen.where(found.values, content.shape[0], content.shape[1])

    def _moments(self, question: Question, content: Any) -> Where:
        """By silencing stretches; frames of gradients have no fixed length in seconds."""
        values = heard.ablation(question, np.asarray(content)).values
        return heard.where(values, heard.WINDOW_S, len(content) / SOUND_RATE)
