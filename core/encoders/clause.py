"""The anatomy of one sentence: its mentions, the triggers between them, its parts, and which part speaks for itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from core.encoders.rules import Rule, rulebook, with_years

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
            free = [m for m in book.matches(self.norms, at, len(self.norms)) if not any(self.taken[at : at + m[0]])]
            if free:
                found.append(Trigger(at, at + free[-1][0], free[-1][1]))
        used, chosen = [False] * len(self.norms), {}
        for trigger in sorted(found, key=lambda t: (t.first - t.stop, t.first)):
            if not any(used[trigger.first : trigger.stop]):
                used[trigger.first : trigger.stop] = [True] * (trigger.stop - trigger.first)
                chosen[trigger.first] = trigger
        return dict(sorted(chosen.items()))

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
        return [v and not o for v, o in zip(verb, link, strict=True)]
