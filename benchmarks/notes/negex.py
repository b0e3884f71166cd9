"""The plain baseline: the nearest status word among the five words before a mention decides.

After W. W. Chapman et al., "A simple algorithm for identifying negated findings and diseases in discharge summaries",
J. Biomed. Inform. 34 (2001) 301-310, reduced to its core and widened by the other statuses. It is told where the
mentions are.
"""

from __future__ import annotations

import re

WINDOW = 5
WORDS = {
    "absent": "no not without denies denied deny never nil neither nor negative",
    "uncertain": "possible possibly probable probably likely suspected suspect rule r/o ? query evaluate exclude may",
    "historical": "history hx h/o previous previously prior past pmh old resolved",
    "family": "family mother father brother sister aunt uncle son daughter grandfather grandmother fhx fh",
}
_STATUS = {word: status for status, words in WORDS.items() for word in words.split()}
_TOKEN = re.compile(r"[a-z]/[a-z]|\w+|\?|[.;\n]")


def status(note: str, start: int, end: int) -> str:
    """The status that the nearest preceding word gives to the mention at ``[start, end)``."""
    before = _TOKEN.findall(note[:start].lower())
    for word in reversed(before[-WINDOW:]):
        if word in ".;\n":
            break
        if word in _STATUS:
            return _STATUS[word]
    return "present"
