"""A transcript as a clinician corrects it: words, who spoke, and repairs taken back; plain functions over its JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domains.telemedicine.consultations.words import carried
from domains.telemedicine.repair import set_kept
from domains.telemedicine.views import NotNow

Utterances = list[dict[str, Any]]
ROLES = ("doctor", "patient", "other")
LONGEST = 10_000
GONE = "There is no such utterance in this transcript: choose one that is listed."


def corrected(utterances: Sequence[Mapping[str, Any]], number: int, text: str) -> Utterances:
    """The transcript with other words in one utterance; repairs beside the change stay.

    Raises:
        NotNow: there is no such utterance, it is too long, or nothing changes.
    """
    said = _copied(utterances)
    one = _one(said, number)
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if len(words) > LONGEST:
        raise NotNow(f"An utterance has {LONGEST} characters at most.")
    if words == one["text"]:
        raise NotNow("The words are the same as before: nothing was changed.")
    one["repairs"] = _moved(one.get("repairs", ()), one["text"], words)
    _say(one, words)
    one["corrected"] = True
    return said


def with_role(utterances: Sequence[Mapping[str, Any]], speaker: str, role: str) -> Utterances:
    """The transcript with the role of a speaker as the clinician says.

    Raises:
        NotNow: there is no such speaker or role.
    """
    if role not in ROLES:
        raise NotNow(f"A speaker is {', '.join(ROLES[:-1])} or {ROLES[-1]}.")
    said = _copied(utterances)
    theirs = [one for one in said if (one.get("speaker") or "") == speaker and one.get("kind", "speech") == "speech"]
    if not theirs:
        raise NotNow("There is no such speaker in this transcript: choose one that is listed.")
    for one in theirs:
        one["role"], one["probability"] = role, 1.0
    return said


def repaired(utterances: Sequence[Mapping[str, Any]], number: int, which: int, kept: bool) -> Utterances:
    """The transcript with one repair in force, or taken back.

    Raises:
        NotNow: there is no such repair, or it is so already.
    """
    said = _copied(utterances)
    one = _one(said, number)
    repairs = one.get("repairs", [])
    if not 0 <= which < len(repairs):
        raise NotNow("There is no such repair in this utterance: look at it again.")
    if repairs[which]["kept"] is kept:
        raise NotNow("This repair stands as you want it already.")
    try:
        said[number] = set_kept(one, which, kept)
    except ValueError as error:
        raise NotNow(str(error)) from error
    return said


def _copied(utterances: Sequence[Mapping[str, Any]]) -> Utterances:
    return [{**one, "repairs": [dict(each) for each in one.get("repairs", ())]} for one in utterances]


def _one(said: Utterances, number: int) -> dict[str, Any]:
    if not 0 <= number < len(said):
        raise NotNow(GONE)
    return said[number]


def _say(one: dict[str, Any], text: str) -> None:
    if one.get("heard") is None and one.get("words"):
        one["heard"] = one["text"]
    one["text"] = text
    one["words"] = carried(one.get("words", ()), text)


def _moved(repairs: Sequence[Mapping[str, Any]], before: str, after: str) -> list[dict[str, Any]]:
    """The repairs that a change did not touch, where they now stand."""
    head = _common(before, after)
    tail = min(_common(before[::-1], after[::-1]), min(len(before), len(after)) - head)
    kept: list[dict[str, Any]] = []
    for repair in repairs:
        if repair["end"] <= head:
            kept.append(dict(repair))
        elif repair["start"] >= len(before) - tail:
            kept.append(dict(repair))
            _shift(kept[-1], len(after) - len(before))
    return kept


def _shift(repair: dict[str, Any], by: int) -> None:
    repair["start"] += by
    repair["end"] += by


def _common(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
