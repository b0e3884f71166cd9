"""Words that turn a claim round: of each group, another member says something else."""

from __future__ import annotations

from domains.telemedicine.wordstems import stem

_GROUPS = (
    "left right bilateral both",
    "increase increased decrease decreased raise reduce reduced double halve",
    "start stop begin continue resume hold discontinue quit restart switch",
    "before after until since during",
    "high low higher lower elevated",
    "upper middle",
    "positive negative",
    "normal abnormal unremarkable remarkable",
    "better worse improve improved worsen worsened unchanged stable",
    "morning noon afternoon evening night bedtime",
    "daily weekly monthly hourly nightly yearly",
    "once twice thrice",
    "hour hours day days week weeks month months year years",
    "mild moderate severe",
    "acute chronic",
    "always often sometimes rarely seldom",
    "today tomorrow yesterday tonight",
    "mother father brother sister son daughter wife husband aunt uncle cousin grandmother grandfather parent mom dad",
    "increasing decreasing",
    "constant intermittent",
    "new old former previous",
    "front back",
    "mg milligram mcg microgram g gram kg kilogram ml milliliter",
    "only all most",
    "if unless",
    "more less fewer",
    "above below over under",
)
GROUP = {stem(word): number for number, group in enumerate(_GROUPS) for word in group.split()}
"""Stem to its group; ``more``, ``before`` and others are no content words, and are looked up all the same."""
NEGATIONS = frozenset("no not never none nor neither without denies deny denied cannot nothing nobody unable".split())
HEDGES = frozenset(
    """may might maybe possible possibly probable probably likely unlikely think thinks thought suspect suspects
    suspected suspicion suspicious perhaps could consistent concern concerned concerning presumed presumably seems
    appears unsure guess""".split()
)
LIGHT = frozenset(stem(word) for word in "see seen take taken taking show shown go going note noted".split())
"""Verbs that a note may put in: they say nothing of the patient."""
FUTURE = frozenset("will shall plan plans planned".split())
CLINICIAN = frozenset("i we me us my our mine ours doctor physician clinician".split())
PATIENT = frozenset("he she they him her them his their hers theirs you your yours patient".split())
MEN, WOMEN = frozenset("he him his himself".split()), frozenset("she her hers herself".split())
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
TENS = {**{word: str(20 + 10 * at) for at, word in enumerate(_TENS)}, "hundred": "100", "thousand": "1000"}
"""Number words that the domain leaves as they are said; "eight hundred" counts as 8 and 100."""
UNITS = frozenset(
    stem(word)
    for word in """second minute hour day week month year time dose tablet pill capsule puff unit mg mcg gram ml
    milliliter inch foot pound lb kg kilo percent degree cigarette pack drink""".split()
)
