"""A book of phrases that finds the longest entry at a token, at a cost that does not grow with the book."""

from collections.abc import Iterator, Sequence
from typing import Generic, TypeVar

from core.encoders.tokens import tokenize

Value = TypeVar("Value")


class _Node(Generic[Value]):
    __slots__ = ("next", "value")

    def __init__(self) -> None:
        self.next: dict[str, _Node[Value]] = {}
        self.value: Value | None = None


class PhraseBook(Generic[Value]):
    """Phrases as sequences of normal forms, each with a value; a trie over whole words."""

    def __init__(self) -> None:
        self._root: _Node[Value] = _Node()

    def add(self, words: Sequence[str], value: Value) -> Value:
        """Enter a phrase and return its value; of two equal phrases the first entry stays."""
        node = self._root
        for word in words:
            node = node.next.setdefault(word, _Node())
        if node.value is None:
            node.value = value
        return node.value

    def matches(self, norms: Sequence[str], at: int, stop: int) -> Iterator[tuple[int, Value]]:
        """Every phrase that starts at ``at`` and ends by ``stop``, as (number of tokens, value), the shortest first."""
        node = self._root
        for position in range(at, stop):
            following = node.next.get(norms[position])
            if following is None:
                return
            node = following
            if node.value is not None:
                yield position - at + 1, node.value

    def longest(self, norms: Sequence[str], at: int, stop: int) -> tuple[int, Value] | None:
        """The longest phrase that starts at ``at`` and ends by ``stop``, if there is one."""
        node = self._root.next.get(norms[at]) if at < stop else None
        found, length = None, 0
        while node is not None:
            length += 1
            if node.value is not None:
                found = (length, node.value)
            node = node.next.get(norms[at + length]) if at + length < stop else None
        return found

    def places(self, norms: Sequence[str]) -> list[tuple[int, int]]:
        """Every ``[first, stop)`` at which a phrase stands, the longest from each first word."""
        stop, firsts = len(norms), self._root.next
        found = ((at, self.longest(norms, at, stop)) for at in range(stop) if norms[at] in firsts)
        return [(at, at + match[0]) for at, match in found if match is not None]


def words(phrase: str) -> tuple[str, ...]:
    """A phrase in the form in which it is compared."""
    return tuple(token.norm for token in tokenize(phrase))
