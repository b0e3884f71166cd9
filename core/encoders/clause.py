"""The anatomy of one sentence: its mentions, the triggers between them, its parts, and which part speaks for itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.encoders.rules import Rule, rulebook, with_years

_CLOSING = frozenset(".;,)?!/")
_COMMAS = frozenset(",()[]-\u2013\u2014")


@dataclass(frozen=True)
class Mention:
    """Tokens ``[first, stop)`` of a sentence that name something; a symptom is not carried along by old doubts."""

    first: int
    stop: int
    symptom: bool = False


@dataclass(frozen=True)
class Trigger:
    """A phrase at tokens ``[first, stop)`` and its rules."""

    first: int
    stop: int
    rules: Sequence[Rule]


class Clause:
    """The tokens of one sentence with their mentions, triggers and parts."""

    def __init__(self, norms: Sequence[str], mentions: Sequence[Mention]) -> None:
        self.norms = with_years(norms)
        self.mentions = mentions
        self.starts = {m.first: i for i, m in enumerate(mentions)}
        self.taken = [False] * len(norms)
        for mention in mentions:
            self.taken[mention.first : mention.stop] = [True] * (mention.stop - mention.first)
        self.triggers = self._find_triggers()
        self.bounds = self._find_bounds()
        self.part = self._number_parts()
        self.owns = self._find_statements()

    def _find_triggers(self) -> dict[int, Trigger]:
        """The longest triggers that overlap neither a mention nor each other, by their first token."""
        book, found = rulebook().triggers, []
        for at in range(len(self.norms)):
            free = [m for m in book.matches(self.norms, at, len(self.norms)) if self._counts(at, *m)]
            if free:
                found.append(Trigger(at, at + free[-1][0], free[-1][1]))
        used, chosen = [False] * len(self.norms), {}
        for trigger in sorted(found, key=lambda t: (t.first - t.stop, t.first)):
            if not any(used[trigger.first : trigger.stop]):
                used[trigger.first : trigger.stop] = [True] * (trigger.stop - trigger.first)
                chosen[trigger.first] = trigger
        return dict(sorted(chosen.items()))

    def _counts(self, at: int, length: int, rules: Sequence[Rule]) -> bool:
        """Whether a phrase is free of mentions, and stands at the end of its part where it counts only there."""
        if any(self.taken[at : at + length]):
            return False
        return self.closes(at + length) or not all(rule.last for rule in rules)

    def closes(self, stop: int) -> bool:
        """Whether nothing but the end of a sentence or of a part follows."""
        return stop >= len(self.norms) or self.norms[stop][0] in _CLOSING

    def _find_bounds(self) -> set[int]:
        """First tokens of the terminators that no trigger or mention has taken."""
        inside = {at for t in self.triggers.values() for at in range(t.first, t.stop)}
        places = rulebook().terminators.places(self.norms)
        return {at for at, _ in places if at not in inside and not self.taken[at]}

    def is_comma(self, at: int) -> bool:
        """Whether a comma, a bracket or a dash parts the sentence at a token."""
        return self.norms[at] in _COMMAS and not self.taken[at]

    def _number_parts(self) -> list[int]:
        """For each token the number of its part between commas and brackets."""
        numbers, part = [], 0
        for at in range(len(self.norms)):
            part += self.is_comma(at)
            numbers.append(part)
        return numbers

    def _find_statements(self) -> list[bool]:
        """For each part, whether it makes a statement of its own."""
        size = self.part[-1] + 1 if self.part else 0
        verb, link = [False] * size, [False] * size
        for at, norm in enumerate(self.norms):
            if norm in ("or", "nor"):
                link[self.part[at]] = True
            elif not self.taken[at] and norm in rulebook().statements:
                verb[self.part[at]] = True
        for trigger in self.triggers.values():
            opens = trigger.first > 0 and self.is_comma(trigger.first - 1)
            if any(rule.where == "after" or (opens and rule.means == "historical") for rule in trigger.rules):
                verb[self.part[trigger.first]] = True
        last = max((part for part in range(size) if link[part]), default=-1)
        graded = self._graded()
        return [(verb[n] and not link[n]) or (n in graded and n > last) for n in range(size)]

    def _graded(self) -> set[int]:
        """Parts that a comma and a word of degree open: "no pneumothorax, small effusion"."""
        degrees = rulebook().degrees
        return {
            self.part[at]
            for at in range(1, len(self.norms))
            if self.norms[at - 1] == "," and self.norms[at] in degrees and not self.taken[at - 1]
        }
