"""From evidence back to the consultation: which utterance, which second, which fact stands behind an addend."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from core.finding import Column, Evidence, Moment, Place, Reading, Span
from domains.telemedicine.triage.breath import Breath, Run
from domains.telemedicine.triage.levels import PIVOT
from domains.telemedicine.triage.vitals import signs_of

MOST = 5
Utterances = Sequence[Mapping[str, Any]]
Facts = Sequence[Mapping[str, Any]]
Reason = dict[str, Any]


def because(reading: Reading, utterances: Utterances, facts: Facts, breath: Breath | None) -> list[dict[str, Any]]:
    """What each modality added to the log-odds that the patient should be seen today, and where that lies."""
    finding = next((one for one in reading.findings if one.label == PIVOT), None)
    if finding is None:
        return []
    places = _Places(utterances, facts, breath)
    return [_contribution(one, places) for one in finding.evidence]


def _contribution(one: Evidence, places: _Places) -> dict[str, Any]:
    reasons = [reason for place in one.where if (reason := places.reason(place)) is not None]
    return {"modality": one.modality.value, "log_odds": round(one.log_odds, 4), "because": _few(reasons)}


def _few(reasons: Sequence[Reason]) -> list[Reason]:
    """The strongest few; a word that counts in several utterances is named where it is first met."""
    first: dict[str, Reason] = {}
    for reason in reasons:
        first.setdefault(str(reason["words"]).lower(), reason)
    return list(first.values())[:MOST]


class _Places:
    """Finds what a place of the evidence is in the consultation."""

    def __init__(self, utterances: Utterances, facts: Facts, breath: Breath | None) -> None:
        self._utterances = utterances
        self._facts = facts
        self._runs: Sequence[Run] = breath.runs if breath else ()
        lengths = [len(one["role"]) + 2 + len(" ".join(str(one["text"]).splitlines())) for one in utterances]
        self._ends = list(accumulate(lengths))
        self._signs = signs_of(facts)[1]

    def reason(self, place: Place) -> Reason | None:
        """As the page shows it; None for what has no place here."""
        if isinstance(place, Span):
            utterance = bisect_right(self._ends, place.start)
            return {"words": place.text, "utterance": utterance, "log_odds": float(place.reading)}
        if isinstance(place, Moment):
            return self._heard(place)
        return self._measured(place) if isinstance(place, Column) else None

    def _heard(self, moment: Moment) -> Reason | None:
        words = [word for run in self._runs if moment.start <= run.start < moment.end for word in run.words]
        runs = [run for run in self._runs if moment.start <= run.start < moment.end]
        text = " … ".join(" ".join(word.text.strip() for word in run.words) for run in runs)
        utterance = self._spoken_at(words[0].middle) if words else None
        return None if utterance is None else {"words": text, "utterance": utterance, "start": round(moment.start, 2)}

    def _spoken_at(self, second: float) -> int | None:
        """The utterance that holds a word of that second."""
        for number, one in enumerate(self._utterances):
            words = one.get("words") or ()
            if words and float(words[0][1]) <= second <= float(words[-1][2]):
                return number
        return None

    def _measured(self, column: Column) -> Reason | None:
        """A sign that has points; one that is as it should be is no reason."""
        if not column.log_odds:
            return None
        fact = self._facts[self._signs[column.name]] if column.name in self._signs else {}
        words = fact.get("text") or f"{column.name} {column.value}"
        return {"words": words, "utterance": fact.get("utterance"), "log_odds": round(column.log_odds, 2)}
