"""What a note asserts and the film denies, or the reverse: a comparison for a human, and no part of the diagnosis.

The film is heard by itself: its calibrated probability has heard neither the note nor the record, and only findings
for which the image expert by itself ranks better than chance are compared. What the note calls uncertain, historical
or of the family contradicts nothing.

The score is the log-odds that the note is wrong about a finding, by Bayes' rule from the film's probability ``p`` and
from how notes err. It is assumed that each note holds one error, and that a false denial, a false assertion and an
omission are equally likely, ``e = 1/3`` each, over ``n`` findings:

- present: ``P(said | absent) = e / (n - 1)`` against ``P(said | present) = 1 - 2 e``;
- absent: ``P(said | present) = e`` against ``P(said | absent) = m``, the share of the other findings that are not said
  to be present which this note denies;
- silent: ``P(said | present) = e`` against ``1 - m``, in notes that describe a film: they state two findings or more.

Scores above 0 are shown: if notes err that often, each is wrong as likely as not. Where they err less, fewer of the
contradictions shown are errors of the note; their order stays.
"""

import math
from collections.abc import Iterator, Mapping, Sequence

from core.encoders.assertions import Status
from core.finding import Reading, Region
from domains.chest.asserted import Asserted, reader
from domains.chest.cases import Contradiction
from domains.chest.heatsides import Reliability, heat_side, reliability
from domains.chest.sides import BILATERAL

ERROR = 1.0 / 3.0
DESCRIBES = 2
SHOWN_ABOVE = 0.0
SILENT = "silent"
Logits = Mapping[str, float]


def find(note: str, reading: Reading) -> tuple[Contradiction, ...]:
    """The contradictions worth showing, the most likely first; spans index ``note`` as given.

    All sections are read, those that diagnosis refuses too.

    Args:
        note: The note as it arrived.
        reading: Of the same case, with its film; a reading without a film contradicts nothing.
    """
    return tuple(each for each in candidates(note, reading) if each.score > SHOWN_ABOVE)


def candidates(note: str, reading: Reading) -> tuple[Contradiction, ...]:
    """Everything on which note and film can be compared, whatever the score, the most likely contradiction first."""
    logits = reading.alone.get("image", {})
    if not logits or not note.strip():
        return ()
    said = _said(reader().read(note), logits)
    found = [*_on_findings(said, logits, reading), *_on_sides(said, logits, reading)]
    return tuple(sorted(found, key=lambda each: -each.score))


def name_of(label: str) -> str:
    """A recipe's label as the terminal writes it: lower case, with spaces."""
    return label.replace("_", " ").lower()


def _said(assertions: Sequence[Asserted], logits: Logits) -> dict[str, Asserted]:
    """Label to the assertion that counts."""
    names = {name_of(label): label for label in logits}
    by_label: dict[str, list[Asserted]] = {}
    for each in assertions:
        if each.finding in names:
            by_label.setdefault(names[each.finding], []).append(each)
    return {label: _counting(said) for label, said in by_label.items()}


def _counting(said: Sequence[Asserted]) -> Asserted:
    """The assertion of a finding that counts: what is present on either side, else the last that is definite.

    A question is answered further down, and a history is no statement about this film; where nothing definite is said
    the last one tells that the finding was thought of.
    """
    definite = [each for each in said if each.status in (Status.PRESENT, Status.ABSENT)]
    if not definite:
        return said[-1]
    present = [each for each in definite if each.status is Status.PRESENT]
    parted = any(each.side for each in definite if each.status is Status.ABSENT)
    return present[0] if present and (parted or definite[-1].status is Status.PRESENT) else definite[-1]


def _on_findings(said: Mapping[str, Asserted], logits: Logits, reading: Reading) -> Iterator[Contradiction]:
    denied = {label for label, each in said.items() if each.status is Status.ABSENT}
    present = {label for label, each in said.items() if each.status is Status.PRESENT}
    for label, logit in logits.items():
        share = _share(len(denied - {label}), len(logits) - len(present - {label}) - 1)
        if label not in said and len(denied | present) < DESCRIBES:
            continue
        score = _score(said.get(label), logit, share, len(logits))
        if score is not None:
            yield _contradiction(label, said.get(label), "", logit, score, reading)


def _share(denied: int, open_to_denial: int) -> float:
    """How many of the findings that are not said to be present a note denies; drawn towards one half by one of them."""
    return (denied + 0.5) / (max(open_to_denial, 0) + 1)


def _score(said: Asserted | None, logit: float, share: float, findings: int) -> float | None:
    """Log-odds that the note is wrong; None where what it says, or its silence, cannot be held against a film."""
    if said is None:
        return logit + math.log(ERROR / (1 - share))
    if said.status is Status.PRESENT:
        return -logit + math.log(ERROR / max(findings - 1, 1) / (1 - 2 * ERROR))
    if said.status is Status.ABSENT and said.side in ("", BILATERAL):
        return logit + math.log(ERROR / share)
    return None


def _on_sides(said: Mapping[str, Asserted], logits: Logits, reading: Reading) -> Iterator[Contradiction]:
    """Sides that the heat map denies, for findings whose heat map was shown to lie on the right side."""
    for label, known in reliability(reading.weights_digest).items():
        each = said.get(label)
        if label in logits and each is not None and each.status is Status.PRESENT and _other_side(each, label, reading):
            yield _contradiction(label, each, each.side, logits[label], _side_score(known), reading)


def _other_side(said: Asserted, label: str, reading: Reading) -> bool:
    seen = heat_side(reading.heatmaps.get(label))
    return bool(seen) and said.side not in ("", BILATERAL, seen)


def _side_score(known: Reliability) -> float:
    """Of a side that the note states and the heat map denies, by how often the heat map is right at least.

    The lower end of the interval, not the share: it was measured on films that the expert was fitted on.
    """
    return math.log(known.low / max(1 - known.low, 0.01)) + math.log(ERROR / (1 - ERROR))


def _contradiction(
    label: str, said: Asserted | None, side: str, logit: float, score: float, reading: Reading
) -> Contradiction:
    return Contradiction(
        label=label,
        note_status=said.status.value if said else SILENT,
        span_start=said.start if said else None,
        span_end=said.end if said else None,
        text=said.text if said else "",
        side=side,
        image_probability=1 / (1 + math.exp(-logit)),
        score=score,
        regions=_regions(label, reading),
    )


def _regions(label: str, reading: Reading) -> tuple[Region, ...]:
    """Where the film speaks for a finding."""
    places = (
        place
        for finding in reading.findings
        if finding.label == label
        for evidence in finding.evidence
        if evidence.role == "image"
        for place in evidence.where
    )
    return tuple(place for place in places if isinstance(place, Region))
