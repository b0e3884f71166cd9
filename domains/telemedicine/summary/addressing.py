"""A note's sentence said to the patient: "he has had a cough" is "you have had a cough"."""

from __future__ import annotations

import re
from collections.abc import Collection

from domains.telemedicine.drafting.person import MAN, VERBS, of_patient

_GROUPS = (
    frozenset("he him his himself".split()),
    frozenset("she her hers herself".split()),
    frozenset("they them their theirs themselves".split()),
)
_SUBJECTS = frozenset("he she they".split())
_OWN = frozenset("his her their".split())
_OBJECTS = frozenset("him them her".split())
_AFTER_OBJECT = frozenset(
    "to for with on in at about of and if as by up off from through was is were do does did will would can not".split()
)
_FIRST = {"has": "have", "is": "are", "was": "were", "does": "do"}
_BASE = {of_patient(f"i {verb}", MAN).split()[-1].rstrip("."): verb for verb in VERBS if verb.isalpha()}
_ADVERBS = frozenset("also still always usually never often sometimes only probably currently normally".split())
_PART = re.compile(r"\w+(?:['\u2019-]\w+)*|[^\w]+")
_DENIES = re.compile(r"^You (?:denies|deny) (?:any )?", re.I)
_REPORTS = re.compile(r"^You reports? ", re.I)
_PATIENT = re.compile(r"\bthe patient(?P<own>'s)?\b", re.I)
_THINKS = re.compile(r"\bI (think|want|recommend|suspect|believe)\b")


def to_patient(sentence: str, said: Collection[str]) -> str | None:
    """The sentence in the second person; None where "he", "she" or "they" may be somebody else.

    Args:
        sentence: Of a note.
        said: Words of the utterances that it rests on, in small letters: who says "she" there speaks of another one.
    """
    parts = _PART.findall(_PATIENT.sub(lambda found: "their" if found["own"] else "they", sentence))
    meant = [group for group in _GROUPS if any(part.lower() in group for part in parts)]
    if len(meant) > 1 or any(not group.isdisjoint(said) for group in meant):
        return None
    text = "".join(_addressed(parts))
    text = _DENIES.sub("You told us: no ", f"{text[:1].upper()}{text[1:]}")
    text = _REPORTS.sub("You told us about ", text)
    text = _THINKS.sub(lambda found: f"your doctor {found[1]}s", text)
    return f"{text[:1].upper()}{text[1:]}"


def _addressed(parts: list[str]) -> list[str]:
    out: list[str] = []
    agreeing = False
    for at, part in enumerate(parts):
        low = part.lower()
        if low in _SUBJECTS:
            out.append("you")
            agreeing = True
        elif low in _OWN and _owns(parts, at):
            out.append("your")
        elif low in _OBJECTS:
            out.append("you")
        else:
            out.append(_agreed(low, part) if agreeing else part)
            agreeing = agreeing and (low in _ADVERBS or not part.strip())
    return out


def _owns(parts: list[str], at: int) -> bool:
    """Whether "her" stands before what is hers: not in "refer her to", "have her come back"."""
    if parts[at].lower() != "her":
        return True
    before = parts[at - 2].lower() if at > 1 else ""
    following = parts[at + 2].lower() if at + 2 < len(parts) and parts[at + 1].isspace() else ""
    if before in ("have", "let", "help", "make", "see") and following in VERBS:
        return False
    return bool(following) and following not in _AFTER_OBJECT


def _agreed(low: str, part: str) -> str:
    return _FIRST.get(low) or _BASE.get(low) or part
