"""What a note says of the fourteen findings: each with its words, its status and its side.

The whole text is read, findings and impression sections too: this tells what was written, and diagnoses nothing. Every
place that names a finding is an assertion of its own, so that a finding may be stated twice, and two ways. Words that
are only a sign of a finding assert nothing; which words name one stands in `findings.toml`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.encoders.assertions import Assertion, AssertionReader, Status
from core.encoders.misspellings import Misspellings
from core.encoders.sentences import Layout, split
from core.encoders.vocabulary import Vocabulary
from domains.chest.sides import side_of

FOLDER = Path(__file__).parent
OPPOSITE = "not "
BOTH = " + "


@dataclass(frozen=True)
class Asserted:
    """A finding that the note names at characters ``[start, end)``.

    Attributes:
        finding: An NIH label in lower case with spaces.
        status: What is said of it.
        start: First character in the text as given.
        end: The character after the last one.
        text: The characters themselves.
        side: ``"left"``, ``"right"``, ``"bilateral"``, or empty where the note names none.
    """

    finding: str
    status: Status
    start: int
    end: int
    text: str
    side: str = ""


class FindingReader:
    """Reads what a note asserts, in time linear in its length."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._reader = AssertionReader(vocabulary)
        self._misspellings = Misspellings(vocabulary.corrected, vocabulary.words)
        self._finding = frozenset(c.id for c in vocabulary.concepts.values() if c.kind == "finding")

    def read(self, note: str) -> tuple[Asserted, ...]:
        """All assertions of findings, in the order of the text; spans index ``note`` as given."""
        layout = self._layout(note)
        return tuple(
            asserted
            for assertion in self._reader.read_layout(layout)
            if assertion.concept in self._finding
            for asserted in _findings(assertion, layout)
        )

    def _layout(self, note: str) -> Layout:
        layout = split(note, self._vocabulary.phrases)
        norms = [self._misspellings.correct(norm) for norm in layout.norms]
        return Layout(layout.text, layout.tokens, norms, layout.sentences)


def _findings(assertion: Assertion, layout: Layout) -> Iterator[Asserted]:
    """One assertion for each finding that its concept stands for; words that say the opposite tell its absence."""
    status, side = assertion.status, side_of(layout, assertion.start, assertion.end)
    if assertion.concept.startswith(OPPOSITE) and status is Status.PRESENT:
        status = Status.ABSENT
    for finding in assertion.concept.removeprefix(OPPOSITE).split(BOTH):
        yield Asserted(finding, status, assertion.start, assertion.end, assertion.text, side)


@lru_cache(maxsize=1)
def reader() -> FindingReader:
    """The reader that ships with the domain; built once for a process."""
    below, above = FOLDER / "vocabulary.toml", FOLDER / "findings.toml"
    return FindingReader(Vocabulary.layered(below.read_bytes(), above.read_bytes()))
