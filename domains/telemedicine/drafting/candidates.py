"""Everything a draft may say: each clause of the dialogue as a sentence of a note, with the utterances it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from domains.telemedicine.drafting import answers
from domains.telemedicine.drafting.cleaning import asks, clauses, join
from domains.telemedicine.drafting.notestyle import noted
from domains.telemedicine.drafting.person import Person, of_doctor, of_patient, person_in
from domains.telemedicine.wordstems import content_words

SHORTEST = 3
_LOOSE = frozenset(
    "a an the of to in on at for with and or but no if my his her their your is are was were so that".split()
)
_HANGING = frozenset("let which than or of tell remind thank nice see to that's what how".split())


@dataclass(frozen=True)
class Candidate:
    """One sentence that could stand in the draft.

    Attributes:
        text: The sentence.
        sources: Numbers of the utterances that say it.
        kind: "doctor", "patient", "other", or "denied" and "affirmed" for a question with its answer.
        place: Where in the dialogue, 0 to 1.
    """

    text: str
    sources: tuple[int, ...]
    kind: str
    place: float


def candidates(texts: Sequence[str], roles: Sequence[str]) -> list[Candidate]:
    """All sentences that the dialogue supports.

    Args:
        texts: The utterances.
        roles: "doctor", "patient" or "other" for each.
    """
    person = person_in(texts)
    found = [one for at in range(len(texts)) for one in _of_utterance(at, texts, roles, person)]
    return [one for one in found if _whole(one)]


def _whole(one: Candidate) -> bool:
    """Whether a candidate says something and does not break off: content enough, and no loose end."""
    spoken = one.text.rstrip(".").split()
    least = 1 if one.kind in ("denied", "affirmed") else 2
    return (
        len(content_words(one.text)) >= least and spoken[-1].lower() not in _LOOSE and spoken[0].lower() not in _HANGING
    )


def _of_utterance(at: int, texts: Sequence[str], roles: Sequence[str], person: Person) -> Iterator[Candidate]:
    place = at / max(1, len(texts) - 1)
    said = clauses(texts[at])
    for number, clause in enumerate(said):
        question = asks(clause)
        if question and roles[at] == "doctor":
            if number == len(said) - 1:
                yield from _asked(at, clause, texts, roles, person, place)
        elif not question and len(clause.split()) >= SHORTEST:
            rewrite = of_patient if roles[at] == "patient" else of_doctor
            yield Candidate(noted(rewrite(clause, person)), (at,), roles[at], place)


def _asked(
    at: int, question: str, texts: Sequence[str], roles: Sequence[str], person: Person, place: float
) -> Iterator[Candidate]:
    """The last question of an utterance with the answer that follows."""
    after = at + 1
    if after < len(texts) and roles[after] != "doctor":
        answer = join(texts[after])
        if (told := answers.statement(question, answer, person)) is not None:
            kind = "affirmed" if answers.answered(answer) else "denied"
            yield Candidate(noted(told), (at, after), kind, place)
