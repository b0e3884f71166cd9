"""What is typed into the card browser, taken apart."""

import re
from dataclasses import dataclass, field

from domains.vocabulary.decks.fields import LEVELS
from domains.vocabulary.folding import folded

PART = re.compile(r'(-?)(?:([a-z]+):)?(?:"([^"]*)"?|(\S+))', re.IGNORECASE)
IS = ("due", "new", "learning", "review", "leech", "suspended", "buried")
FLAGS = range(8)
LONGEST, MANY = 500, 30


@dataclass(frozen=True)
class Term:
    """One condition: ``name`` is empty for plain words; ``negated`` where a minus stands before it."""

    name: str
    value: str
    negated: bool = False


@dataclass(frozen=True)
class Query:
    """All conditions, each of which must hold; ``problem`` says what could not be understood."""

    terms: tuple[Term, ...] = field(default_factory=tuple)
    problem: str = ""


def parsed(typed: str) -> Query:
    """Take a query apart; what cannot be understood is left out, and said."""
    terms, problems = [], []
    if len(typed) > LONGEST:
        problems.append(f"Only the first {LONGEST} characters were looked for.")
    for minus, name, quoted, bare in PART.findall(typed[:LONGEST])[:MANY]:
        term = Term(name.lower(), quoted or bare, bool(minus))
        if name and term.name not in _CHECKS:
            problems.append(f"“{name}:” is not known: use {', '.join(f'{each}:' for each in _CHECKS)}.")
            continue
        problem = _CHECKS[term.name](term.value) if term.name else ""
        if problem:
            problems.append(problem)
        elif term.name or folded(term.value):
            terms.append(term)
    return Query(tuple(terms), problems[0] if problems else "")


def _is(value: str) -> str:
    return "" if value.lower() in IS else f"“is:{value}” is not known: use {', '.join(f'is:{each}' for each in IS)}."


def _flag(value: str) -> str:
    return "" if value.isascii() and value.isdigit() and int(value[:3]) in FLAGS else "A flag is a number from 0 to 7."


def _level(value: str) -> str:
    return "" if value.upper() in LEVELS else f"A level is one of {', '.join(LEVELS)}."


def _any(value: str) -> str:
    return "" if value else "Write what to look for after the colon."


_CHECKS = {"tag": _any, "flag": _flag, "is": _is, "level": _level, "deck": _any}
