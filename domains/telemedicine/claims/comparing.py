"""Whether other words claim what a sentence claims: the check that a rewritten sentence passes or is dropped.

The sentence itself is known to rest on its sources, so the other words are held against it: same numbers, drugs, sides,
directions and persons, nothing that was denied affirmed and nothing affirmed denied, no content that neither the
sentence nor its sources have, and not much left out. What it cannot see: two findings that change places in a sentence
of causes ("cough because of asthma") and whatever else leaves every word and its polarity where it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from domains.telemedicine.claims.reading import Claim, claim_of
from domains.telemedicine.claims.wordlists import GROUP, LIGHT, MEN, WOMEN
from domains.telemedicine.drafting.support import REPORTING
from domains.telemedicine.wordstems import stems

KEPT = 0.6
"""Share of the sentence's content that other words must keep; the rest may be what a plainer sentence does without."""


def objection(other: str, sentence: str, said: Sequence[str], known: Collection[str] = ()) -> str | None:
    """Why other words do not claim what a sentence claims; None where they do.

    Args:
        other: The rewritten sentence.
        sentence: The one that was checked against its sources.
        said: Texts of these sources.
        known: Words that count as said, as the plain words of a glossary do.
    """
    new, old = claim_of(other), claim_of(sentence)
    if not new.stems:
        return "says nothing"
    checks = (_numbers(new, old), _drugs(new, old), _turns(new, old, known), _persons(new, old),
              _content(new, old, said, known), _polarity(new, old, known), _left_out(new, old, known))  # fmt: skip
    return next((found for found in checks if found), None)


def carried(other: str, sentence: str, said: Sequence[str], known: Collection[str] = ()) -> bool:
    """Whether other words claim what a sentence claims."""
    return objection(other, sentence, said, known) is None


def _content(new: Claim, old: Claim, said: Sequence[str], known: Collection[str]) -> str | None:
    heard = set(old.stems) | stems(said) | stems(known) | REPORTING | LIGHT
    added = [word for word in new.stems if word not in heard]
    return f"adds {', '.join(dict.fromkeys(added))}" if added else None


def _numbers(new: Claim, old: Claim) -> str | None:
    if Counter(number for number, _, _ in new.numbers) != Counter(number for number, _, _ in old.numbers):
        return "has other numbers"
    several = len(set(old.drugs)) > 1
    kept, told = (sorted((unit, drug if several else "") for _, unit, drug in one.numbers) for one in (old, new))
    if kept != told:
        return "gives a number another unit" if not several else "ties a number to something else"
    tied = [{key: [n for n, *rest in one.numbers if (rest[0], rest[1] if several else "") == key] for key in kept}
            for one in (old, new)]  # fmt: skip
    return "ties a number to something else" if tied[0] != tied[1] else None


def _drugs(new: Claim, old: Claim) -> str | None:
    return None if set(new.drugs) == set(old.drugs) else "names other drugs"


def _turns(new: Claim, old: Claim, known: Collection[str]) -> str | None:
    spared = stems(known)
    told, kept = ({one for one in claim.turns if one[0] not in spared} for claim in (new, old))
    if {word for word, _ in told} != {word for word, _ in kept}:
        return "turns a side, a direction or a time round"
    groups = Counter(GROUP[word] for word in {word for word, _ in kept})
    rivals = {word for word, _ in kept if groups[GROUP[word]] > 1}
    moved = {one for one in told if one[0] in rivals} != {one for one in kept if one[0] in rivals}
    return "exchanges sides, directions or times" if moved else None


def _persons(new: Claim, old: Claim) -> str | None:
    implied = old.persons[:1] == ("patient",) and new.persons == old.persons[1:]
    if ("clinician" in new.persons) != ("clinician" in old.persons):
        return "exchanges doctor and patient"
    if not implied and new.persons[:1] not in ((), old.persons[:1]):
        return "exchanges doctor and patient"
    crossed = any(new.gendered & one and old.gendered & two for one, two in ((MEN, WOMEN), (WOMEN, MEN)))
    return "takes a man for a woman or a woman for a man" if crossed else None


def _polarity(new: Claim, old: Claim, known: Collection[str]) -> str | None:
    if new.denied != old.denied:
        return "turns a denial round"
    if new.hedged != old.hedged:
        return "is surer or less sure"
    if new.planned != old.planned:
        return "takes a plan for what was done, or the other way round"
    spared = stems(known)
    open_to = frozenset({"uncertain", "present"}) if _conditional(new) and _conditional(old) else frozenset()
    turned = [word for word, meanings in new.said.items()
              if word in old.said and word not in spared and (meanings ^ old.said[word]) - open_to]  # fmt: skip
    return f"says something else of {turned[0]}" if turned else None


def _conditional(claim: Claim) -> bool:
    """Whether it holds on a condition, which reaches as far as the order of words lets it."""
    return any(word in ("if", "unles") for word, _ in claim.turns)


def _left_out(new: Claim, old: Claim, known: Collection[str]) -> str | None:
    wanted, has = set(old.stems), set(new.stems)
    lost = len(wanted - has)
    explained = len(has & stems(known) - wanted)
    return "leaves too much out" if wanted and max(0, lost - explained) > (1 - KEPT) * len(wanted) else None
