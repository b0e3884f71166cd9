"""Free text with what identifies taken out, as far as rules can find it.

What is known of the patient, the people and the place is found wherever it stands; beyond that only what looks like a
name after a title, a day, a number of a patient, a telephone number or an address (the eighteen identifiers of 45 CFR
164.514(b)(2)). No rule finds every name, so free text leaves only when somebody asks for it.
"""

import re
from collections.abc import Iterable

from domains.chest.deidentify.check import spellings
from domains.chest.deidentify.known import Known

HOLDERS = {
    "name": "[name]",
    "number": "[number]",
    "date": "[date]",
    "uid": "[number]",
    "place": "[place]",
    "text": "[text]",
}
MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\.?"
CAPITAL = r"[A-Z\u00c0-\u00de][\w'\u2019-]+"
TITLES = r"(?:[Dd]r|[Pp]rof|[Mm]rs?|[Mm]s|[Mm]iss|[Ff]rau|[Hh]err|[Mm]me|[Nn]urse|[Pp]atient|PATIENT|[Nn]ame|NAME)"
PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b"), "[address]"),
    (re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE), "[address]"),
    (re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b"), "[address]"),
    (re.compile(rf"\b\d{{1,2}}(?:st|nd|rd|th)?[\s.-]*{MONTH}(?:[\s,.-]*\d{{2,4}})?\b", re.IGNORECASE), "[date]"),
    (re.compile(rf"\b{MONTH}[\s.-]*\d{{1,2}}(?:st|nd|rd|th)?(?:[\s,.-]+\d{{4}})?\b", re.IGNORECASE), "[date]"),
    (re.compile(rf"\b{MONTH}\s+(?:19|20)\d\d\b", re.IGNORECASE), "[date]"),
    (re.compile(r"\b\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\b"), "[date]"),
    (re.compile(rf"\b{TITLES}\b\.?:?\s+{CAPITAL}(?:[\s,.-]+{CAPITAL}){{0,3}}"), "[name]"),
    (
        re.compile(
            rf"\b{CAPITAL}(?:\s{CAPITAL})*\s(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Square|Strasse|Stra\u00dfe|Weg|Platz)\b\.?(?:\s\d+\w?)?"
        ),
        "[address]",
    ),
    (re.compile(r"\b(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\b"), "[date]"),
    (re.compile(r"(?:\+\d{1,3}[\s./-]?)?\(?\b\d{2,5}\)?(?:[\s./-]\d{2,5}){2,4}\b"), "[number]"),
    (re.compile(r"\b(?=\w*\d{3})[A-Za-z]{0,6}[-/]?\d{5,}\w*\b"), "[number]"),
    (re.compile(r"\b(?:MRN|ID|NHS|SSN|No|Nr|Acc(?:ession)?)\b[.:#\s]*[\w-]*\d[\w-]*", re.IGNORECASE), "[number]"),
    (re.compile(r"\b(?:9\d|1[0-2]\d)(?=[\s-]*(?:years?|yrs?|y\.?o\.?|y/o|-year)\b)", re.IGNORECASE), "90+"),
)


def scrub(text: str, wanted: Iterable[Known]) -> str:
    """The text with what is known, and what looks like an identifier, replaced by what kind of thing stood there."""
    for one in sorted(wanted, key=lambda each: -len(each.text)):
        text = _known_out(text, one)
    for pattern, holder in PATTERNS:
        text = pattern.sub(holder, text)
    return text


def _known_out(text: str, one: Known) -> str:
    """Every spelling of one identifier, with any separators between its parts."""
    for spelling in spellings(one):
        parts = re.findall(r"[^\W_]+", spelling)
        if parts:
            pattern = r"[\s.,;:/\\_^=+()-]*".join(re.escape(part) for part in parts)
            text = re.sub(rf"(?<![^\W_]){pattern}(?![^\W_])", HOLDERS[one.kind], text, flags=re.IGNORECASE)
    return text
