"""Who is meant: "I have" of a patient and "you have" of a doctor are both "she has" in a note."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

_MALE = re.compile(
    r"\b(?:year-old (?:\w+ ){0,2}(?:male|man|gentleman|boy)|mr\.?|sir|mister|he is a|i'?m a male)\b", re.I
)
_FEMALE = re.compile(
    r"\b(?:year-old (?:\w+ ){0,2}(?:female|woman|lady|girl)|ms\.?|mrs\.?|miss|ma'am|she is a|i'?m a female|my husband"
    r"|pregnant|my periods?|your (?:last )?(?:menstrual|periods?|pap smear|mammogram))\b",
    re.I,
)
_HE = re.compile(r"\b(?:he|his|him)\b", re.I)
_SHE = re.compile(r"\b(?:she|her|hers)\b", re.I)
_THIRD = {"have": "has", "do": "does", "go": "goes", "am": "is", "are": "is", "were": "was", "don't": "does not"}
_THIRD |= {"haven't": "has not", "aren't": "is not", "weren't": "was not"}
_PLURAL = {"has": "have", "is": "are", "was": "were", "does": "do", "denies": "deny", "will": "will"}
VERBS = frozenset(
    """take feel think get know want need like use eat drink smoke live work try see wake notice say walk run sleep
    exercise come make start keep find look play ache cough vomit check monitor deny remember forget love
    hate enjoy stand sit
    lie lay lift move bend climb travel watch avoid follow give wear tend understand believe guess hope plan prefer
    experience suffer struggle report mean describe tell ride drive swim cook help stay breathe swallow""".split()
)
_ADVERBS = frozenset(
    "also still always usually never often sometimes only probably currently normally typically".split()
)
_BEFORE_OBJECT = frozenset(
    """to for with of diagnose bring write offer remind teach advise encourage see give refer
    start put get let send prescribe on from about by at tell ask want recommend keep
    help have bother bothering bothers need examine check show continue switch order like call told gave made saw helped
    near around around.""".split()
)
_TOKEN = re.compile(r"\d+(?:[.,]\d+)+|\w+(?:['\u2019-]\w+)*|[^\s\w]")


@dataclass(frozen=True)
class Person:
    """How a note calls the patient.

    Attributes:
        subject: "he", "she" or "they".
        object: "him", "her" or "them".
        possessive: "his", "her" or "their".
        one: Whether verbs take the third person singular.
    """

    subject: str
    object: str
    possessive: str
    one: bool = True

    @property
    def reflexive(self) -> str:
        """The form that falls back on the patient: "himself", "herself" or "themselves"."""
        return f"{self.object}self" if self.one else "themselves"

    def verb(self, singular: str) -> str:
        """A verb in the third person singular, as it goes with the subject."""
        return singular if self.one else _PLURAL.get(singular, singular.removesuffix("s"))


MAN = Person("he", "him", "his")
WOMAN = Person("she", "her", "her")
ANYONE = Person("they", "them", "their", one=False)


def person_in(texts: Iterable[str]) -> Person:
    """He or she where the dialogue makes it plain, they otherwise; pronouns count only beside a plain sign."""
    whole = " ".join(texts)
    men = 4 * len(_MALE.findall(whole)) + min(3, len(_HE.findall(whole)))
    women = 4 * len(_FEMALE.findall(whole)) + min(3, len(_SHE.findall(whole)))
    if max(men, women) < 4 or abs(men - women) < 2:
        return ANYONE
    return MAN if men > women else WOMAN


def of_patient(clause: str, person: Person) -> str:
    """What a patient says of themselves, said of them."""
    return _rewrite(clause, person, "i", "me", "my", _contractions("i'm", "i've", "i'll", "i'd"))


def of_doctor(clause: str, person: Person) -> str:
    """What a doctor says to a patient, said of them."""
    return _rewrite(clause, person, "you", "you", "your", _contractions("you're", "you've", "you'll", "you'd"))


def _contractions(am: str, have: str, will: str, would: str) -> dict[str, str]:
    return {am: "is", have: "has", will: "will", would: "would"}


def _rewrite(clause: str, person: Person, subject: str, obj: str, possessive: str, short: dict[str, str]) -> str:
    parts = _TOKEN.findall(clause)
    out: list[str] = []
    inflect = False
    for at, part in enumerate(parts):
        low = part.lower()
        before = parts[at - 1].lower() if at else ""
        if low in short:
            out += [person.subject, person.verb(short[low])]
            inflect = False
        elif low == possessive or low == f"{possessive}s":
            out.append(person.possessive)
        elif low in ("myself", "yourself"):
            out.append(person.reflexive)
        elif low == subject and not (subject == obj and before in _BEFORE_OBJECT):
            out.append(person.subject)
            out, inflect = _asked(out, before, True) if person.one else (out, True)
        elif low == obj:
            out.append(person.object)
        else:
            out.append(_agreeing(low, part, person) if inflect else part)
            inflect = inflect and low in _ADVERBS
    return joined(out)


def _asked(out: list[str], before: str, inflect: bool) -> tuple[list[str], bool]:
    """After an auxiliary ("do you have") the verb keeps its form, and the auxiliary takes the third person."""
    if before in ("do", "have", "are", "were"):
        return [*out[:-2], _THIRD[before], out[-1]], False
    if before in ("did", "can", "could", "would", "will", "should", "is", "had"):
        return out, False
    return out, inflect


def _agreeing(low: str, part: str, person: Person) -> str:
    if person.one:
        return _third(low, part)
    return {"am": "are", "was": "were"}.get(low, part)


def _third(low: str, part: str) -> str:
    if low in _THIRD:
        return _THIRD[low]
    if low not in VERBS:
        return part
    if low.endswith("y") and low[-2] not in "aeiou":
        return f"{low[:-1]}ies"
    return f"{low}es" if low.endswith(("s", "sh", "ch", "x", "o")) else f"{low}s"


def joined(parts: Iterable[str]) -> str:
    """Tokens as text, with no space before punctuation."""
    text = re.sub(r"\s+([,.;:!?%)])", r"\1", " ".join(parts))
    return re.sub(r"\s*([/-])\s*", r"\1", text).replace("$ ", "$").replace("( ", "(")


Rewriter = Callable[[str, Person], str]
