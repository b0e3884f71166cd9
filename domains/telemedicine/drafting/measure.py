"""How good a draft is: overlap with the clinician's note, and the share of it that nobody said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from domains.telemedicine.wordstems import content_words, stem, stems, tokens


def unsupported(draft: str, dialogue: Iterable[str]) -> float:
    """Share of content words in the draft whose stem occurs nowhere in the dialogue, 0 to 1.

    Function words are not counted; every other word is, each time it stands there, the words of reporting ("patient",
    "denies") included. A number word and its digits are the same, and so are "milligrams" and "mg". The measure finds
    invented words, not invented claims: a negation that was lost changes nothing here.

    Args:
        draft: The sentences of the draft.
        dialogue: The texts of the utterances.

    Returns:
        0 for a draft without content words.
    """
    said = stems(dialogue)
    written = content_words(draft)
    return sum(stem(word) not in said for word in written) / len(written) if written else 0.0


def rouge1(draft: str, reference: str) -> float:
    """ROUGE-1 F1 (Lin, ACL Workshop 2004), 0 to 1: words in small letters, not stemmed, as for ACI-Bench."""
    ours, theirs = Counter(tokens(draft)), Counter(tokens(reference))
    shared = sum((ours & theirs).values())
    return 2 * shared / (ours.total() + theirs.total()) if shared else 0.0


def facts_found(draft: str, note: str) -> tuple[int, int]:
    """How many of a note's content stems stand in the draft, and how many the note has.

    A stem counts once. British shorthand ("3/7 hx") is not spelled out, so the share is a lower bound.
    """
    wanted = {stem(word) for word in content_words(note)}
    return len(wanted & stems([draft])), len(wanted)
