"""ConText on one sentence: which triggers reach which mentions, and what they say together.

Source of the method: Harkema et al., J. Biomed. Inform. 42 (2009) 839-851. Ours differ in that the nearest trigger of an
axis wins, that a part between commas which makes its own statement ends what was said before it, and that a symptom after a
comma is not swallowed by an earlier doubt or history ("r/o pneumonia, cough"). One sweep forward and one look back from
each trigger, both bounded: the time is linear in the number of tokens.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.encoders.rules import Rule, rulebook, with_years

_COMMAS = frozenset({",", "(", ")", "–", "—", "-", "[", "]"})
_WITH = frozenset({"with", "w"})
_LINKS = frozenset({"and", "or", "nor", "&", "+", "/"})
_PLURAL = frozenset({"have", "are", "were"})
_WEAK = frozenset({"present", "current", "self"})


@dataclass(frozen=True)
class Mention:
    """Tokens ``[first, stop)`` of a sentence that name something; a symptom is not carried along by old doubts."""

    first: int
    stop: int
    symptom: bool = False


@dataclass
class _Trigger:
    first: int
    stop: int
    rules: Sequence[Rule]


@dataclass
class _Active:
    """A trigger that reaches forward, the part in which it stood, and whether a "with" was passed since."""

    rule: Rule
    stop: int
    part: int
    joint: int
    companion: bool = False


@dataclass
class Context:
    """What is said of each mention.

    Attributes:
        said: For each mention, axis to meaning.
        carry: Rules that still reach on when the sentence is the head of a list ("Denies:").
    """

    said: list[dict[str, str]]
    carry: dict[str, Rule] = field(default_factory=dict)


class _Sentence:
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

    def _find_triggers(self) -> dict[int, _Trigger]:
        """The longest triggers that overlap neither a mention nor each other, by their first token."""
        book, found = rulebook().triggers, []
        for at in range(len(self.norms)):
            free = [m for m in book.matches(self.norms, at, len(self.norms)) if not any(self.taken[at : at + m[0]])]
            if free:
                found.append(_Trigger(at, at + free[-1][0], free[-1][1]))
        used, chosen = [False] * len(self.norms), {}
        for trigger in sorted(found, key=lambda t: (t.first - t.stop, t.first)):
            if not any(used[trigger.first : trigger.stop]):
                used[trigger.first : trigger.stop] = [True] * (trigger.stop - trigger.first)
                chosen[trigger.first] = trigger
        return dict(sorted(chosen.items()))

    def _find_bounds(self) -> set[int]:
        """First tokens of the terminators that no trigger or mention has taken."""
        inside = {at for t in self.triggers.values() for at in range(t.first, t.stop)}
        book, stop = rulebook().terminators, len(self.norms)
        return {
            at
            for at in range(stop)
            if at not in inside and not self.taken[at] and book.longest(self.norms, at, stop) is not None
        }

    def _is_comma(self, at: int) -> bool:
        return self.norms[at] in _COMMAS and not self.taken[at]

    def _number_parts(self) -> list[int]:
        """For each token the number of its part between commas and brackets."""
        numbers, part = [], 0
        for at in range(len(self.norms)):
            part += self._is_comma(at)
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
            if any(rule.where == "after" for rule in trigger.rules):
                verb[self.part[trigger.first]] = True
        return [v and not o for v, o in zip(verb, link, strict=True)]


class _Sweep:
    """One pass from left to right that hands each mention the triggers still in reach."""

    def __init__(self, sentence: _Sentence, carry: Mapping[str, Rule]) -> None:
        self.s = sentence
        self.active = {axis: _Active(rule, 0, 0, 0) for axis, rule in carry.items()}
        self.said: list[dict[str, tuple[str, int]]] = [{} for _ in sentence.mentions]

    def run(self) -> None:
        at = 0
        while at < len(self.s.norms):
            at = self._step(at)

    def _step(self, at: int) -> int:
        if at in self.s.triggers:
            return self._enter(self.s.triggers[at])
        if at in self.s.starts:
            return self._meet(self.s.starts[at])
        if at in self.s.bounds:
            self.active.clear()
        elif self.s._is_comma(at):
            self._cross(at)
        self._note_word(at)
        return at + 1

    def _note_word(self, at: int) -> None:
        norm = self.s.norms[at]
        for active in self.active.values():
            if norm in rulebook().joints:
                active.joint = at + 1
            active.companion = active.companion or norm in _WITH

    def _cross(self, at: int) -> None:
        """Leave a part: what reaches only so far ends, and so does all before a part that stands for itself."""
        owns = self.s.owns[self.s.part[at]]
        for axis, active in list(self.active.items()):
            if active.rule.reach == "part" or (owns and axis != "person"):
                del self.active[axis]

    def _enter(self, trigger: _Trigger) -> int:
        for rule in trigger.rules:
            if rule.axis != "none" and self._looks_forward(rule, trigger):
                reach = "part" if rule.where == "either" else rule.reach
                forward = Rule(rule.means, rule.where, reach, rule.last)
                self.active[rule.axis] = _Active(forward, trigger.stop, self.s.part[trigger.first], trigger.stop)
        return trigger.stop

    def _looks_forward(self, rule: Rule, trigger: _Trigger) -> bool:
        if rule.where == "either":
            return _behind(self.s, trigger) is None
        return rule.where in ("before", "around")

    def _meet(self, index: int) -> int:
        mention = self.s.mentions[index]
        for axis, active in self.active.items():
            if self._reaches(active, mention):
                self.said[index][axis] = (active.rule.means, mention.first - active.stop)
        for active in self.active.values():
            active.joint = max(active.joint, mention.stop)
        return mention.stop

    def _reaches(self, active: _Active, mention: Mention) -> bool:
        if isinstance(active.rule.reach, int):
            return mention.first - active.stop < active.rule.reach
        if mention.first - active.joint > rulebook().stretch:
            return False
        if mention.symptom and active.rule.reach != "all" and active.rule.means in ("uncertain", "historical"):
            return not active.companion and self.s.part[mention.first] == active.part
        return True


def _behind(sentence: _Sentence, trigger: _Trigger) -> int | None:
    """The mention that a trigger looks back to: in its part, or in the part before if the trigger opens its own."""
    at, crossed = trigger.first - 1, False
    while at >= 0 and trigger.first - at <= rulebook().stretch:
        if sentence.taken[at]:
            return _mention_at(sentence, at)
        if at in sentence.bounds:
            return None
        if sentence._is_comma(at):
            if crossed or at != trigger.first - 1:
                return None
            crossed = True
        at -= 1
    return None


def _mention_at(sentence: _Sentence, at: int) -> int:
    while at not in sentence.starts:
        at -= 1
    return sentence.starts[at]


def _linked(sentence: _Sentence, index: int, trigger: _Trigger, reach: str | int) -> list[int]:
    """Mentions that share the fate of mention ``index``: "fever, cough and wheeze have resolved"."""
    chain, plural = [index], sentence.norms[trigger.first] in _PLURAL
    while chain[-1] > 0:
        earlier, later = sentence.mentions[chain[-1] - 1], sentence.mentions[chain[-1]]
        between = range(earlier.stop, later.first)
        norms = {sentence.norms[at] for at in between}
        if len(between) > 4 or norms & _WITH or any(at in sentence.triggers or at in sentence.bounds for at in between):
            break
        if norms & _LINKS:
            plural = True
        elif not ("," in norms and plural and reach == "list"):
            break
        chain.append(chain[-1] - 1)
    return chain


def _closes(sentence: _Sentence, trigger: _Trigger) -> bool:
    """Whether nothing but the end of a sentence or of a part follows the trigger."""
    rest = sentence.norms[trigger.stop : trigger.stop + 1]
    return not rest or rest[0] in ".;,)?!/"


def _look_back(sentence: _Sentence) -> list[dict[str, tuple[str, int]]]:
    """For each mention what the triggers after it say, with their distance in tokens."""
    said: list[dict[str, tuple[str, int]]] = [{} for _ in sentence.mentions]
    for trigger in sentence.triggers.values():
        for rule in trigger.rules:
            if rule.where != "before" and rule.axis != "none" and (not rule.last or _closes(sentence, trigger)):
                _reach_back(sentence, trigger, rule, said)
    return said


def _reach_back(sentence: _Sentence, trigger: _Trigger, rule: Rule, said: list[dict[str, tuple[str, int]]]) -> None:
    index = _behind(sentence, trigger)
    if index is None:
        return
    distance = trigger.first - sentence.mentions[index].stop
    if isinstance(rule.reach, int) and distance >= rule.reach:
        return
    for linked in [index] if isinstance(rule.reach, int) else _linked(sentence, index, trigger, rule.reach):
        if rule.axis not in said[linked] or distance < said[linked][rule.axis][1]:
            said[linked][rule.axis] = (rule.means, distance)


def _merge(before: Mapping[str, tuple[str, int]], after: Mapping[str, tuple[str, int]]) -> dict[str, str]:
    """The nearer of two triggers of an axis; one that only takes back a negation yields to one that follows."""
    merged = {axis: means for axis, (means, _) in before.items()}
    for axis, (means, distance) in after.items():
        if axis not in before or before[axis][0] in _WEAK or distance < before[axis][1]:
            merged[axis] = means
    return merged


def read(norms: Sequence[str], mentions: Sequence[Mention], carry: Mapping[str, Rule]) -> Context:
    """What the words of one sentence say of each mention in it.

    Args:
        norms: Normal forms of the sentence's tokens.
        mentions: In the order of the text, not overlapping.
        carry: Rules that the head of a list hands to its items.
    """
    sentence = _Sentence(norms, mentions)
    sweep = _Sweep(sentence, carry)
    sweep.run()
    said = [_merge(b, a) for b, a in zip(sweep.said, _look_back(sentence), strict=True)]
    return Context(said, {axis: active.rule for axis, active in sweep.active.items()})
