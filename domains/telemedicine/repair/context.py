"""What the words around a gap expect: a drug after "allergic to" and before "fifty milligrams"."""

from __future__ import annotations

import re

NEAR = 4
_STRONG = frozenset(
    """take takes taking took taken prescribe prescribed prescribing prescription allergic tablets tablet capsules
    capsule pills pill medication medications medicine medicines dose doses mg milligrams inhaler inhalers injection
    injections antibiotic antibiotics statin painkiller painkillers called drug drugs refill""".split()
)
_WEAK = frozenset(
    """on start started starting stop stopped stopping give gave given giving increase increased decrease reduce
    continue continued continuing keep using use used try tried put had have your my the some switch switched off
    without forgot ran out of after with plus and or""".split()
)
_DOSE = re.compile(
    r"^\d+|^(?:milligrams?|mg|micrograms?|mcg|grams?|millilit\w+|ml|units?|tablets?|capsules?|pills?|puffs?|drops?|once"
    r"|twice|daily|cream|inhaler|injections?|patch|patches|spray|syrup)$"
)
_NUMBERS = frozenset(
    "one two three four five six seven eight nine ten fifteen twenty twenty-five thirty forty fifty sixty seventy"
    " seventy-five eighty ninety hundred thousand half".split()
)
_AFTER = frozenset("for because with and or helps helped makes made did gives gave last every at in".split())


def before(words: tuple[str, ...], first: int) -> tuple[float, float]:
    """Whether words that ask for a drug stand close before it, and ones that allow for one directly."""
    around = words[max(0, first - NEAR) : first]
    return float(any(word in _STRONG for word in around)), float(bool(around) and around[-1] in _WEAK)


def after(words: tuple[str, ...], stop: int) -> tuple[float, float]:
    """Whether a dose, a form or how often it is taken follows, and whether a word that may."""
    around = words[stop : stop + 3]
    dose = any(_DOSE.search(word) for word in around) or (bool(around) and around[0] in _NUMBERS)
    return float(dose), float(not around or around[0] in _AFTER)
