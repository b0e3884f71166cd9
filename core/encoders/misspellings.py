"""Words that were misspelt, read as the words that were meant, where there is only one such word.

By deletion neighbourhoods: two words within one edit share a form with one letter left out (the method of W. Garbe's
SymSpell, 2012; cf. T. Bocek, E. Hunt and B. Stiller, "Fast similarity search in large dictionaries", University of
Zurich ifi-2007.02). The cost of a word grows with its own length alone.
"""

from collections.abc import Iterable, Iterator

SHORTEST = 6
TWO_EDITS = 11


class Misspellings:
    """Maps a misspelt word to the word that was meant.

    A word of six letters or more may have one wrong, missing, surplus or exchanged letter, one of eleven or more two;
    the first letter must be right, since people seldom err there.

    Args:
        words: Normal forms that may be meant.
        known: Other words that are right as they are.
    """

    def __init__(self, words: Iterable[str], known: Iterable[str] = ()) -> None:
        meant = frozenset(words)
        self._known = meant | frozenset(known)
        self._near: dict[str, set[str]] = {}
        for word in meant:
            for form in _shortened(word, _edits(word)):
                self._near.setdefault(form, set()).add(word)

    def correct(self, norm: str) -> str:
        """The word that was meant, or the same where none or more than one may have been."""
        if norm in self._known or len(norm) < SHORTEST - 1 or not norm.isalpha():
            return norm
        forms = _shortened(norm, _edits(norm))
        found = {word for form in forms for word in self._near.get(form, ())}
        far = {word: distance(norm, word) for word in found if word[0] == norm[0]}
        least = min((edits for word, edits in far.items() if edits <= _edits(word)), default=0)
        meant = [word for word, edits in far.items() if edits == least]
        return meant[0] if least and len(meant) == 1 else norm


def _edits(word: str) -> int:
    return 2 if len(word) >= TWO_EDITS else 1 if len(word) >= SHORTEST - 1 else 0


def _shortened(word: str, most: int) -> Iterator[str]:
    """The word, and every form with up to ``most`` letters left out."""
    forms = {word}
    yield word
    for _ in range(most):
        forms = {form[:at] + form[at + 1 :] for form in forms for at in range(len(form))}
        yield from forms


def distance(first: str, second: str) -> int:
    """Letters to be changed, left out, added or exchanged with their neighbour (optimal string alignment)."""
    before: list[int] = []
    above = list(range(len(second) + 1))
    for row, letter in enumerate(first, start=1):
        here = [row]
        for column, other in enumerate(second, start=1):
            cost = min(above[column] + 1, here[-1] + 1, above[column - 1] + (letter != other))
            if row > 1 and column > 1 and letter == second[column - 2] and first[row - 2] == other:
                cost = min(cost, before[column - 2] + 1)
            here.append(cost)
        before, above = above, here
    return above[-1]
