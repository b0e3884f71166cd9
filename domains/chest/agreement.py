"""Whether the words of a report say what was decided: read back by the rules that read the notes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from domains.chest.cases import Decision, Stated

HEADS: Mapping[str, Stated] = {f"{stated.capitalize()}:": stated for stated in Stated}
SAID: Mapping[str, Stated] = {stated.value: stated for stated in Stated}


@dataclass(frozen=True)
class Said:
    """What the report says of a finding, and the words in which it does."""

    finding: str
    stated: Stated
    words: str


def warnings(text: str, decisions: Mapping[str, Decision], edited: bool) -> tuple[str, ...]:
    """Where words and decisions disagree, one sentence each, in the order of the decisions.

    Words that tell of the patient's past or family say nothing of this film and are left alone. A draft holds foreign
    words only in the reader's comments, so one without comments is not read.

    Args:
        text: The report.
        decisions: In force, by label.
        edited: Whether the words are a reader's own: only those can have left a finding out.
    """
    if not edited and not any(decision.comment for decision in decisions.values()):
        return ()
    said: dict[str, list[Said]] = defaultdict(list)
    for each in _read(text):
        said[each.finding].append(each)
    told = (_warning(decision, said[_name(decision.label)], edited) for decision in decisions.values())
    return tuple(sentence for sentence in told if sentence)


def _warning(decision: Decision, said: list[Said], edited: bool) -> str:
    name = _name(decision.label)
    if decision.stated is None:
        return _rejected(name, said[0].words) if said else ""
    if said and all(each.stated is not decision.stated for each in said):
        return f"The report says that {name} is {said[0].stated} ('{said[0].words}'); you decided on {decision.stated}."
    if edited and not said and decision.stated is Stated.PRESENT:
        return f"The report no longer names {name}, which you decided is present."
    return ""


def _rejected(name: str, words: str) -> str:
    return f"The report names {name} ('{words}'), which you rejected: take it out, or decide the finding anew."


def _name(label: str) -> str:
    return label.replace("_", " ").lower()


def _read(text: str) -> Iterator[Said]:
    """Line by line: the heads of the draft ("Absent:") hold for all that their line lists."""
    from domains.chest.asserted import reader

    for line in text.split("\n"):
        head = next((head for head in HEADS if line.startswith(head)), "")
        for asserted in reader().read(line.removeprefix(head)):
            if (stated := SAID.get(str(asserted.status))) is not None:
                meant = HEADS[head] if head and stated is Stated.PRESENT else stated
                yield Said(asserted.finding, meant, asserted.text)
