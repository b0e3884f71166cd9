"""A question and its short answer as one statement: "Any fever?" - "No." is "Denies any fever."."""

from __future__ import annotations

import re

from domains.telemedicine.drafting.person import Person, of_doctor

_NO = re.compile(
    r"^\W*(?:(?:um|uh|well|hmm|oh|so|okay)\W+)*(?:no|nope|nah|none|never|not (?:really|that|at all|yet|since|recently"
    r"|currently)|i (?:do not|don't|have not|haven't|am not|did not|didn't|can't|cannot)|nothing)\b",
    re.I,
)
_YES = re.compile(
    r"^\W*(?:(?:um|uh|well|hmm|oh|so)\W+)*"
    r"(?:yes|yeah|yep|yup|mm-hmm|mhm|uh-huh|correct|right"
    r"|absolutely|definitely|i (?:do|am|have|did|can)(?=\W*$)|that's (?:right|correct|true)|exactly"
    r"|it (?:does|is|has)(?=\W*$))\b",
    re.I,
)
_UNSURE = re.compile(
    r"^\W*(?:\w+\W+){0,3}?(?:but|except|just|only|maybe|(?:don't|do not|not) (?:know|sure|think|remember|recall)"
    r"|(?:yes|yeah)\W+no|no\W+(?:yes|yeah))\b",
    re.I,
)
"""An answer that begins so takes back what its first word said."""
_LEAD = re.compile(
    r"^(?:(?:and|or|so|but|what about|how about|then|now|okay|any other|have there been)\b[\s,]*)+", re.I
)
_HAVING = re.compile(
    r"^(?:do|did|have|are|were|is|was|had)\s+(?:you|there)\s+(?:(?:ever|also|still|been|had|have|having|got|get|getting"
    r"|notice|noticed|noticing|experience|experienced|experiencing|feel|feeling|felt|any|seen|currently|recently)\s+)+",
    re.I,
)
_ANY = re.compile(r"^(?:is there |was there |are there )?(?P<topic>(?:any|no)\b.*)$", re.I)
_VERB = re.compile(r"^(?P<aux>do|did|have|are|were|can|could|will|would|had)\s+you\s+(?P<rest>.+)$", re.I)
_TAG = re.compile(
    r",?\s*(?:is that right|right|correct|okay|ok|or not|or no|at all|or anything|is that correct)\s*$", re.I
)
_TAKES = frozenset("been had".split())
_NEGATED = {
    "do": "does not", "did": "did not", "have": "has not", "are": "is not", "were": "was not", "can": "cannot",
    "could": "could not", "will": "will not", "would": "would not", "had": "had not",
}  # fmt: skip
_AFFIRMED = {
    "do": "does", "did": "did", "have": "has", "are": "is", "were": "was", "can": "can", "could": "could",
    "will": "will", "would": "would", "had": "had",
}  # fmt: skip
LONGEST = 30


def answered(answer: str) -> bool | None:
    """Whether an answer says yes or no; None where it says neither, both, or takes it back."""
    no, yes = bool(_NO.match(answer)), bool(_YES.match(answer))
    return None if no == yes or _UNSURE.match(answer) else yes


def statement(question: str, answer: str, person: Person) -> str | None:
    """What a question and its answer say together, or None where that is no plain yes or no.

    Args:
        question: One clause that ends in a question mark, without filler.
        answer: The text of the next speaker's utterance.
        person: How the patient is called.
    """
    said = answered(answer)
    asked = _TAG.sub("", _LEAD.sub("", question.strip().rstrip("?., ")).strip())
    if said is None or not asked or len(asked.split()) > LONGEST:
        return None
    topic = _topic(asked)
    if topic is not None:
        return _of_topic(topic, said, person)
    return _of_verb(asked, said, person)


def _topic(asked: str) -> str | None:
    """The thing that is asked for, in "do you have any X" and "any X"."""
    if found := _ANY.match(asked):
        return found["topic"]
    if found := _HAVING.match(asked):
        rest = asked[found.end() :]
        gerund = re.match(r"^(?:\w+ing|able|allergic|to)\b", rest, re.I)
        needs = re.search(r"\b(?:any|have|had|having|notice\w*|experienc\w*|feel\w*|got)\s*$", found[0].strip(), re.I)
        return rest if needs and not gerund and rest else None
    return None


def _of_topic(topic: str, said: bool, person: Person) -> str:
    bare = re.sub(r"^(?:any|no)\s+(?:other\s+)?", "", topic, flags=re.I)
    listed = re.sub(r"\bany\s+", "", bare, flags=re.I)
    told = of_doctor(listed, person)
    return f"{person.subject} {person.verb('reports' if said else 'denies')} {told}"


def _of_verb(asked: str, said: bool, person: Person) -> str | None:
    found = _VERB.match(asked)
    if not found:
        return None
    auxiliary = (_AFFIRMED if said else _NEGATED)[found["aux"].lower()]
    first, *more = auxiliary.split(" ", 1)
    rest = of_doctor(found["rest"], person)
    return " ".join([person.subject, person.verb(first) if first != "cannot" else first, *more, rest])
