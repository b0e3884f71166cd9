"""A note told anew: what the clinician did stays, what the machine says now is proposed beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from domains.telemedicine.notes.sentences import DECIDED, Note, Sentence, digest_of, proposed
from domains.telemedicine.views import SentenceState

MATCHED = (*DECIDED, SentenceState.REMOVED)


def merged(note: Note, sections: Sequence[Mapping[str, Any]], utterances: Sequence[Mapping[str, Any]]) -> Note:
    """The note after the transcript was told anew.

    A machine's sentence that the clinician decided on and that the machine still says keeps its decision; one that it
    no longer says stays as the clinician left it. A sentence whose sources say something else by now is marked. What
    was removed stays removed as long as the machine says it. Everything else is the machine's new proposal.

    Args:
        note: As it stands.
        sections: The new draft, ``[{title, sentences: [{text, sources}]}]``.
        utterances: As they now stand.
    """
    before = {section["title"]: section["sentences"] for section in note}
    after = {section["title"]: section["sentences"] for section in sections}
    return [
        {"title": title, "sentences": _section(before.get(title, []), after.get(title, []), utterances)}
        for title in _titles(list(before), list(after))
    ]


def _titles(before: Sequence[str], after: Sequence[str]) -> list[str]:
    """The old titles in their order, then those that are new."""
    return list(dict.fromkeys([*before, *after]))


def _section(
    old: Sequence[Sentence], new: Sequence[Mapping[str, Any]], utterances: Sequence[Mapping[str, Any]]
) -> list[Sentence]:
    kept = [one for one in old if one["state"] in MATCHED or _reworded(one, utterances)]
    result: list[Sentence] = []
    taken: list[Sentence] = []
    for said in new:
        match = next((one for one in kept if _machine(one) == said["text"] and one not in taken), None)
        if match is not None:
            taken.append(match)
            result.append(_checked({**match, "sources": list(said["sources"])}, match, utterances))
        elif said["sources"]:
            result.append(proposed(said["text"], said["sources"]))
    _insert_left(kept, taken, result, utterances)
    return result


def _insert_left(
    kept: Sequence[Sentence],
    taken: Sequence[Sentence],
    result: list[Sentence],
    utterances: Sequence[Mapping[str, Any]],
) -> None:
    """Put back what the clinician decided on and the machine no longer says, by where it came from."""
    for one in kept:
        if one in taken or one["state"] not in DECIDED:
            continue
        first = min(one["sources"], default=len(utterances))
        place = next((at for at, each in enumerate(result) if min(each["sources"], default=-1) >= first), len(result))
        result.insert(place, _checked(dict(one), one, utterances))


def _machine(one: Sentence) -> str:
    """What the machine said, before a language model put it into other words."""
    return str(one.get("machine") or one["proposed"])


def _reworded(one: Sentence, utterances: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a proposal is in the words of a language model, and what it rests on still says the same."""
    return bool(one.get("machine")) and digest_of(one["sources"], utterances) == one["rests"]


def _checked(now: Sentence, before: Sentence, utterances: Sequence[Mapping[str, Any]]) -> Sentence:
    """Mark a sentence whose sources say something else than when it was decided on."""
    told = digest_of(now["sources"], utterances)
    now["changed"] = bool(now["sources"]) and (before["changed"] or told != before["rests"])
    if now["state"] not in DECIDED:
        now["changed"] = False
    return now
