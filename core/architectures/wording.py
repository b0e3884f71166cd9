"""What kind of answer a question wants: yes or no, one of the choices that it names, or words."""

from __future__ import annotations

import re

from core.encoders.ngrams import words

ASKING = frozenset(
    "is are was were do does did can could has have had will would should may any isn aren doe am".split()
)
OFFERING = re.compile(r"^(is|are|was|were|does|do|did)\s+(?!there\b|you\b)")
BETWEEN = frozenset("the a an on in to at of more less".split())


def choices(question: str) -> tuple[str, str] | None:
    """The two words between which it asks to choose ("Is this an AP or PA film?"); none where it does not."""
    said = words(question)
    if "or" not in said[1:-1] or not (OFFERING.match(question.strip().lower()) or said[0] in ("which", "on")):
        return None
    here = said.index("or", 1)
    before = next((word for word in reversed(said[:here]) if word not in BETWEEN), "")
    after = next((word for word in said[here + 1 :] if word not in BETWEEN), "")
    return (before, after) if before and after and before != after else None


def is_closed(question: str) -> bool:
    """Whether yes or no answers it."""
    said = words(question)
    return bool(said) and said[0] in ASKING and choices(question) is None
