"""How much of a drug, by which way, how often."""

from __future__ import annotations

import re
from typing import Any

from domains.telemedicine.facts.numbers import Number, Token, numbers, tokens

UNITS = {
    "mg": "mg", "milligram": "mg", "milligrams": "mg", "migs": "mg", "mcg": "ug", "microgram": "ug", "micrograms": "ug",
    "g": "g", "gram": "g", "grams": "g", "ml": "mL", "milliliter": "mL", "milliliters": "mL", "millilitre": "mL",
    "millilitres": "mL", "unit": "[iU]", "units": "[iU]", "tablet": "tablet", "tablets": "tablet", "pill": "tablet",
    "pills": "tablet", "capsule": "capsule", "capsules": "capsule", "puff": "puff", "puffs": "puff", "drop": "drop",
    "drops": "drop", "milliequivalents": "meq", "meq": "meq", "sprays": "spray", "spray": "spray", "percent": "%",
    "%": "%",
}  # fmt: skip
"""Spoken unit to its UCUM code, or to the form that is counted."""
_ROUTES = (
    (re.compile(r"\b(?:by mouth|orally|oral|swallow)\b", re.I), "oral"),
    (re.compile(r"\b(?:intravenous(?:ly)?|iv|i v|drip|infusion)\b", re.I), "intravenous"),
    (re.compile(r"\b(?:intramuscular(?:ly)?|im injection)\b", re.I), "intramuscular"),
    (re.compile(r"\b(?:inject(?:ion|ions|ed|s)?|subcutaneous(?:ly)?|under the skin|shots?)\b", re.I), "injection"),
    (re.compile(r"\b(?:inhaler|inhaled|puffs?|inhale|nebuli[sz]er|spacer)\b", re.I), "inhalation"),
    (re.compile(r"\b(?:cream|ointment|gel|topical(?:ly)?|on (?:the|your) skin|lotion)\b", re.I), "topical"),
    (re.compile(r"\b(?:patch|patches)\b", re.I), "transdermal"),
    (re.compile(r"\b(?:eye drops?|in (?:the|your|both) eyes?)\b", re.I), "ophthalmic"),
    (re.compile(r"\b(?:ear drops?|in (?:the|your) ears?)\b", re.I), "otic"),
    (re.compile(r"\b(?:nasal|nose spray|nostrils?)\b", re.I), "nasal"),
    (re.compile(r"\b(?:under (?:the|your|my) tongue|sublingual(?:ly)?)\b", re.I), "sublingual"),
    (re.compile(r"\b(?:suppository|rectal(?:ly)?)\b", re.I), "rectal"),
)  # fmt: skip
_COUNT = r"(?:once|twice|(?:one|two|three|four|five|six|\d) times?|thrice)"
_EACH = r"(?:(?:a|per|each|every)\s+(?:day|week|month)|daily|weekly|monthly|in the (?:morning|evening)|at night)"
_FREQUENCY = re.compile(
    rf"\b(?:{_COUNT}[\s-]*{_EACH}|{_COUNT} (?:a|per) (?:day|week)"
    rf"|every (?:other )?(?:\w+ )?(?:(?:to \w+ )?hours?|day|morning"
    r"|evening|night|week|month)|(?:once|twice) daily|daily|nightly|weekly|monthly|at (?:night|bedtime|noon)|before bed"
    r"|in the (?:morning|evening|mornings|evenings)|each (?:day|morning|night)|a day|per day|b i d|bid|t i d|tid|q i d"
    r"|qid|as needed|when needed|when required|p r n|prn|with (?:meals|food)|before (?:meals|breakfast|dinner))\b",
    re.I,
)
NEAR, BEHIND = 6, 4


def dosed(text: str, end: int, stop: int, ahead: str) -> tuple[dict[str, Any], int]:
    """Dose, unit, route and frequency of a drug.

    Args:
        text: The utterance.
        end: Where the drug's name ends.
        stop: Where the next drug begins, or the sentence ends.
        ahead: The sentence before the name, for "forty milligrams of ...".

    Returns:
        What is said, and where it ends.
    """
    values: dict[str, Any] = {}
    rest = text[end:stop]
    told = _dose(tokens(rest), NEAR, 0)
    last = end
    if told:
        values, last = told[0], end + told[1]
    else:
        before = tokens(ahead)
        values = _before(before)
    for form, route in _ROUTES:
        if form.search(re.split(r"\band\b", rest)[0]) or (form.search(ahead[-24:]) and not values.get("route")):
            values.setdefault("route", route)
    often = _FREQUENCY.search(rest)
    if often:
        values["frequency"] = often[0].lower()
        last = max(last, end + often.end())
    return values, last


def _dose(words: list[Token], near: int, at: int) -> tuple[dict[str, Any], int] | None:
    """The first number with a unit within a few words, and the character where it ends."""
    for number in numbers(words):
        if number.first > near:
            return None
        unit = _unit(words, number)
        if unit:
            return {"dose": number.value, "unit": unit[0]}, words[unit[1] - 1].end
    return None


def _unit(words: list[Token], number: Number) -> tuple[str, int] | None:
    if number.stop < len(words) and words[number.stop].text in UNITS:
        return UNITS[words[number.stop].text], number.stop + 1
    return None


def _before(words: list[Token]) -> dict[str, Any]:
    """What stands right before the name: "forty milligrams of"."""
    found = [(one, unit) for one in numbers(words) if (unit := _unit(words, one))]
    if not found:
        return {}
    number, unit = found[-1]
    between = [word.text for word in words[unit[1] :]]
    return {"dose": number.value, "unit": unit[0]} if len(between) <= BEHIND - 1 and "," not in between else {}
