"""Red flags: findings, alone or together, that ask for somebody to be seen soon."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from domains.telemedicine.facts.fact import PRESENT, RED_FLAG, UNCERTAIN, Fact
from domains.telemedicine.lexicon.flags import Flag, flags


def red_flags(found: Sequence[Fact]) -> list[Fact]:
    """The flags that findings raise; one that rests on a doubtful finding is doubtful.

    Args:
        found: Findings of the patient; what is supposed, denied, past or of the family raises nothing.
    """
    held: dict[str, Fact] = {}
    for fact in found:
        better = fact.name not in held or (fact.assertion == PRESENT and held[fact.name].assertion != PRESENT)
        if fact.assertion in (PRESENT, UNCERTAIN) and not fact.values.get("hypothetical") and better:
            held[fact.name] = fact
    return [raised for flag in flags() if (raised := _raised(flag, held))]


def _raised(flag: Flag, held: Mapping[str, Fact]) -> Fact | None:
    needed = [name for name in flag.all if name in held]
    if len(needed) < len(flag.all):
        return None
    resting = [held[name] for name in needed] or [held[name] for name in flag.any if name in held]
    if not resting:
        return None
    first = min(resting, key=lambda fact: fact.assertion != PRESENT) if flag.any else resting[0]
    sure = all(fact.assertion == PRESENT for fact in (resting if flag.all else [first]))
    sources = tuple(dict.fromkeys(number for fact in resting for number in fact.sources))
    values = {"level": flag.level, "source": flag.source, "findings": [fact.name for fact in resting]}
    return Fact(
        RED_FLAG, flag.name, first.utterance, first.start, first.end, first.text, PRESENT if sure else UNCERTAIN,
        values, (first.utterance, *(number for number in sources if number != first.utterance)),
    )  # fmt: skip
