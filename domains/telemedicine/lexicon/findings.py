"""The findings of a consultation as a vocabulary that the suite's reader of assertions understands."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from core.encoders.vocabulary import Vocabulary

TABLE = "findings.toml"
_OTHERS = (
    {"i": "you", "my": "your", "myself": "yourself"},
    {"i": "he", "my": "his", "myself": "himself"},
    {"i": "she", "my": "her", "myself": "herself"},
)


@dataclass(frozen=True)
class Finding:
    """One thing that may be said of somebody's health.

    Attributes:
        name: As it is shown.
        kind: ``symptom`` or ``condition``; a condition lasts.
        code: A category of ICD-10, or "".
        terms: How it is said.
    """

    name: str
    kind: str
    code: str
    terms: tuple[str, ...]


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads((files(__package__) / TABLE).read_text(encoding="utf-8"))


@cache
def findings() -> Mapping[str, Finding]:
    """All findings by name, their terms written out."""
    told = _table()
    made = [
        *_listed(told["symptoms"], "symptom"),
        *_listed(told["conditions"], "condition"),
        *_located(told["located"]),
    ]
    joined: dict[str, Finding] = {}
    for one in made:
        held = joined.get(one.name)
        joined[one.name] = Finding(one.name, one.kind, one.code, (held.terms if held else ()) + one.terms)
    return joined


def _listed(rows: Mapping[str, str], kind: str) -> Iterator[Finding]:
    for name, row in rows.items():
        code, *terms = (part.strip() for part in row.split("|"))
        spoken = [form for term in terms for form in _written_out(term)]
        yield Finding(name, kind, code, tuple(dict.fromkeys([name, *spoken])))


def _located(told: Mapping[str, Any]) -> Iterator[Finding]:
    """Pain, by where it is."""
    for place, about in told.items():
        if place != "frames":
            framed = [frame.replace("{part}", part) for frame in told["frames"] for part in about["names"]]
            terms = tuple(dict.fromkeys(form for frame in framed for form in _written_out(frame)))
            yield Finding(f"{place} pain", "symptom", about["code"], terms)


def _written_out(term: str) -> list[str]:
    """A term for each word that {my} stands for, and of somebody else where the patient's own words are given."""
    words = _table()["my"] if "{my}" in term else ("",)
    own = [" ".join(term.replace("{my}", word).split()) for word in words]
    return [form for one in own for form in dict.fromkeys((one, *(_of_other(one, who) for who in _OTHERS)))]


def _of_other(term: str, who: Mapping[str, str]) -> str:
    return " ".join(who.get(word, word) for word in term.split())


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, made once for a process."""
    told = _table()
    lines = ["decoys = " + json.dumps(told["others"]["decoys"]), "[spellings]"]
    lines += [f"{json.dumps(word)} = {json.dumps(others)}" for word, others in told["spellings"].items()]
    for one in findings().values():
        terms = json.dumps(one.terms, ensure_ascii=False)
        lasting = str(one.kind == "condition").lower()
        lines.append(
            f"[[concept]]\nid = {json.dumps(one.name)}\nkind = '{one.kind}'\nlasting = {lasting}\nterms = {terms}"
        )
    return Vocabulary.load("\n".join(lines).encode())
