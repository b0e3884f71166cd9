"""Facts of consultations against three references: `python -m benchmarks.telemedicine.facts --data DIR`.

Hand-marked exchanges (`facts.toml`, written after the rules; what the first measurement found wrong was put right
since); the consultations that we wrote with their truth (`scripts.toml`, which the rules were built beside); and
ACI-Bench, official test part 1, where the clinician's note is the reference: what it holds in figures and names, found
in the dialogue, and how much of what was found the note supports. A note leaves out what is normal, so support is a
lower bound. Assertions of the note are read by the suite's own reader, so agreement with them is agreement with a
machine. Beside it: a list of words without assertions, and figures without words. Intervals are drawn by exchange or
by visit.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.telemedicine.speaking import scripts
from core.encoders.assertions import AssertionReader
from core.evaluation.bootstrap import Interval, interval
from domains.telemedicine.facts import Fact, Said, facts
from domains.telemedicine.facts.dosing import dosed
from domains.telemedicine.lexicon.drugs import named
from domains.telemedicine.lexicon.findings import vocabulary
from domains.telemedicine.roles.telling import tell
from domains.telemedicine.training.arguments import data_folder
from domains.telemedicine.training.corpora import TEST, Encounter, encounters

MARKED = Path(__file__).with_name("facts.toml")
ROLES = {"D": "doctor", "P": "patient", "O": "other"}
Triple = tuple[str, str, str]
Pairs = Sequence[tuple[set[Any], set[Any]]]
Method = Callable[[Sequence[Said]], set[Triple]]
_PRESSURE = re.compile(r"\b(\d{2,3})\s*(?:/|over)\s*(\d{2,3})\b")
_FIGURES = {
    "heart rate": re.compile(r"(?:heart rate|pulse)\D{0,12}(\d{2,3})\b", re.I),
    "temperature": re.compile(r"temp(?:erature)?\D{0,12}(\d{2,3}(?:\.\d)?)\b", re.I),
    "oxygen saturation": re.compile(r"(?:saturation|o2|oxygen)\D{0,14}(\d{2,3})\b", re.I),
    "respiratory rate": re.compile(r"(?:respiratory rate|respirations)\D{0,10}(\d{1,2})\b", re.I),
    "hba1c": re.compile(r"a1c\D{0,14}(\d{1,2}(?:\.\d)?)\b", re.I),
}


def said_of(fact: Fact) -> str:
    """What is told of a fact: a drug's state, a measurement's value, or the assertion."""
    values = fact.values
    if fact.kind == "drug":
        return str(values["state"])
    if fact.name == "blood pressure":
        return f"{values['systolic']:g}/{values['diastolic']:g}"
    return f"{values['value']:g}" if fact.kind == "vital" else fact.assertion


def ours(said: Sequence[Said]) -> set[Triple]:
    """What the domain tells."""
    return {(one.kind, one.name, said_of(one)) for one in facts(said)}


def words_alone(said: Sequence[Said]) -> set[Triple]:
    """Names of the lexicon, each taken to be there, and figures without words."""
    text = " ".join(one.text for one in said)
    reader = AssertionReader(vocabulary())
    found = {("finding", one.concept, "present") for one in reader.read(text)}
    return found | {("drug", one.drug.name, "taking") for one in named(text)} | {
        ("vital", name, value) for name, value in figures(text)
    }  # fmt: skip


def figures(text: str) -> set[tuple[str, str]]:
    """Measurements that a text holds in figures."""
    pressures = {
        ("blood pressure", f"{one[1]}/{one[2]}")
        for one in _PRESSURE.finditer(text)
        if int(one[1]) > 70 and int(one[2]) > 35
    }
    return pressures | {
        (name, f"{float(one[1]):g}") for name, form in _FIGURES.items() for one in form.finditer(text)
    }  # fmt: skip


def share(pairs: Pairs) -> Interval:
    """Share of the first sets that the second ones hold, drawn by pair."""
    counts = np.array([(len(wanted & there), len(wanted)) for wanted, there in pairs], np.float64)
    return interval(lambda at: float(counts[at, 0].sum() / max(counts[at, 1].sum(), 1)), np.arange(len(counts)))


def both(name: str, pairs: Pairs) -> str:
    """A line: how much of the reference is found, and how much of what is found is in the reference."""
    count = sum(len(wanted) for wanted, _ in pairs)
    return f"| {name} | {count} | {share(pairs)} | {share([(there, wanted) for wanted, there in pairs])} |"


def marked() -> str:
    """The exchanges that were marked by hand."""
    talks = tomllib.loads(MARKED.read_text(encoding="utf-8"))["talk"]
    lines = ["| hand-marked exchanges | facts | found | right |", "|---|---|---|---|"]
    for name, method in (("ours", ours), ("words alone", words_alone)):
        pairs = [(_wanted(talk), method(_dialogue(talk))) for talk in talks]
        lines.append(both(name, pairs))
        for kind in ("finding", "vital", "drug", "allergy", "red flag"):
            part = [tuple({one for one in side if one[0] == kind} for side in pair) for pair in pairs]
            lines.append(both(f"{name}: {kind}", [(one[0], one[1]) for one in part if one[0] or one[1]]))
    return "\n".join(lines)


def _wanted(talk: Mapping[str, Any]) -> set[Triple]:
    return {(kind, name, value) for kind, name, value in talk["facts"]}


def _dialogue(talk: Mapping[str, Any]) -> list[Said]:
    return [Said(line[3:], ROLES[line[0]]) for line in talk["lines"]]


def written() -> str:
    """The consultations that we wrote."""
    lines = ["| written consultations | facts | found |", "|---|---|---|"]
    rows: dict[str, list[tuple[set[Any], set[Any]]]] = {}
    for script in scripts().values():
        found = facts([Said(text, role) for role, text in script.lines])
        for name, pair in _truth(script.facts, found).items():
            rows.setdefault(name, []).append(pair)
    lines += [f"| {name} | {sum(len(one) for one, _ in pairs)} | {share(pairs)} |" for name, pairs in rows.items()]
    return "\n".join(lines)


def _truth(truth: Mapping[str, Any], found: Sequence[Fact]) -> dict[str, tuple[set[Any], set[Any]]]:
    taken = {(one.values["drug"], one.assertion == "present") for one in found if one.kind == "drug"}
    doses = {(one.name, one.values.get("dose")) for one in found if one.kind == "drug"}
    asked = [one for one in truth["drugs"] if one["name"] not in truth["allergies"]]
    told = {name for one in found if one.kind == "vital" for name in _vital(one)}
    return {
        "drugs, taken or not": ({(_generic(one["name"]), one["taken"]) for one in asked}, taken),
        "drugs with their dose": ({(one["name"], _figure(one["dose"])) for one in asked if "dose" in one}, doses),
        "allergies": (set(truth["allergies"]), {one.name for one in found if one.kind == "allergy"}),
        "vitals": ({(name, float(value)) for name, value in truth["vitals"].items()}, told),
    }


def _generic(name: str) -> str:
    found = named(name)
    return found[0].drug.drug if found else name


def _figure(dose: str) -> float:
    return float(dose.split()[0])


def _vital(fact: Fact) -> set[tuple[str, float]]:
    called = {
        "heart rate": "pulse", "oxygen saturation": "saturation", "respiratory rate": "respiratory",
    }.get(fact.name, fact.name)  # fmt: skip
    if fact.name == "blood pressure":
        return {("systolic", fact.values["systolic"]), ("diastolic", fact.values["diastolic"])}
    return {(called, fact.values["value"])}


def noted(data: Path) -> str:
    """ACI-Bench test part 1 against its notes."""
    visits = [one for one in encounters(data) if one.official_split == TEST and one.variant == "challenge"]
    told = [_roles(one) for one in visits]
    found = [facts(said) for said in told]
    texts = [" ".join(one.text for one in said) for said in told]
    notes = [one.note for one in visits]
    lines = ["| ACI-Bench, against the note | in the notes | found | supported by the note |", "|---|---|---|---|"]
    reference = [figures(note) for note in notes]
    lines.append(both("vitals", list(zip(reference, [_values(one) for one in found], strict=True))))
    lines.append(both("vitals, figures alone", list(zip(reference, [figures(text) for text in texts], strict=True))))
    drugs = [_drugs(note) for note in notes]
    spoken = [{one.values["drug"] for one in all if one.kind == "drug"} for all in found]
    lines.append(both("drugs", list(zip(drugs, spoken, strict=True))))
    lines.append(both("drugs, words alone", list(zip(drugs, [_drugs(text) for text in texts], strict=True))))
    doses = [{(one.values["drug"], one.values.get("dose")) for one in all if one.kind == "drug"} for all in found]
    held = [{pair for pair in one if pair[1] is not None} for one in doses]
    lines.append(both("drugs with dose", list(zip([_doses(note) for note in notes], held, strict=True))))
    lines += ["", *_agreement(notes, told, found)]
    return "\n".join(lines)


def _roles(visit: Encounter) -> list[Said]:
    roles = tell(visit.transcript).utterances
    return [Said(one.text, role.role) for one, role in zip(visit.transcript.utterances, roles, strict=True)]


def _values(found: Sequence[Fact]) -> set[tuple[str, str]]:
    names = ("blood pressure", *_FIGURES)
    return {(one.name, said_of(one)) for one in found if one.kind == "vital" and one.name in names}


def _drugs(text: str) -> set[str]:
    return {one.drug.drug for one in named(text) if not one.drug.ordinary}


def _doses(note: str) -> set[tuple[str, float]]:
    out = set()
    for line in note.splitlines():
        for one in named(line):
            told = dosed(line, one.end, len(line), line[: one.start])[0]
            if "dose" in told:
                out.add((one.drug.drug, float(told["dose"])))
    return out


def _agreement(notes: Sequence[str], told: Sequence[Sequence[Said]], found: Sequence[Sequence[Fact]]) -> list[str]:
    """Present or absent, for findings of which note and dialogue both say one of the two."""
    reader = AssertionReader(vocabulary())
    truth = [_settled((one.concept, str(one.status.value)) for one in reader.read(note)) for note in notes]
    mine = [_settled((one.name, one.assertion) for one in all if one.kind == "finding") for all in found]
    plain = [
        _settled((one.concept, str(one.status.value)) for said in talk for one in reader.read(said.text))
        for talk in told
    ]
    lines = ["| findings of note and dialogue | pairs | told as the note does |", "|---|---|---|"]
    for name, one in (("ours, with answers", mine), ("sentence by sentence", plain), ("always present", None)):
        pairs = [(_kept(want, mine[at]), _kept(one[at] if one else dict.fromkeys(want, "present"), mine[at]))
                 for at, want in enumerate(truth)]  # fmt: skip
        lines.append(f"| {name} | {sum(len(want) for want, _ in pairs)} | {share(pairs)} |")
    return lines


def _settled(pairs: Any) -> dict[str, str]:
    """Names of which one thing is said, present or absent; what is said both ways is left out."""
    told: dict[str, set[str]] = {}
    for name, status in pairs:
        if status in ("present", "absent"):
            told.setdefault(name, set()).add(status)
    return {name: statuses.pop() for name, statuses in told.items() if len(statuses) == 1}


def _kept(told: Mapping[str, str], among: Mapping[str, str]) -> set[tuple[str, str]]:
    return {(name, status) for name, status in told.items() if name in among}


if __name__ == "__main__":
    folder = data_folder(__doc__)
    print(marked(), written(), noted(folder), sep="\n\n")
