"""What a note says of findings and clinical circumstances: present, absent, uncertain, historical, or of the family.

Choices that a reader of the output should know: "history of COPD" is historical although COPD lasts (what it is worth
is measured, not assumed); "resolved" is historical and "no longer" is absent; "unlikely", "if" and "risk of" are
uncertain; "no family history of" is family, since nothing is said of the patient.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.encoders.clause import Mention
from core.encoders.context import Context, read
from core.encoders.rules import Rule
from core.encoders.sentences import Layout, Sentence, split
from core.encoders.vocabulary import Concept, Found, Vocabulary


class Status(StrEnum):
    """What is said of a mention."""

    PRESENT = "present"
    ABSENT = "absent"
    UNCERTAIN = "uncertain"
    HISTORICAL = "historical"
    FAMILY = "family"


@dataclass(frozen=True)
class Assertion:
    """A concept that the note names at characters ``[start, end)``, and what is said of it.

    Attributes:
        concept: Id of the concept in the vocabulary.
        status: What is said of it.
        start: First character in the original text.
        end: The character after the last one.
        text: The characters themselves.
        section: Name of the section, where a heading gives one.
    """

    concept: str
    status: Status
    start: int
    end: int
    text: str
    section: str | None


def _default(sentence: Sentence, concept: Concept) -> str | None:
    """What the heading says of a plain mention."""
    section = sentence.section
    spared = section is not None and section.spares_symptoms and concept.kind == "symptom"
    return None if section is None or spared else section.default


def _status(said: Mapping[str, str], default: str | None) -> Status:
    if said.get("person") == "family" or (default == "family" and said.get("person") != "self"):
        return Status.FAMILY
    if said.get("existence") in ("absent", "uncertain"):
        return Status(said["existence"])
    if default == "uncertain" and "existence" not in said:
        return Status.UNCERTAIN
    if said.get("time") == "historical" or (default == "historical" and "time" not in said):
        return Status.HISTORICAL
    return Status.PRESENT


class AssertionReader:
    """Reads every assertion of a note, in time linear in its length."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def read(self, note: str) -> tuple[Assertion, ...]:
        """All assertions in the order of the text."""
        return self.read_layout(split(note, self.vocabulary.phrases))

    def read_layout(self, layout: Layout) -> tuple[Assertion, ...]:
        """The same for a note that was split before."""
        assertions: list[Assertion] = []
        carry: Mapping[str, Rule] = {}
        for sentence in layout.sentences:
            heading = sentence.section.name if sentence.section else ""
            found = self.vocabulary.find(
                layout.text, layout.tokens, layout.norms, sentence.first, sentence.stop, heading
            )
            context = self._context(layout, sentence, found, carry if sentence.bullet else {})
            assertions += self._assertions(layout, sentence, found, context)
            carry = self._carry(layout, sentence, context, carry)
        return tuple(assertions)

    def _context(self, layout: Layout, sentence: Sentence, found: list[Found], carry: Mapping[str, Rule]) -> Context:
        norms = layout.norms[sentence.first : sentence.stop]
        mentions = [
            Mention(f.first - sentence.first, f.stop - sentence.first, f.concept.kind == "symptom") for f in found
        ]
        return read(norms, mentions, carry)

    def _assertions(self, layout: Layout, sentence: Sentence, found: list[Found], context: Context) -> list[Assertion]:
        section = sentence.section.name if sentence.section else None
        assertions = []
        for mention, said in zip(found, context.said, strict=True):
            status = _status(said, _default(sentence, mention.concept))
            start, end = layout.tokens[mention.first].start, layout.tokens[mention.stop - 1].end
            assertions.append(Assertion(mention.concept.id, status, start, end, layout.text[start:end], section))
        return assertions

    def _carry(
        self, layout: Layout, sentence: Sentence, context: Context, carry: Mapping[str, Rule]
    ) -> Mapping[str, Rule]:
        """What a head of a list ("Denies:") says of the items below it."""
        if layout.norms[sentence.stop - 1] == ":":
            return context.carry
        return carry if sentence.bullet else {}
