"""A note as plain JSON, and what may be done to one of its sentences.

A sentence is ``{text, proposed, sources, state, author, rests, changed}``: ``proposed`` are the machine's words (empty
where the clinician typed it), ``rests`` the digest of what its sources said when the clinician decided on it, and
``changed`` whether they say something else by now. One that a language model put into other words has the machine's own
as ``machine``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from domains.telemedicine.views import NotNow, SentenceState

Sentence = dict[str, Any]
Note = list[dict[str, Any]]
LONGEST, MOST = 2_000, 1_000
DECIDED = (SentenceState.ACCEPTED, SentenceState.EDITED, SentenceState.OWN)
STANDING = (SentenceState.PROPOSED, *DECIDED)
GONE = "There is no such sentence in this note any more: look at it again."


def proposed(text: str, sources: Sequence[int], author: str = "machine") -> Sentence:
    """A sentence that nobody has decided on."""
    return {
        "text": text,
        "proposed": text,
        "sources": list(sources),
        "state": SentenceState.PROPOSED.value,
        "author": author,
        "rests": "",
        "changed": False,
    }


def drafted(sections: Sequence[Mapping[str, Any]]) -> Note:
    """The machine's draft as a note; a sentence without a source has no place in it."""
    return [
        {
            "title": section["title"],
            "sentences": [proposed(one["text"], one["sources"]) for one in section["sentences"] if one["sources"]],
        }
        for section in sections
    ]


def digest_of(sources: Sequence[int], utterances: Sequence[Mapping[str, Any]]) -> str:
    """Digest of what the sources say now; one that is gone counts as silence."""
    said = [utterances[at]["text"] if at < len(utterances) else "" for at in sources]
    return hashlib.sha256("\n".join(said).encode()).hexdigest() if said else ""


def sentence_of(note: Note, section: int, number: int) -> Sentence:
    """One sentence.

    Raises:
        NotNow: there is none of that number.
    """
    if not 0 <= section < len(note) or not 0 <= number < len(note[section]["sentences"]):
        raise NotNow(GONE)
    found: Sentence = note[section]["sentences"][number]
    return found


def decide(one: Sentence, state: SentenceState, utterances: Sequence[Mapping[str, Any]]) -> None:
    """Note a decision, and what the sentence rested on when it was made."""
    one["state"] = state.value
    one["rests"] = digest_of(one["sources"], utterances)
    one["changed"] = False


def edit(one: Sentence, text: str, utterances: Sequence[Mapping[str, Any]]) -> None:
    """Put the clinician's words in place of what stands; the machine's own words again are an acceptance."""
    one["text"] = words(text)
    own = not one["proposed"]
    same = one["text"] == one["proposed"]
    state = SentenceState.OWN if own else SentenceState.ACCEPTED if same else SentenceState.EDITED
    decide(one, state, utterances)


def accept(one: Sentence, accepted: bool, utterances: Sequence[Mapping[str, Any]]) -> None:
    """Accept a sentence as it stands, or make it the machine's proposal again; the clinician's own stays theirs."""
    if not accepted and one["proposed"]:
        one.update(text=one["proposed"], state=SentenceState.PROPOSED.value, changed=False)
        one["rests"] = digest_of(one["sources"], utterances) if one.get("machine") else ""
        return
    own, edited = not one["proposed"], one["text"] != one["proposed"]
    state = SentenceState.OWN if own else SentenceState.EDITED if edited else SentenceState.ACCEPTED
    decide(one, state, utterances)


def add(note: Note, section: int, text: str, sources: Sequence[int], utterances: Sequence[Mapping[str, Any]]) -> None:
    """Add a sentence of the clinician's own at the end of a section.

    Raises:
        NotNow: there is no such section or utterance, or no room.
    """
    if not 0 <= section < len(note):
        raise NotNow("There is no such section in this note: choose one that is listed.")
    if any(not 0 <= at < len(utterances) for at in sources):
        raise NotNow("A sentence can only rest on utterances of this visit: choose them in the transcript.")
    if sum(len(each["sentences"]) for each in note) >= MOST:
        raise NotNow(f"A note has {MOST} sentences at most: remove some first.")
    one = {**proposed(words(text), sorted(set(sources)), "clinician"), "proposed": ""}
    decide(one, SentenceState.OWN, utterances)
    note[section]["sentences"].append(one)


def words(text: str) -> str:
    """What was typed, on one line.

    Raises:
        NotNow: it is empty, or longer than a sentence may be.
    """
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    if not plain:
        raise NotNow("A sentence needs words: type them, or remove the sentence.")
    if len(plain) > LONGEST:
        raise NotNow(f"A sentence has {LONGEST} characters at most: make two of it.")
    return plain


def standing(note: Sequence[Mapping[str, Any]]) -> Iterator[Sentence]:
    """The sentences that are part of the note as it stands: all but those that were removed."""
    for section in note:
        yield from (one for one in section["sentences"] if one["state"] in STANDING)


def upheld(summary: Sequence[Mapping[str, Any]], note: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The patient's summary without what the clinician removed from the note or put differently."""
    overruled = [
        one["sources"]
        for section in note
        for one in section["sentences"]
        if one["state"] in (SentenceState.REMOVED, SentenceState.EDITED)
    ]
    return [one for one in summary if list(one["sources"]) not in overruled]


def blocker(note: Sequence[Mapping[str, Any]]) -> str:
    """Why the note cannot be signed as it stands; empty where it can."""
    there = list(standing(note))
    open_ = sum(one["state"] == SentenceState.PROPOSED for one in there)
    changed = sum(bool(one["changed"]) for one in there)
    if not there:
        return "The note is empty: accept or add a sentence first."
    if changed:
        return f"What {_count(changed)} upon has changed: look at {'it' if changed == 1 else 'them'} again, then sign."
    if open_:
        waiting = "One sentence is" if open_ == 1 else f"{open_} sentences are"
        return f"{waiting} not decided yet: accept, edit or remove each."
    return ""


def _count(number: int) -> str:
    return "one sentence rests" if number == 1 else f"{number} sentences rest"
