"""What the patient is told: why they came, what was found and decided, their medicines, and when to seek help.

Every sentence is one of the note, a fact, or one that the doctor said, put into the second person and plain words, and
is held against what it was made from by the check that rewritten sentences pass; one that fails is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from domains.telemedicine.claims import carried
from domains.telemedicine.drafting.cleaning import asks, clauses
from domains.telemedicine.drafting.notestyle import noted
from domains.telemedicine.drafting.support import unheard
from domains.telemedicine.summary.addressing import to_patient
from domains.telemedicine.summary.glossary import plainly
from domains.telemedicine.summary.medicines import medicine_sentences
from domains.telemedicine.wordstems import content_words, stems, words

WHY, FOUND, DECIDED, MEDICINES, HELP = "why you came", "what was found", "what was decided", "medicines", "seek help"
MOST = {WHY: 4, FOUND: 6, DECIDED: 8, MEDICINES: 12, HELP: 5}
OURS = ("told us about", "your doctor")
SHORTEST, LONGEST = 5, 32
_HISTORY = re.compile(r"history of present|subjective|complaint|history$", re.I)
_EXAM = re.compile(r"exam|result|objective", re.I)
_SHOWS = re.compile(
    r"\b(?:on|your|their|his|her) (?:\w+ )?exam\b|\b(?:exam|x-ray|results?) (?:shows?|showed|is|are)\b", re.I
)
_PLAN = re.compile(r"assessment|plan", re.I)
_HELP = re.compile(
    r"\b(?:call (?:us|me|my office|the office|nine one one|911|an ambulance|your)|come (?:back|in)"
    r"|go (?:straight )?to the (?:emergency|hospital|er\b)|emergency (?:room|department)|let (?:me|us) know|seek"
    r"|return (?:to|if)|see a doctor)",
    re.I,
)
_WHEN = re.compile(r"\b(?:if|when|unless|worse|should)\b", re.I)


@dataclass(frozen=True)
class Told:
    """A sentence for the patient.

    Attributes:
        text: In plain words.
        sources: Numbers of the utterances that it rests on.
        part: Which of the parts above it belongs to.
    """

    text: str
    sources: tuple[int, ...]
    part: str


def summarised(
    sections: Sequence[Mapping[str, Any]], facts: Sequence[Mapping[str, Any]], utterances: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The summary.

    Args:
        sections: Of the note, drafted or signed: ``[{title, sentences: [{text, sources}]}]``.
        facts: As the told consultation has them.
        utterances: The told utterances; ``text`` and ``role`` count.

    Returns:
        ``[{text, sources, part}]``; nothing where nothing was said that belongs in it.
    """
    heard = [str(one["text"]) for one in utterances]
    told: set[str] = set()
    out: list[Told] = []
    for one in (*_of_facts(facts, heard, told), *_of_note(sections, heard, told), *_of_doctor(utterances, heard, told)):
        if sum(had.part == one.part for had in out) < MOST[one.part] and not _repeats(one, out):
            out.append(one)
    order = list(MOST)
    out.sort(key=lambda one: order.index(one.part))
    return [{"text": one.text, "sources": list(one.sources), "part": one.part} for one in out]


def _repeats(one: Told, out: Sequence[Told]) -> bool:
    """Whether a sentence says nothing that one of the sentences before it does not say."""
    says = stems(content_words(one.text))
    return any(says <= stems(content_words(had.text)) for had in out)


def _of_note(sections: Sequence[Mapping[str, Any]], heard: Sequence[str], told: set[str]) -> Iterator[Told]:
    for section in sections:
        for sentence in section["sentences"]:
            part = _part(str(section["title"]), str(sentence["text"]))
            made = _plain(str(sentence["text"]), sentence["sources"], heard, told) if part else None
            if part and made:
                yield Told(made, tuple(sentence["sources"]), part)


def _part(title: str, text: str) -> str | None:
    if _PLAN.search(title) and not _SHOWS.search(text):
        return HELP if _HELP.search(text) and _WHEN.search(text) else DECIDED
    return FOUND if _EXAM.search(title) or _SHOWS.search(text) else WHY if _HISTORY.search(title) else None


def _plain(text: str, sources: Sequence[int], heard: Sequence[str], told: set[str]) -> str | None:
    """A sentence to the patient, or None where it cannot be said safely."""
    said = [heard[number] for number in sources if 0 <= number < len(heard)]
    if not said or not SHORTEST <= len(text.split()) <= LONGEST:
        return None
    addressed = to_patient(text, {word for one in said for word in words(one)})
    if addressed is None:
        return None
    explained = set(told)
    plain, used = plainly(addressed, explained)
    if not carried(plain, text, said, (*used, *OURS)):
        return None
    told |= explained
    return plain


def _of_facts(facts: Sequence[Mapping[str, Any]], heard: Sequence[str], told: set[str]) -> Iterator[Told]:
    for text, ours, sources in medicine_sentences(facts):
        plain, used = plainly(text, told)
        if not unheard(plain, [*(heard[number] for number in sources), *used, ours]):
            yield Told(plain, tuple(sources), MEDICINES)


def _of_doctor(utterances: Sequence[Mapping[str, Any]], heard: Sequence[str], told: set[str]) -> Iterator[Told]:
    """When to seek help, as the doctor said it."""
    for number, one in enumerate(utterances):
        for clause in clauses(str(one["text"])) if one["role"] == "doctor" else ():
            if _HELP.search(clause) and _WHEN.search(clause) and not asks(clause) and len(clause.split()) <= LONGEST:
                text = noted(clause)
                plain, used = plainly(text, told)
                if carried(plain, text, [heard[number]], used):
                    yield Told(plain, (number,), HELP)
