"""What a sentence rests on: a word that its own utterances do not say has no place in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domains.telemedicine.wordstems import content_words, stem, stems

REPORTING = frozenset(stem(word) for word in "denies deny reports report patient".split())


class Unsupported(ValueError):
    """A sentence that its sources do not carry; it is never shown."""


@dataclass(frozen=True)
class Sourced:
    """A sentence of a draft.

    Attributes:
        text: The sentence.
        sources: Numbers of the utterances that it rests on, at least one.
    """

    text: str
    sources: tuple[int, ...]


def sourced(text: str, sources: Sequence[int], utterances: Sequence[str]) -> Sourced:
    """A sentence with its sources: the only way to make one that a draft takes.

    Args:
        text: The sentence.
        sources: Numbers of utterances.
        utterances: The texts of the dialogue.

    Raises:
        Unsupported: no source, one that does not exist, or a content word whose stem no source has. Words that report
            ("denies", "the patient") are excepted: they say who
            speaks, and a question and its answer say them together.
    """
    if not sources or not all(0 <= number < len(utterances) for number in sources):
        raise Unsupported(f"“{text}” names no utterance that it rests on.")
    if left := unheard(text, [utterances[number] for number in sources]):
        raise Unsupported(f"“{text}” says {', '.join(left)}, which its sources do not.")
    return Sourced(text, tuple(sources))


def unheard(text: str, said: Sequence[str]) -> list[str]:
    """Content words of a sentence that none of these utterances says."""
    heard = stems(said)
    return [word for word in content_words(text) if stem(word) not in heard | REPORTING]


def is_supported(text: str, sources: Sequence[int], utterances: Sequence[str]) -> bool:
    """Whether :func:`sourced` takes it."""
    try:
        sourced(text, sources, utterances)
    except Unsupported:
        return False
    return True
