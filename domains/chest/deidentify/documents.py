"""A signed document that leaves de-identified: rebuilt from what may stay, free text left out, then checked."""

import json
import re
import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from domains.chest.cases import Choice, Decision, Record, Stated
from domains.chest.deidentify import check, known
from domains.chest.deidentify.known import Known
from domains.chest.deidentify.pseudonyms import Pseudonyms, band, patient_key
from domains.chest.deidentify.scrub import scrub
from domains.chest.review import draft, title

COPIED = ("schema", "number", "kind", "data")
FACTS = ("kind", "view", "modality", "rows", "columns", "photometric", "bits")
FINDING = ("label", "probability", "state", "logit", "prior")
PLACE = ("kind", "x", "y", "width", "height", "share", "start", "end", "name", "log_odds")
DIGEST = re.compile(r"[0-9a-f]{64}")
SLUG = re.compile(r"[a-z0-9][a-z0-9 _./-]{0,40}", re.IGNORECASE)
DROPPED = "[left out on de-identification]"


def document(
    signed: Mapping[str, Any], secret: bytes | None = None, with_text: bool = False, more: Iterable[Known] = ()
) -> dict[str, Any]:
    """A signed document without anything that identifies.

    Names and ids are replaced, days moved as in the patient's films, ages banded. The report is written anew from the
    decisions; notes, comments, impressions and addenda are free text and left out.

    Args:
        signed: The document as it was signed (:mod:`domains.chest.signing`).
        secret: Of the installation; without it the pseudonyms of this one document are random.
        with_text: Keep free text, scrubbed of what is known and of what looks like a name, number, day, place or
            address; ``deidentification.free_text`` says so. Scrubbing cannot be complete.
        more: Identifiers known from elsewhere that the result is searched for too.

    Raises:
        NotChecked: something of the source was still found; nothing may leave.
    """
    wanted = known.of_document(signed) | frozenset(more)
    left = _Document(signed, Pseudonyms(secret or secrets.token_bytes(32)), wanted if with_text else None).rebuilt()
    check.demand_text(json.dumps(left, ensure_ascii=False), wanted)
    return left


class _Document:
    """One document on its way out.

    Args:
        signed: The document.
        names: Pseudonyms.
        wanted: What free text is scrubbed of; None leaves free text out.
    """

    def __init__(self, signed: Mapping[str, Any], names: Pseudonyms, wanted: frozenset[Known] | None) -> None:
        self._signed, self._names, self._wanted = signed, names, wanted
        self._patient, self._study = signed.get("patient") or {}, signed.get("study") or {}
        key = (str(self._patient.get("reference") or ""), str(self._patient.get("label") or ""))
        self._key = patient_key(*key, str(self._study.get("uid") or ""))

    def rebuilt(self) -> dict[str, Any]:
        """What may leave."""
        signed = self._signed
        left: dict[str, Any] = {key: signed[key] for key in COPIED if key in signed and _plain(signed[key])}
        left |= {"case": self._names.case(str(signed.get("case"))), "signed_by": self._person(signed.get("signed_by"))}
        left |= {"signed_at": self._moment(signed.get("signed_at")), "deidentification": self._method()}
        if signed.get("kind") == "addendum":
            return left | {"addendum": self._text(signed.get("addendum"))}
        return left | self._inputs() | self._machine() | self._reader()

    def _method(self) -> dict[str, Any]:
        free = "scrubbed, which cannot be complete" if self._wanted is not None else "left out"
        return {"dates": "moved by whole weeks", "age": "five-year bands", "free_text": free}

    def _inputs(self) -> dict[str, Any]:
        signed, uid = self._signed, self._study.get("uid")
        patient = self._names.patient(self._key)
        note = signed.get("note")
        return {
            "patient": {"reference": patient, "label": patient},
            "study": {"uid": self._names.uid(str(uid)) if uid else None, "date": self._day(self._study.get("date"))},
            "films": [self._film(number, film) for number, film in enumerate(signed.get("films") or ())],
            "note": {"text": self._text(note.get("text"))} if note and self._wanted is not None else None,
            "record": self._record(signed.get("record") or {}),
        }

    def _film(self, number: int, film: Mapping[str, Any]) -> dict[str, Any]:
        facts = film.get("facts") or {}
        kept = _picked(facts, FACTS) | _spacing(facts.get("spacing"))
        kept |= {"age": band(facts["age"])} if isinstance(facts.get("age"), int | float) else {}
        kept |= {"sex": facts["sex"]} if facts.get("sex") in ("F", "M") else {}
        uids = {
            key: self._names.uid(str(facts[key])) for key in ("study_uid", "series_uid", "sop_uid") if facts.get(key)
        }
        day = self._day(facts.get("study_date"))
        facts = {**kept, **uids, **({"study_date": day} if day else {})}
        return {
            "name": f"film {number + 1}",
            "sha256": None,
            **_picked(film, ("rows", "columns")),
            "facts": {k: v for k, v in facts.items() if v is not None},
        }

    def _record(self, record: Mapping[str, Any]) -> dict[str, Any]:
        age = record.get("age")
        return {
            "age": float(band(age)) if isinstance(age, int | float) else None,
            "sex": record.get("sex") if record.get("sex") in ("F", "M") else None,
            "view": record.get("view") if record.get("view") in ("PA", "AP", "LL") else None,
            "laboratory": _words_and_numbers(record.get("laboratory") or {}, 2),
        }

    def _machine(self) -> dict[str, Any]:
        reading = self._signed.get("reading") or {}
        weights = str(reading.get("weights") or "")
        return {
            "reading": {
                "weights": weights if DIGEST.fullmatch(weights) else None,
                "made_at": self._moment(reading.get("made_at")),
                "findings": [_finding(each) for each in reading.get("findings") or ()],
                "refused": [
                    _picked(each, ("role", "code")) | {"sentence": ""} for each in reading.get("refused") or ()
                ],
                "notices": [],
                "heatmaps": {},
                "film": None,
                "operating_point": _words_and_numbers(reading.get("operating_point") or {}, 3),
            }
        }

    def _reader(self) -> dict[str, Any]:
        decisions = [self._decision(each) for each in self._signed.get("decisions") or ()]
        impressions = self._signed.get("impressions") or () if self._wanted is not None else ()
        return {
            "decisions": decisions,
            "impressions": [
                {"text": self._text(i["text"]), "by": self._names.person(i["by"]), "at": self._moment(i["at"])}
                for i in impressions
            ],
            "report": self._report(decisions),
        }

    def _decision(self, decision: Mapping[str, Any]) -> dict[str, Any]:
        kept = _picked(decision, ("label", "choice", "stated"))
        comment = self._text(decision.get("comment")) if self._wanted is not None else ""
        person = self._names.person(str(decision.get("by") or ""))
        return {**kept, "comment": comment, "by": person, "at": self._moment(decision.get("at"))}

    def _report(self, decisions: Sequence[Mapping[str, Any]]) -> str:
        """The report's words as the decisions give them; what the reader wrote into it is free text."""
        moved = self._day(self._study.get("date"))
        kept = self._record(self._signed.get("record") or {})
        first = title(
            bool(self._signed.get("films")), Record(view=kept["view"]), date.fromisoformat(moved) if moved else None
        )
        stated = {each["label"]: _decided(each) for each in decisions}
        order = [str(each.get("label")) for each in (self._signed.get("reading") or {}).get("findings") or ()]
        return draft(first, stated, order)

    def _person(self, who: Any) -> dict[str, str]:
        name = self._names.person(str((who or {}).get("name") or ""))
        return {"id": name, "name": name}

    def _day(self, text: Any) -> str | None:
        day = known.as_day(str(text or ""))
        moved = self._names.day(self._key, day) if day else None
        return moved.isoformat() if moved else None

    def _moment(self, text: Any) -> str | None:
        at = known.as_moment(str(text or ""))
        moved = self._names.day(self._key, at.date()) if at else None
        return f"{moved.isoformat()}T00:00:00+00:00" if moved else None

    def _text(self, text: Any) -> str:
        return scrub(str(text or ""), self._wanted) if self._wanted is not None else DROPPED


def _decided(each: Mapping[str, Any]) -> Decision:
    stated = Stated(each["stated"]) if each.get("stated") else None
    at = known.as_moment(each["at"] or "2000-01-01") or known.as_moment("2000-01-01")
    assert at is not None  # noqa: S101
    return Decision(each["label"], Choice(each["choice"]), stated, each["comment"], each["by"], at)


def _finding(finding: Mapping[str, Any]) -> dict[str, Any]:
    kept = _picked(finding, FINDING)
    kept["evidence"] = [
        _picked(each, ("role", "modality", "log_odds"))
        | {"where": [_where(place) for place in each.get("where") or () if place.get("kind") != "column"]}
        for each in finding.get("evidence") or ()
    ]
    return kept


def _where(place: Mapping[str, Any]) -> dict[str, Any]:
    """A place without the words of the note that stand there."""
    blank = {"text": "", "reading": ""} if place.get("kind") == "span" else {}
    return _picked(place, PLACE) | blank


def _picked(told: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    return {key: told[key] for key in keys if key in told and _plain(told[key])}


def _spacing(value: Any) -> dict[str, Any]:
    fits = isinstance(value, list | tuple) and len(value) == 2 and all(isinstance(each, float | int) for each in value)
    return (
        {"spacing": [round(float(each), 6) for each in value]} if fits and all(0 < each < 10 for each in value) else {}
    )


def _plain(value: Any) -> bool:
    """A number, a truth or a short word of letters that a program writes."""
    if isinstance(value, bool | float) or value is None:
        return True
    if isinstance(value, int):
        return abs(value) < 1_000_000
    return isinstance(value, str) and bool(value in ("", "<", ">") or SLUG.fullmatch(value))


def _words_and_numbers(told: Mapping[str, Any], depth: int) -> dict[str, Any]:
    """What of a mapping is names, numbers and short words, so many levels down."""
    kept = {key: value for key, value in told.items() if SLUG.fullmatch(str(key)) and _plain(value)}
    nested = {key: value for key, value in told.items() if isinstance(value, Mapping) and SLUG.fullmatch(str(key))}
    return kept | {key: _words_and_numbers(value, depth - 1) for key, value in nested.items() if depth > 1}
