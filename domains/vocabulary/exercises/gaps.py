"""The gap of an example sentence.

``The {{word}} barks.`` asks for the word itself, ``Two {{dogs}} bark.`` for another form of it.
"""

import re

GAP = "____"
_MARKED = re.compile(r"\{\{(.*?)\}\}")


def has_gap(example: str) -> bool:
    """Whether a sentence can be asked: something is marked in it, and something stands beside the mark."""
    marked = _MARKED.search(example)
    return marked is not None and bool(_MARKED.sub("", example).strip())


def gapped(example: str) -> str:
    """The sentence with a gap where its word is."""
    return _MARKED.sub(GAP, example)


def missing(example: str, word: str) -> str:
    """What belongs into the gap: the form that the sentence marks, or the word itself where it says ``{{word}}``."""
    marked = _MARKED.search(example)
    inside = marked.group(1).strip() if marked else ""
    return word if inside in ("", "word") else inside
