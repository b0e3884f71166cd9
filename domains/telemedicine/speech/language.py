"""Which language is spoken, and what a model that has only one makes of another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from domains.telemedicine.speech.sound import Samples

if TYPE_CHECKING:
    from faster_whisper import WhisperModel

SURE, ENGLISH = 0.5, "en"
NAMES = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek",
    "en": "English", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "it": "Italian",
    "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "nl": "Dutch", "no": "Norwegian",
    "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian",
    "sr": "Serbian", "sv": "Swedish", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu",
    "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def named(code: str) -> str:
    """The language's English name; the code itself where it is not among the usual ones."""
    return NAMES.get(code, code)


def spoken(model: WhisperModel, pieces: Sequence[Samples], expected: str) -> str:
    """The language of a recording, by a model that knows several: the one that is likeliest over some windows.

    A model that knows English alone is asked nothing: it hears English, or says that it does not.

    Args:
        model: The speech model.
        pieces: Some windows of speech.
        expected: The language that was configured; it stands where the model is not sure of another.
    """
    if not model.model.is_multilingual:
        return ENGLISH
    return settled([dict(model.detect_language(audio=piece)[2]) for piece in pieces], expected)


def settled(votes: Sequence[dict[str, float]], expected: str) -> str:
    """The likeliest language over several votes, if it is likelier than not; else the expected one."""
    if not votes:
        return expected
    codes = sorted({code for vote in votes for code in vote})
    means = [float(np.mean([vote.get(code, 0.0) for vote in votes])) for code in codes]
    best = int(np.argmax(means))
    return codes[best] if means[best] > SURE else expected
