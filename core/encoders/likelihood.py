"""The note expert: what a note asserts, turned into log-likelihood ratios that were measured, each with its characters.

The ratios are those of naive Bayes with a slope that pays for the dependence between assertions: the "weights of
evidence" with shrinkage of D. J. Spiegelhalter and R. P. Knill-Jones, "Statistical and knowledge-based approaches to
clinical decision-support systems", J. R. Stat. Soc. A 147 (1984) 35-77. How they were measured stands in the file.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError

from core.encoders.assertions import Assertion, AssertionReader, Status
from core.encoders.filmtext import withheld_sentences, withheld_spans
from core.encoders.language import refuse_foreign
from core.encoders.sentences import Layout, split
from core.encoders.vocabulary import Vocabulary
from core.finding import Span
from core.intake.refusal import Refused
from core.weights import WeightsError

Pair = tuple[str, Status]
Contribution = tuple[float, tuple[Span, ...]]
_SHOWN = 3
ONLY_REPORT = "The note only describes the film and was not used: give what was known before the film was read."


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Ratio(_Strict):
    """What one assertion is worth for one label.

    Attributes:
        log_ratio: Natural logarithm of the likelihood ratio.
        positives: Notes with the assertion whose film had the finding.
        negatives: Notes with the assertion whose film had it not.
    """

    log_ratio: FiniteFloat
    positives: int = Field(ge=0)
    negatives: int = Field(ge=0)


class LabelRatios(_Strict):
    """The measured ratios of one label.

    Attributes:
        positives: Notes measured whose film had the finding.
        negatives: Notes measured whose film had it not.
        silence: Log-odds of a note in which nothing is said that counts.
        slope: What the sum of log-ratios is multiplied with.
        auroc: Out-of-fold area under the ROC curve of the note alone.
        auroc_low: Lower end of its 95 % bootstrap interval.
        auroc_high: Upper end.
        ratios: Concept to status to ratio.
    """

    positives: int = Field(ge=0)
    negatives: int = Field(ge=0)
    silence: FiniteFloat
    slope: FiniteFloat = Field(ge=0)
    auroc: FiniteFloat | None = None
    auroc_low: FiniteFloat | None = None
    auroc_high: FiniteFloat | None = None
    ratios: dict[str, dict[Status, Ratio]]


class Method(BaseModel):
    """How it was measured; only the limit is needed to read a note."""

    model_config = ConfigDict(extra="allow", frozen=True)

    limit: FiniteFloat = Field(gt=0)


class NoteWeights(_Strict):
    """The file `note.json`."""

    schema_version: int = Field(ge=1, le=1)
    vocabulary_sha256: str
    source: dict[str, str | int | float]
    method: Method
    direct_prior: dict[Status, FiniteFloat]
    labels: dict[str, LabelRatios]


@dataclass(frozen=True)
class NoteReading:
    """What a note says, what it is worth, and what of it was not read.

    Attributes:
        contributions: Label to log-odds and the spans behind them, the strongest first.
        assertions: All that was found in the part that was read.
        withheld: Characters that were left out because they describe the film.
        notices: Sentences that the reader of the findings must see.
    """

    contributions: dict[str, Contribution]
    assertions: tuple[Assertion, ...]
    withheld: tuple[Span, ...]
    notices: tuple[str, ...]


def pairs_of(assertions: Iterable[Assertion], vocabulary: Vocabulary) -> dict[Pair, list[Assertion]]:
    """Distinct (concept, status) pairs with their mentions; what lasts is present where it is given as history."""
    pairs: dict[Pair, list[Assertion]] = {}
    for assertion in assertions:
        lasts = vocabulary.concepts[assertion.concept].lasting and assertion.status is Status.HISTORICAL
        status = Status.PRESENT if lasts else assertion.status
        pairs.setdefault((assertion.concept, status), []).append(assertion)
    return pairs


class LikelihoodExpert:
    """Log-odds of each label given a note.

    Args:
        weights: The measured ratios.
        vocabulary: The vocabulary with which they were measured.
    """

    def __init__(self, weights: NoteWeights, vocabulary: Vocabulary) -> None:
        self._weights = weights
        self._vocabulary = vocabulary
        self._reader = AssertionReader(vocabulary)
        self.labels = tuple(weights.labels)

    @classmethod
    def load(cls, data: bytes, vocabulary: Vocabulary) -> "LikelihoodExpert":
        """Read the ratios from the bytes of `note.json`.

        Raises:
            WeightsError: the file is malformed, or was measured with another vocabulary.
        """
        try:
            weights = NoteWeights.model_validate_json(data)
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(part) for part in first["loc"])
            raise WeightsError(f"note.json: key '{key}': {first['msg']}.") from error
        if weights.vocabulary_sha256 != vocabulary.digest:
            raise WeightsError("The note's ratios were measured with another vocabulary: measure them again.")
        return cls(weights, vocabulary)

    def read(self, note: str) -> dict[str, Contribution]:
        """Label to log-odds and spans; see :meth:`study`."""
        return self.study(note).contributions

    def study(self, note: str) -> NoteReading:
        """Read a note: its assertions, what they are worth, and what was left out.

        A note without a word contributes exactly 0 to every label.

        Raises:
            Refused: with code ``"language"`` for a note that is not English, with ``"report-text"`` for one that holds
                nothing but a description of the film.
        """
        layout = split(note, self._vocabulary.phrases)
        if not layout.sentences:
            return NoteReading({label: (0.0, ()) for label in self.labels}, (), (), ())
        refuse_foreign(note)
        reasons = withheld_sentences(layout)
        withheld = withheld_spans(layout, reasons)
        open_sentences = [s for s, reason in zip(layout.sentences, reasons, strict=True) if reason is None]
        if not open_sentences:
            raise Refused("report-text", ONLY_REPORT)
        assertions = self._reader.read_layout(Layout(layout.text, layout.tokens, layout.norms, open_sentences))
        return NoteReading(self._contributions(assertions), assertions, withheld, _notices(withheld))

    def _contributions(self, assertions: Iterable[Assertion]) -> dict[str, Contribution]:
        pairs = pairs_of(assertions, self._vocabulary)
        return {label: self._contribution(about, pairs) for label, about in self._weights.labels.items()}

    def _contribution(self, about: LabelRatios, pairs: Mapping[Pair, list[Assertion]]) -> Contribution:
        """``silence + slope * sum of log-ratios``, and the mentions that made it; each and all within the limit."""
        known = {pair: ratio for pair in pairs if (ratio := _ratio(about, pair)) is not None}
        worth = {pair: self._within(about.slope * ratio.log_ratio) for pair, ratio in known.items()}
        total = self._within(about.silence + math.fsum(worth.values()))
        ranked = sorted((pair for pair in worth if worth[pair]), key=lambda pair: (-abs(worth[pair]), pair))
        return total, tuple(_span(a, pair, worth[pair]) for pair in ranked for a in pairs[pair])

    def _within(self, log_odds: float) -> float:
        limit = self._weights.method.limit
        return min(max(log_odds, -limit), limit)


def _ratio(about: LabelRatios, pair: Pair) -> Ratio | None:
    return about.ratios.get(pair[0], {}).get(pair[1])


def _span(assertion: Assertion, pair: Pair, worth: float) -> Span:
    reading = f"{assertion.concept}, {assertion.status.value}: \u00d7 {math.exp(worth):.2g}"
    return Span(assertion.start, assertion.end, assertion.text, reading)


def _notices(withheld: tuple[Span, ...]) -> tuple[str, ...]:
    """One sentence that names what was left out, or none."""
    if not withheld:
        return ()
    shown = ", ".join(f"{s.start}-{s.end} ({s.reading.removeprefix('withheld: ')})" for s in withheld[:_SHOWN])
    more = f" and {len(withheld) - _SHOWN} more" if len(withheld) > _SHOWN else ""
    return (
        f"Parts of the note that describe the film were not used, since a diagnosis may only rest on what was known "
        f"before it: characters {shown}{more}.",
    )
