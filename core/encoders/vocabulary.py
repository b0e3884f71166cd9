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

CLOSE = 7
_PARTS = frozenset(",;.")
_LEADS = frozenset(":=-")
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
        loose: Terms that count only close behind a word of ``beside``, or under a heading with one ("enlarged").
        beside: Words that give a loose term its sense ("heart").
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
    loose: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    spellings: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    decoys: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    concept: tuple[Concept, ...]


def _parsed(data: bytes) -> _File:
    try:
        return _File.model_validate(tomllib.loads(data.decode("utf-8")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise VocabularyError(f"The vocabulary is not valid TOML: {error}.") from error
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise VocabularyError(f"The vocabulary's key '{key}': {first['msg']}.") from error


@dataclass(frozen=True)
class _Entry:
    concept: Concept | None
    cased: bool = False
    bare: bool = False
    loose: bool = False


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
        corrected: Words whose misspellings may be read as what they were meant to be.
        words: Every word of a term, in the form in which it is compared.
        digest: SHA-256 (hex) of the file: what was measured with one vocabulary does not hold for another.
    """

    def __init__(self, file: _File, digest: str) -> None:
        self.concepts: Mapping[str, Concept] = {concept.id: concept for concept in file.concept}
        self.corrected = file.corrected
        self.words: set[str] = set()
        self.digest = digest
        self._spellings = {key: (key, *values) for key, values in file.spellings.items()}
        self._book: PhraseBook[_Entry] = PhraseBook()
        self._unless: dict[str, PhraseBook[bool]] = {}
        self._beside: dict[str, PhraseBook[bool]] = {}
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
        return cls(_parsed(data), hashlib.sha256(data).hexdigest())

    @classmethod
    def layered(cls, below: bytes, above: bytes) -> "Vocabulary":
        """One vocabulary over another, for reading nothing but findings: the upper one's take the place of the lower's.

        Conditions and symptoms of both stay, as neighbours in a sentence; procedures and circumstances are left out,
        since their terms hold words that tell how a finding is meant ("post drainage", "interval change").

        Raises:
            VocabularyError: as for :meth:`load`.
        """
        under, over = _parsed(below), _parsed(above)
        others = tuple(concept for concept in under.concept if concept.kind in ("condition", "symptom"))
        spellings = {
            word: (*under.spellings.get(word, ()), *over.spellings.get(word, ()))
            for word in {**under.spellings, **over.spellings}
        }
        joined = _File(
            spellings=spellings,
            decoys=(*under.decoys, *over.decoys),
            corrected=over.corrected,
            concept=(*over.concept, *others),
        )
        return cls(joined, hashlib.sha256(below + above).hexdigest())

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
        for term in concept.loose:
            self._enter(term, _Entry(concept, loose=True))
        self._unless[concept.id] = self._plain_book(concept.unless)
        self._beside[concept.id] = self._plain_book(concept.beside)

    def _plain_book(self, phrases: Sequence[str]) -> PhraseBook[bool]:
        book: PhraseBook[bool] = PhraseBook()
        for phrase in phrases:
            for variant in self._variants(phrase):
                book.add(variant, True)
                self.words.update(variant)
        return book

    def _enter(self, term: str, entry: _Entry) -> None:
        for variant in self._variants(term):
            self._book.add(variant, entry)
            self.words.update(variant)

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
                if not entry.loose or self._given(entry.concept.id, norms, first, at, heading):
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

    def _given(self, concept: str, norms: Sequence[str], first: int, at: int, heading: str) -> bool:
        """Whether a word that gives a loose term its sense stands close before it, or in the heading above."""
        book, start = self._beside[concept], max(first, at - CLOSE)
        if book.places(words(heading)):
            return True
        if first and norms[first - 1] in _LEADS:
            start = max(0, min(start, first - 2))
        stops = [stop for _, stop in book.places(norms[start:at])]
        return bool(stops) and not _PARTS.intersection(norms[start + stops[-1] : at])

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
