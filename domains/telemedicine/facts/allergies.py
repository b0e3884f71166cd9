"""What somebody is allergic to, and what it does to them; and that they know of no allergy."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from domains.telemedicine.facts.asking import answer_to, first_words, verdict
from domains.telemedicine.facts.fact import ABSENT, ALLERGY, FAMILY, PRESENT, Fact, Said
from domains.telemedicine.facts.sentences import Sentence, hollow, plain, sentences
from domains.telemedicine.lexicon.drugs import named

NONE_KNOWN = "no known allergies"
ALLERGENS = (
    "sulfa drugs", "sulfa", "sulphonamides", "sulfonamides", "latex", "peanuts", "peanut", "tree nuts", "nuts",
    "shellfish",
    "shrimp", "seafood", "fish", "eggs", "egg", "milk", "dairy", "lactose", "gluten", "wheat", "soy", "strawberries",
    "kiwi", "bee stings",
    "bees", "wasps", "wasp stings", "pollen", "grass", "dust mites", "dust", "mold", "mould", "cats", "cat", "dogs",
    "dog", "pet dander", "ragweed",
    "nickel", "iodine", "contrast", "contrast dye", "adhesive", "plasters", "anesthesia", "nsaids", "antibiotics",
    "opioids", "statins",
    "ace inhibitors", "cephalosporins", "macrolides", "tetracyclines", "vaccines", "horses", "hay", "trees", "birch",
)  # fmt: skip
_STEM = re.compile(r"\ballerg(?:y|ies|ic)\b", re.I)
_TO = re.compile(
    r"\ballerg(?:ic|y|ies) (?:to|of|for)\b|\ballerg(?:y|ies) (?:is|are)\b|\breact(?:s|ed)? (?:badly )?to\b", re.I
)
_NONE = re.compile(
    r"\bno (?:known |other )?(?:drug |medication |food |medicine )?allerg|(?:\bnot|n't|\bnever|\bnothing"
    r"|\banything) (?:\w+ ){0,3}"
    r"allerg|\bnot allergic to (?:anything|any)|\bwithout allerg|\bno allerg",
    re.I,
)
_ASK_CANNOT = re.compile(
    r"\b(?:medicines?|drugs?|medications?|antibiotics?)\b[^?]{0,40}\b(?:cannot|can't|not) (?:take|have"
    r"|tolerate)|\btrouble with any"
    r"|\breact(?:ion|ed)? to any|\bbad reactions? to",
    re.I,
)
REACTIONS = (
    ("anaphylaxis", r"anaphyla\w+"), ("rash", r"rash(?:es)?|skin eruption"), ("hives", r"hives|welts|urticaria"),
    ("swelling", r"swell(?:s|ed|ing)?(?: up)?|swollen|swelled"), ("itching", r"itch(?:y|ing|es)?"),
    ("trouble breathing", r"(?:can't|cannot|trouble|difficulty|hard to) breath\w*|short of breath|wheez\w+"
    r"|throat clos\w+"),
    ("vomiting", r"vomit\w*|throw(?:s|ing)? up|threw up|sick to my stomach"), ("nausea", r"nause\w+|queasy"),
    ("diarrhea", r"diarrh\w+"), ("dizziness", r"dizz\w+"), ("fainting", r"pass(?:ed)? out|faint\w*"),
    ("runny nose", r"runny nose|sneez\w+|watery eyes"),
)  # fmt: skip
_REACTIONS = tuple((name, re.compile(rf"\b(?:{form})\b", re.I)) for name, form in REACTIONS)
_CAUSES = re.compile(
    r"\b(?:gave|gives|give|made|makes|make|had|got|get|broke|brings|from|swelled|swell|when i (?:had|took))\b", re.I
)
_FOUND = re.compile(
    r"\b(?:" + "|".join(re.escape(one) for one in sorted(ALLERGENS, key=len, reverse=True)) + r")\b", re.I
)
_KIN = re.compile(
    r"\b(?:my|his|her) (?:mother|father|mom|mum|dad|brother|sister|son|daughter|wife|husband)\b[^.?!]*allerg", re.I
)
Place = tuple[int, int, str]


def allergies(said: Sequence[Said]) -> list[Fact]:
    """Each allergy once, with the reaction where one is told nearby."""
    told: dict[tuple[str, str], Fact] = {}
    for number in range(len(said)):
        for fact in _of(number, said):
            told.setdefault((fact.name, fact.assertion), fact)
    return list(told.values())


def _of(number: int, said: Sequence[Said]) -> Iterator[Fact]:
    one = said[number]
    for sentence in sentences(one.text, one.role):
        if sentence.asks and _STEM.search(sentence.text):
            yield from _asked(number, said, sentence)
        elif sentence.asks and _ASK_CANNOT.search(sentence.text):
            yield from _cannot(number, said)
        elif _STEM.search(sentence.text) or _TO.search(sentence.text):
            yield from _stated(number, said, sentence)


def _stated(number: int, said: Sequence[Said], sentence: Sentence) -> Iterator[Fact]:
    text = plain(sentence.text)
    stem = _TO.search(text) or _STEM.search(text)
    if stem is None or hollow(text[: stem.start()]):
        return
    if _NONE.search(text) and not _places(text):
        start, end = sentence.start + stem.start(), sentence.start + stem.end()
        yield _none(number, start, end, said[number].text, (number,))
        return
    for start, end, name in _near(text, stem):
        status = FAMILY if _KIN.search(text) else ABSENT if _NONE.search(text[: stem.end()]) else PRESENT
        yield _fact(number, sentence.start + start, sentence.start + end, name, status, said, (number,))


def _near(text: str, stem: re.Match[str]) -> list[Place]:
    """Substances after "allergic to", or right before "allergy"."""
    after = [place for place in _places(text) if place[0] >= stem.end()]
    before = [place for place in _places(text) if 0 <= stem.start() - place[1] <= 2]
    if after and re.search(r"\b(?:so|but|because|take|took|i (?:use|have)|we)\b", text[stem.end() : after[0][0]], re.I):
        after = []
    joined: list[Place] = []
    for place in after:
        gap = text[(joined[-1][1] if joined else stem.end()) : place[0]]
        if joined and not re.fullmatch(r"\W*(?:(?:and|or|also|to|as well as|the)\b\W*)*", gap, re.I):
            break
        joined.append(place)
    return [*before, *joined]


def _places(text: str) -> list[Place]:
    """Every substance that a text names."""
    drugs = [(one.start, one.end, one.drug.name) for one in named(text)]
    others = [(one.start(), one.end(), one[0].lower()) for one in _FOUND.finditer(text)]
    free = [one for one in others if not any(start < one[1] and one[0] < end for start, end, _ in drugs)]
    return sorted([*drugs, *free])


def _asked(number: int, said: Sequence[Said], sentence: Sentence) -> Iterator[Fact]:
    """The answer to "Are you allergic to anything?": names, or no."""
    at = answer_to(number, said)
    if at is None:
        return
    answer = said[at].text
    asked = _places(sentence.text)
    status = verdict(answer)
    if asked and status in (PRESENT, ABSENT):
        start, end = first_words(answer)
        for _, _, name in asked:
            yield _fact(at, start, end, name, status, said, (at, number))
    elif status != ABSENT and not _STEM.search(answer):
        yield from (_fact(at, start, end, name, PRESENT, said, (at, number)) for start, end, name in _first(answer))
    elif status == ABSENT and not _places(answer):
        start, end = first_words(answer)
        yield _none(at, start, end, answer, (at, number))


def _cannot(number: int, said: Sequence[Said]) -> Iterator[Fact]:
    """The answer to "Is there any medicine that you cannot take?": a name with what it does."""
    at = answer_to(number, said)
    if at is not None and any(form.search(said[at].text) for _, form in _REACTIONS):
        for start, end, name in _first(said[at].text):
            yield _fact(at, start, end, name, PRESENT, said, (at, number))


def _first(answer: str) -> list[Place]:
    """The substances of an answer that stand before any other sentence."""
    head = re.split(r"(?<=[.!?])\s", answer)[:2]
    return [place for place in _places(answer) if place[0] < len(" ".join(head))]


def _fact(
    number: int, start: int, end: int, name: str, status: str, said: Sequence[Said], sources: tuple[int, ...]
) -> Fact:
    values: dict[str, Any] = {}
    reaction = _reaction(said, number) if status == PRESENT else None
    if reaction:
        values["reaction"] = reaction
    return Fact(ALLERGY, name, number, start, end, said[number].text[start:end], status, values, sources)


def _reaction(said: Sequence[Said], number: int) -> str | None:
    """What is told of the reaction in the same utterance, or in the next one of the same speaker."""
    later = next(
        (at for at in range(number + 1, min(number + 3, len(said))) if said[at].role == said[number].role), None
    )
    asked = later is not None and re.search(r"\b(?:what happen|react)", said[later - 1].text, re.I)
    text = said[number].text + (f" {said[later].text}" if asked and later is not None else "")
    told = [name for name, form in _REACTIONS if form.search(text)]
    return ", ".join(told) or None


def _none(number: int, start: int, end: int, text: str, sources: tuple[int, ...]) -> Fact:
    return Fact(ALLERGY, NONE_KNOWN, number, start, end, text[start:end], ABSENT, {}, sources)
