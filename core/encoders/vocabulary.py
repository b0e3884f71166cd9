"""The words of a domain: concepts with their synonyms, abbreviations and spellings, read from `vocabulary.toml`."""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.encoders.phrases import PhraseBook, words
from core.encoders.tokens import Token

Kind = Literal["finding", "condition", "symptom", "procedure", "context"]


class VocabularyError(ValueError):
    """A vocabulary that cannot be read; the sentence names the entry."""


class Concept(BaseModel):
    """One thing that a note may speak of.

    Attributes:
        id: Lower case, with spaces, as it is shown.
        kind: A ``symptom`` is what the patient has now; a ``condition`` lasts.
        lasting: Whether one who had it has it still: worth the same, given as history or as present.
        label: The finding of the recipe that the concept is, if it is one.
        terms: How it is written; plurals and the spellings of the table are added.
        cased: Abbreviations that count only in capitals.
        bare: Terms that count only where no word of ``unless`` stands in the same sentence.
        unless: Words that turn a bare term into something else ("knee" before "effusion").
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    kind: Kind
    lasting: bool = False
    label: str | None = None
    terms: tuple[str, ...] = ()
    cased: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    spellings: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    decoys: tuple[str, ...] = ()
    concept: tuple[Concept, ...]


@dataclass(frozen=True)
class _Entry:
    concept: Concept | None
    cased: bool = False
    bare: bool = False


def _plural(word: str) -> tuple[str, ...]:
    """A word and its regular English plural."""
    if len(word) < 3 or not word.isalpha() or word.endswith(("sis", "ed", "ing", "ss", "ous", "ic", "al")):
        return (word, word + "es") if word.endswith("ss") else (word,)
    if word.endswith(("s", "x", "ch", "sh")):
        return (word, word + "es")
    return (word, word[:-1] + "ies") if word.endswith("y") and word[-2] not in "aeiou" else (word, word + "s")


class Vocabulary:
    """Finds the concepts of a domain among the tokens of a note.

    Attributes:
        concepts: Id to concept, in the order of the file.
        digest: SHA-256 (hex) of the file: what was measured with one vocabulary does not hold for another.
    """

    def __init__(self, file: _File, digest: str) -> None:
        self.concepts: Mapping[str, Concept] = {concept.id: concept for concept in file.concept}
        self.digest = digest
        self._spellings = {key: (key, *values) for key, values in file.spellings.items()}
        self._book: PhraseBook[_Entry] = PhraseBook()
        self._unless: dict[str, PhraseBook[bool]] = {}
        for phrase in file.decoys:
            self._enter(phrase, _Entry(None))
        for concept in file.concept:
            self._enter_concept(concept)

    @classmethod
    def load(cls, data: bytes) -> "Vocabulary":
        """Read a vocabulary from the bytes of its TOML file.

        Raises:
            VocabularyError: it is no TOML, or an entry has a key that is misspelt, absent or of the wrong type.
        """
        try:
            file = _File.model_validate(tomllib.loads(data.decode("utf-8")))
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise VocabularyError(f"The vocabulary is not valid TOML: {error}.") from error
        except ValidationError as error:
            first = error.errors()[0]
            key = ".".join(str(part) for part in first["loc"])
            raise VocabularyError(f"The vocabulary's key '{key}': {first['msg']}.") from error
        return cls(file, hashlib.sha256(data).hexdigest())

    @property
    def phrases(self) -> PhraseBook[_Entry]:
        """All terms; for whoever must know whether a line break stands inside one."""
        return self._book

    def _enter_concept(self, concept: Concept) -> None:
        for term in concept.terms:
            self._enter(term, _Entry(concept))
        for term in concept.cased:
            self._enter(term, _Entry(concept, cased=True))
        for term in concept.bare:
            self._enter(term, _Entry(concept, bare=True))
        book: PhraseBook[bool] = PhraseBook()
        for phrase in concept.unless:
            for variant in self._variants(phrase):
                book.add(variant, True)
        self._unless[concept.id] = book

    def _enter(self, term: str, entry: _Entry) -> None:
        for variant in self._variants(term):
            self._book.add(variant, entry)

    def _variants(self, term: str) -> Iterator[tuple[str, ...]]:
        """Every spelling of a phrase, in the singular and the plural of its last word."""
        *head, last = words(term)
        spelt = [self._spellings.get(word, (word,)) for word in head]
        ends = [form for spelling in self._spellings.get(last, (last,)) for form in _plural(spelling)]
        for variant in product(*spelt, ends):
            yield tuple(part for word in variant for part in words(word))

    def find(
        self, text: str, tokens: Sequence[Token], norms: Sequence[str], first: int, stop: int, heading: str = ""
    ) -> list["Found"]:
        """The concepts in tokens ``[first, stop)``, the longest term at each place, never overlapping.

        Args:
            text: The note.
            tokens: All its tokens.
            norms: Their normal forms.
            first: The sentence's first token.
            stop: The token after its last one.
            heading: What stands above the sentence; it counts for ``unless`` as if it stood in it.
        """
        found, at = [], first
        while at < stop:
            length, entry = self._longest(text, tokens, norms, at, stop)
            if entry is not None and entry.concept is not None:
                found.append(Found(entry.concept, at, at + length, entry.bare))
            at += max(length, 1)
        if not any(mention.bare for mention in found):
            return found
        around = (*words(heading), *norms[first:stop])
        other = {id for id in {m.concept.id for m in found if m.bare} if self._elsewhere(id, around)}
        return [mention for mention in found if not (mention.bare and mention.concept.id in other)]

    def _longest(
        self, text: str, tokens: Sequence[Token], norms: Sequence[str], at: int, stop: int
    ) -> tuple[int, _Entry | None]:
        best: tuple[int, _Entry | None] = (0, None)
        for length, entry in self._book.matches(norms, at, stop):
            if not entry.cased or text[tokens[at].start : tokens[at + length - 1].end].isupper():
                best = (length, entry)
        return best

    def _elsewhere(self, concept: str, norms: Sequence[str]) -> bool:
        """Whether a word of ``unless`` stands in the sentence."""
        book = self._unless[concept]
        return bool(book.places(norms))


@dataclass(frozen=True)
class Found:
    """A concept at tokens ``[first, stop)``."""

    concept: Concept
    first: int
    stop: int
    bare: bool = False
