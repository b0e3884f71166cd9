"""What of a note was written from the film, and is therefore not read: for whoever shows the note."""

from functools import lru_cache
from pathlib import Path

from core.encoders.filmtext import withheld_sentences, withheld_spans
from core.encoders.sentences import split
from core.encoders.vocabulary import Vocabulary
from core.finding import Span

FOLDER = Path(__file__).parent


@lru_cache(maxsize=256)
def withheld(note: str) -> tuple[Span, ...]:
    """The passages that the note's expert leaves out, by its own rules; ``reading`` tells why."""
    layout = split(note, _vocabulary().phrases)
    return withheld_spans(layout, withheld_sentences(layout))


@lru_cache(maxsize=1)
def _vocabulary() -> Vocabulary:
    return Vocabulary.load((FOLDER / "vocabulary.toml").read_bytes())
