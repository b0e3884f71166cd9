"""The level of a told consultation, with what each modality contributed and the honest baseline beside it.

Late fusion adds log-odds: ``prior + text + sound + vitals``, exactly. Three rules stand around the sum, for safety and
outside of any statistics: a red flag and the early warning score each set a level below which nothing leads; and the
sound raises the level by one at most and never lowers it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from core.case import Case, Modality, Signal, Source
from core.finding import Finding, Reading
from core.reading import Reader
from core.recipe import load
from domains.telemedicine.triage import levels, vitals
from domains.telemedicine.triage.because import because
from domains.telemedicine.triage.breath import Breath, breath_of
from domains.telemedicine.triage.doubt import interval
from domains.telemedicine.triage.text import content_of

FOLDER = Path(__file__).parents[1] / "weights" / "triage"
RECIPE = Path(__file__).parents[1] / "recipe.toml"
TEXT, SOUND, VITALS = "text", "sound", "vitals"
ROTH = 10
WEAK = (
    "A suggestion, not a triage: the words were learned from what doctors planned in practised interviews, since no "
    "real triage with sound was there to learn from."
)
SYNTHETIC = "What the sound means was learned from machines that speak as if breathless: listen yourself."
ADULTS = "The early warning score (NEWS2) is for people of 16 years and more who are not pregnant."
NO_PICTURE = "The picture is not read for the level: nothing here was shown to carry any of it."
CAPPED = "The sound alone spoke for more than one level above the words; it raises by one at most."
Utterances = Sequence[Mapping[str, Any]]
Facts = Sequence[Mapping[str, Any]]


@cache
def shipped(folder: Path = FOLDER) -> Reader:
    """The reader of the domain's recipe; its digests are compared first.

    Raises:
        WeightsError: a file is absent or altered.
    """
    return Reader.load(load(RECIPE), folder)


def triage(
    utterances: Utterances, facts: Facts, measures: Mapping[str, Any] | None = None, folder: Path = FOLDER
) -> dict[str, Any] | None:
    """The level and its reasons as plain JSON; None where there is nothing to go by.

    Args:
        utterances: With ``role`` and ``text``, and ``words`` where there was sound.
        facts: As :mod:`domains.telemedicine.facts` tells them.
        measures: ``pauses`` of the recording, and ``frames`` where there was a picture; none of a written transcript.
        folder: Other weights than the shipped ones.
    """
    known = measures or {}
    breath = breath_of(utterances, known["pauses"]) if known.get("pauses") else None
    signals = dict(_signals(utterances, facts, breath))
    case, flags = Case(signals), _flags(facts)
    reading = shipped(folder).read(case)
    floors = [str((facts[number].get("values") or {}).get("level") or levels.URGENT) for number in flags]
    if not reading.findings and not floors:
        return None
    points = vitals.points(vitals.signs_of(facts)[0])
    measured = vitals.floor(points)
    unheard = _level(_without(reading, [SOUND]), [*floors, measured])
    full = _level(_without(reading), [*floors, measured])
    level = levels.LEVELS[min(levels.rank(full), levels.rank(unheard) + 1)]
    base = _without(reading, [SOUND, VITALS])
    prior = next((round(one.prior, 4) for one in reading.findings if one.label == levels.PIVOT), None)
    said = _said(level, _without(reading), floors)
    return {
        **said,
        "interval": interval(reading, level, folder) if said["probability"] is not None else None,
        "about": levels.PIVOT,
        "prior": prior,
        "contributions": because(reading, utterances, facts, breath),
        "points": {**points, "total": sum(points.values())} if points else None,
        "baseline": _said(_level(base, floors), base, floors),
        "flags": flags,
        "notices": list(_notices(reading, breath, points, known, capped=level != full)),
    }


def _signals(utterances: Utterances, facts: Facts, breath: Breath | None) -> Iterable[tuple[str, Signal]]:
    content = content_of([(str(one["role"]), str(one["text"])) for one in utterances])
    source = Source(sha256(content.encode("utf-8", "surrogatepass")).hexdigest())
    yield TEXT, Signal(Modality.TEXT, content, source)
    if breath is not None:
        yield SOUND, Signal(Modality.AUDIO, breath.measures(), source, {"runs": breath.runs})
    signs, _ = vitals.signs_of(facts)
    if signs:
        yield VITALS, Signal(Modality.TABLE, signs, source)


def _flags(facts: Facts) -> list[int]:
    """Numbers of the red flags that are said to be there."""
    return [n for n, fact in enumerate(facts) if fact["kind"] == "red flag" and fact["assertion"] == "present"]


def _without(reading: Reading, roles: Sequence[str] = ()) -> dict[str, float]:
    """Label to the probability as it stands without some roles: the sum is exact, so their addends are left out."""
    return {finding.label: _probability(finding, roles) for finding in reading.findings}


def _probability(finding: Finding, roles: Sequence[str]) -> float:
    left = tuple(one for one in finding.evidence if one.role not in roles)
    return Finding(finding.label, finding.prior, left, finding.state).probability


def _level(probabilities: Mapping[str, float], floors: Sequence[str]) -> str:
    """The median level, and no lower than any of the floors."""
    level = levels.middle(levels.chances(probabilities)) if probabilities else levels.ROUTINE
    for one in floors:
        level = levels.at_least(level, one)
    return level


def _said(level: str, probabilities: Mapping[str, float], flags: Sequence[str]) -> dict[str, Any]:
    """A level, what set it, and the chances of all; one that a rule has set has no probability of its own."""
    chances = levels.chances(probabilities) if probabilities else {}
    is_fused = bool(chances) and levels.rank(levels.middle(chances)) >= levels.rank(level)
    by = "fusion" if is_fused else "red flag" if level in flags else "vital signs"
    return {
        "level": level,
        "probability": round(chances[level], 4) if is_fused else None,
        "decided_by": by,
        "chances": {name: round(chance, 4) for name, chance in chances.items()},
    }


def _notices(
    reading: Reading, breath: Breath | None, points: Mapping[str, int], known: Mapping[str, Any], capped: bool
) -> Iterable[str]:
    yield WEAK
    yield from (refusal.sentence for refusal in reading.refused)
    if breath is not None:
        yield SYNTHETIC
        if 0 < breath.counted < ROTH:
            yield (
                f"The patient counted to {breath.counted} in one breath; fewer than {ROTH} goes with an oxygen "
                "saturation below 95 % (Roth score, E. Chorin et al. 2016)."
            )
    if points:
        yield ADULTS
    if known.get("frames"):
        yield NO_PICTURE
    if capped:
        yield CAPPED
