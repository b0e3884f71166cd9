"""What may leave, as `allowed.toml` says it."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
WORD = re.compile(r"[^\W\d_]+")
DIGITS = 4


@dataclass(frozen=True)
class Allowance:
    """Keywords and how their values are vetted.

    Attributes:
        words: Keyword to the words that may stand there.
        numbers: Keyword to the lowest and highest number, and how many there may be.
        handled: Kind of handling to the keywords that get it.
        makers: Names of makers as they are written in what leaves.
        vocabulary: Words, in small letters, of which a sentence may consist.
    """

    words: Mapping[str, frozenset[str]]
    numbers: Mapping[str, tuple[float, float, int]]
    handled: Mapping[str, frozenset[str]]
    makers: tuple[str, ...]
    vocabulary: frozenset[str]

    @property
    def keywords(self) -> frozenset[str]:
        """Every element that is looked at; the rest is left behind unseen."""
        return frozenset(self.words) | frozenset(self.numbers) | frozenset().union(*self.handled.values())

    def handling(self, keyword: str) -> str:
        """How an element is handled."""
        return next((kind for kind, keywords in self.handled.items() if keyword in keywords), "")

    def sayable(self, text: str) -> bool:
        """Whether a sentence holds nothing but known words and at most one short number."""
        words = {word.lower() for word in WORD.findall(text)}
        return words <= self.vocabulary and sum(sign.isdigit() for sign in text) <= DIGITS and "\n\n" not in text

    def only_words(self, text: str) -> bool:
        """Whether a text is made of words that may leave anyway, so that finding it there tells nothing."""
        known = self.vocabulary | {word.lower() for allowed in self.words.values() for word in allowed}
        known |= {maker.lower() for maker in self.makers}
        parts = [part.lower() for part in re.split(r"[\s/,;^\\]+", text) if part]
        return all(part in known for part in parts) or text.upper() in {w for all_ in self.words.values() for w in all_}

    def maker(self, text: str) -> str:
        """The maker that a text names, "" where it names none that is known."""
        spaced = f" {' '.join(WORD.findall(text))} ".lower()
        return next((name for name in self.makers if f" {name.lower()} " in spaced), "")


@cache
def allowance() -> Allowance:
    """The list that ships with the suite; read once for a process."""
    told = tomllib.loads((FOLDER / "allowed.toml").read_text(encoding="utf-8"))
    numbers = {keyword: (bounds[0], bounds[1], int([*bounds, 8][2])) for keyword, bounds in told["numbers"].items()}
    return Allowance(
        {keyword: frozenset(words) for keyword, words in told["words"].items()},
        numbers,
        {kind: frozenset(keywords) for kind, keywords in told["handled"].items()},
        tuple(told["makers"]["names"]),
        frozenset(told["vocabulary"]["words"]) | _labels(),
    )


def _labels() -> frozenset[str]:
    from core import recipe

    labels = recipe.load(FOLDER.parent / "recipe.toml").labels
    return frozenset(word.lower() for label in labels for word in WORD.findall(label.replace("_", " ")))
