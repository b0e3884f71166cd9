"""How soon a consultation ended in being seen again: a weak label, read by rules from what the doctor planned.

No public dialogue carries a triage level. What the plan does with the patient is the nearest thing that the corpora
hold: the plan of ACI-Bench's notes, and the doctor's closing words in the OSCE interviews. It says what one doctor did
in one place, under rules that make mistakes of their own, not what should have been done.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from domains.telemedicine.roles.labels import DOCTOR
from domains.telemedicine.training.corpora import Dialogue, Encounter, dialogue_of, encounters, osce
from domains.telemedicine.transcripts import Utterance

ROUTINE, SOON, URGENT, EMERGENCY = range(4)
CLOSING, SHARE = 8, 0.7
Said = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Labelled:
    """What was said before the plan, and what the plan came to.

    Attributes:
        source: "osce" or "aci_bench".
        split: "train" or "valid", as the set was divided.
        id: Of the encounter.
        said: (role, text) of each utterance up to the plan.
        level: 0 routine, 1 soon, 2 urgent, 3 emergency.
    """

    source: str
    split: str
    id: str
    said: Said
    level: int


_CONDITIONAL = re.compile(
    r"\b(if|unless|in case|should (?:you|he|she|your|the|this|it)|depending|worsens?|get worse|risks?|"
    r"when(?:ever)? you)\b",
    re.I,
)
_ELSE = re.compile(
    r"\b(recently|previous(?:ly)?|have you|had|was|were|been|any|history|did not|didn't|avoid|reviewed|swab\w*|"
    r"oxygen (?:saturation|reading)|saturation)\b",
    re.I,
)
_SENTENCE = re.compile(r"(?<=[.?!])\s+|\n+")
_SENT = re.compile(
    r"\b(admitted|admission|hospitali[sz]\w+|(?:stay|keep you) (?:here )?in the (?:hospital|ER)|ambulance|911|"
    r"intubat\w+|emergen(?:t|cy) (?:surgery|operation)|(?:go|send|sent|refer\w*|transfer\w*) (?:you |him |her |them )?"
    r"(?:straight |directly |over )?to the (?:emergency|ER|ED|hospital))\b",
    re.I,
)
_PRESSING = re.compile(r"\b(urgent(?:ly)?|right away|immediately|as soon as possible|stat)\b", re.I)
_TESTED_NOW = re.compile(
    r"\b(troponins?|E ?C ?G|E ?K ?G|electrocardiogram|C ?T|cat scan|d[- ]?dimer|blood cultures?|blood clots?|"
    r"lumbar puncture|I ?V|intravenous|oxygen|aspirat\w+|stroke|septic|heart attack|pulmonary embolism)\b"
)
_WITHIN_DAYS = re.compile(
    r"\b(swab\w*|x[- ]?rays?|blood ?work|lab work|blood tests?|antibiotics?|culture|ultrasound|"
    r"(?:in|within) (?:a|one|two|1|2|1 to 2|one to two|few|a few|a couple of)[- ]?(?:day|days|week|weeks)|"
    r"in (?:\d|three|four|five|several|a few) days|next week|this week|tomorrow|48 hours|24 hours)\b",
    re.I,
)


def level_of(plan: str, is_acute: bool) -> int:
    """The highest level that a sentence of a plan asks for; routine where none does.

    What is urgent counts only where it is neither a condition ("if it gets worse ...") nor about something else.

    Args:
        plan: What the doctor said or wrote at the end.
        is_acute: Whether tests that are named are made at once, as where patients come with something new; in an
            office an ordered CT is weeks away.
    """
    return max((_level(sentence, is_acute) for sentence in _SENTENCE.split(plan)), default=ROUTINE)


def _level(sentence: str, is_acute: bool) -> int:
    if not sentence.rstrip().endswith("?") and not _CONDITIONAL.search(sentence) and not _ELSE.search(sentence):
        if _SENT.search(sentence):
            return EMERGENCY
        if _PRESSING.search(sentence) or (is_acute and _TESTED_NOW.search(sentence)):
            return URGENT
    return SOON if _WITHIN_DAYS.search(sentence) else ROUTINE


PLANNING = re.compile(
    r"\b(assessment and plan|my (?:impression|assessment|plan)|(?:so|and) for your (?:first|second|third|next)|"
    r"i(?:'d| would) like to (?:order|prescribe|refer|get)|i(?:'m| am) going to (?:order|prescribe|refer|send|admit)|"
    r"we(?:'ll| will) (?:get|order|do|start|need|want|run|take)|we(?:'re| are) going to (?:get|order|do|start)|"
    r"swab\w*|covid test|physical exam|i think (?:that )?(?:you|this|we)|it could be|sounds like you|differential|"
    r"follow up with|come back|attending|isolat\w+|self isolat\w+)\b",
    re.I,
)  # fmt: skip


def before_plan(utterances: tuple[Utterance, ...], roles: tuple[str, ...]) -> int:
    """How many utterances are heard: up to the doctor's first word of a plan after a third, and at most 70 in 100."""
    last = max(1, int(len(utterances) * SHARE))
    for at in range(len(utterances) // 3, last):
        if roles[at] == DOCTOR and PLANNING.search(utterances[at].text):
            return max(1, at)
    return last


def labelled(data: Path) -> list[Labelled]:
    """All OSCE interviews, and ACI-Bench's encounters once each."""
    return [*map(_osce, osce(data)), *_aci(data)]


def _osce(dialogue: Dialogue) -> Labelled:
    said, roles = dialogue.transcript.utterances, dialogue.roles
    stop = before_plan(said, roles)
    closing = [one.text for one, role in zip(said[stop:], roles[stop:], strict=True) if role == DOCTOR][-CLOSING:]
    return Labelled(
        "osce", dialogue.split, dialogue.id, _heard(dialogue, stop), level_of("\n".join(closing), is_acute=True)
    )


def _aci(data: Path) -> Iterator[Labelled]:
    for visit in encounters(data):
        if visit.variant == "challenge":
            dialogue = dialogue_of("aci_bench", visit.official_split, visit.id, visit.transcript)
            stop = before_plan(dialogue.transcript.utterances, dialogue.roles)
            split = "train" if visit.official_split == "train" else "valid"
            yield Labelled(
                "aci_bench", split, visit.id, _heard(dialogue, stop), level_of(plan_of(visit), is_acute=False)
            )


def plan_of(visit: Encounter) -> str:
    """The plan in a note: what follows its last heading of one."""
    heading = list(re.finditer(r"^(ASSESSMENT AND PLAN|PLAN|INSTRUCTIONS|ASSESSMENT)\b.*$", visit.note, re.M))
    return visit.note[heading[0].end() :] if heading else visit.note[-800:]


def _heard(dialogue: Dialogue, stop: int) -> Said:
    said = dialogue.transcript.utterances[:stop]
    return tuple((role, one.text) for one, role in zip(said, dialogue.roles[:stop], strict=True) if one.text)
