"""ConText on one sentence: which triggers reach which mentions, and what they say together.

Source of the method: Harkema et al., J. Biomed. Inform. 42 (2009) 839-851. Ours differs in that the nearest trigger of
an axis wins, that a part between commas which makes its own statement ends what was said before it, and that a symptom
after a comma is not swallowed by an earlier doubt or history ("r/o pneumonia, cough"). One sweep forward and one look
back from each trigger, both bounded: the time is linear in the number of tokens.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.encoders.clause import Clause, Mention, Trigger
from core.encoders.rules import Rule, rulebook

_WITH = frozenset({"with", "w"})
_LINKS = frozenset({"and", "or", "nor", "&", "+", "/"})
_PLURAL = frozenset({"have", "are", "were"})
_STRONG = frozenset({"absent", "uncertain"})
_ANSWER = 2
_WEAK = frozenset({"present", "current", "self"})


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


class _Sweep:
    """One pass from left to right that hands each mention the triggers still in reach."""

    def __init__(self, clause: Clause, carry: Mapping[str, Rule]) -> None:
        self.s = clause
        self.active = {axis: _Active(rule, 0, 0, 0) for axis, rule in carry.items()}
        self.said: list[dict[str, tuple[str, int]]] = [{} for _ in clause.mentions]
        self.outside: dict[str, _Active] | None = None

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
        elif self.s.norms[at] in rulebook().pronouns:
            self.active = {axis: active for axis, active in self.active.items() if axis == "person"}
        elif self.s.is_comma(at):
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
        """Leave a part: what reaches only so far ends, and so does all before a part that stands for itself.

        After a bracket what reached before it reaches on.
        """
        owns = self.s.owns[self.s.part[at]]
        if self.s.norms[at] == "(":
            self.outside = dict(self.active)
        elif self.s.norms[at] == ")" and self.outside is not None:
            self.active, self.outside = self.outside, None
            return
        for axis, active in list(self.active.items()):
            if active.rule.reach == "part" or (owns and axis != "person"):
                del self.active[axis]

    def _enter(self, trigger: Trigger) -> int:
        for rule in trigger.rules:
            if rule.axis != "none" and self._looks_forward(rule, trigger) and not self._denied(rule, trigger):
                reach = "part" if rule.where == "either" else rule.reach
                forward = Rule(rule.means, rule.where, reach, rule.last)
                self.active[rule.axis] = _Active(forward, trigger.stop, self.s.part[trigger.first], trigger.stop)
        return trigger.stop

    def _denied(self, rule: Rule, trigger: Trigger) -> bool:
        """Whether an earlier trigger takes this one into its own reach: "without known ...", "if she has ..."."""
        active = self.active.get(rule.axis)
        if rule.means != "present" or active is None or active.rule.means not in _STRONG:
            return False
        return active.stop == trigger.first or (active.rule.means == "uncertain" and active.rule.reach == "all")

    def _looks_forward(self, rule: Rule, trigger: Trigger) -> bool:
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


def _behind(clause: Clause, trigger: Trigger) -> int | None:
    """The mention that a trigger looks back to: in its part, or in the part before if the trigger opens its own."""
    at, crossed = trigger.first - 1, False
    while at >= 0 and trigger.first - at <= rulebook().stretch:
        if clause.taken[at]:
            return _mention_at(clause, at)
        if at in clause.bounds:
            return None
        if clause.is_comma(at):
            if crossed or at != trigger.first - 1:
                return None
            crossed = True
        at -= 1
    return None


def _mention_at(clause: Clause, at: int) -> int:
    while at not in clause.starts:
        at -= 1
    return clause.starts[at]


def _linked(clause: Clause, index: int, trigger: Trigger, reach: str | int) -> list[int]:
    """Mentions that share the fate of mention ``index``: "fever, cough and wheeze have resolved"."""
    chain, plural = [index], clause.norms[trigger.first] in _PLURAL
    while chain[-1] > 0:
        earlier, later = clause.mentions[chain[-1] - 1], clause.mentions[chain[-1]]
        between = range(earlier.stop, later.first)
        norms = {clause.norms[at] for at in between}
        if len(between) > 4 or norms & _WITH or any(at in clause.triggers or at in clause.bounds for at in between):
            break
        if norms & _LINKS:
            plural = True
        elif not ("," in norms and plural and reach == "list"):
            break
        chain.append(chain[-1] - 1)
    return chain


def _look_back(clause: Clause) -> list[dict[str, tuple[str, int]]]:
    """For each mention what the triggers after it say, with their distance in tokens."""
    said: list[dict[str, tuple[str, int]]] = [{} for _ in clause.mentions]
    for trigger in clause.triggers.values():
        for rule in trigger.rules:
            if rule.where != "before" and rule.axis != "none" and (not rule.last or clause.closes(trigger.stop)):
                _reach_back(clause, trigger, rule, said)
    return said


def _reach_back(clause: Clause, trigger: Trigger, rule: Rule, said: list[dict[str, tuple[str, int]]]) -> None:
    index = _behind(clause, trigger)
    if index is None:
        return
    distance = trigger.first - clause.mentions[index].stop
    if isinstance(rule.reach, int) and distance >= rule.reach:
        return
    for linked in [index] if isinstance(rule.reach, int) else _linked(clause, index, trigger, rule.reach):
        if rule.axis not in said[linked] or distance < said[linked][rule.axis][1]:
            said[linked][rule.axis] = (rule.means, distance)


def _merge(before: Mapping[str, tuple[str, int]], after: Mapping[str, tuple[str, int]]) -> dict[str, str]:
    """The nearer of two triggers of an axis; one that only takes back a negation yields to one that follows."""
    merged = {axis: means for axis, (means, _) in before.items()}
    for axis, (means, distance) in after.items():
        if axis not in before or _prevails(axis, before[axis], (means, distance)):
            merged[axis] = means
    return merged


def _prevails(axis: str, before: tuple[str, int], after: tuple[str, int]) -> bool:
    """Whether what follows a mention outweighs what stands before it."""
    if before[0] in _WEAK or after[1] < before[1]:
        return True
    answered = before[0] == "uncertain" and after[0] == "absent" and after[1] <= before[1] + _ANSWER
    return answered or (axis == "time" and after[1] == before[1])


def read(norms: Sequence[str], mentions: Sequence[Mention], carry: Mapping[str, Rule]) -> Context:
    """What the words of one sentence say of each mention in it.

    Args:
        norms: Normal forms of the sentence's tokens.
        mentions: In the order of the text, not overlapping.
        carry: Rules that the head of a list hands to its items.
    """
    clause = Clause(norms, mentions)
    sweep = _Sweep(clause, carry)
    sweep.run()
    said = [_merge(b, a) for b, a in zip(sweep.said, _look_back(clause), strict=True)]
    return Context(said, {axis: active.rule for axis, active in sweep.active.items()})
