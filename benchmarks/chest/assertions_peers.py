"""What medspaCy's and negspaCy's rules say of mentions, run by an interpreter that has them.

`PYTHON assertions_peers.py < SENTENCES.json`: the input is ``[{"text", "places": [[start, end], ...]}, ...]``, the
output ``{"medspaCy": [[status, ...], ...], "negspaCy": ...}``. Both are told where the mentions are, and use the rules
that they ship with, after the sentence splitter of spaCy.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable
from typing import Any


def medspacy_status(span: Any) -> str:
    """The first of medspaCy's attributes that holds, those about another person first."""
    about = span._
    if about.is_family:
        return "family"
    if about.is_negated:
        return "absent"
    if about.is_uncertain or about.is_hypothetical:
        return "uncertain"
    return "historical" if about.is_historical else "present"


def negspacy_status(span: Any) -> str:
    """NegspaCy knows a negation or none."""
    return "absent" if span._.negex else "present"


def medspacy_pipe() -> Any:
    """ConText with the rules of the package."""
    import medspacy  # type: ignore[import-not-found]

    nlp = medspacy.load(medspacy_enable=["medspacy_context"])
    nlp.add_pipe("sentencizer", first=True)
    return nlp


def negspacy_pipe() -> Any:
    """Negex with the clinical term set of the package."""
    import spacy  # type: ignore[import-not-found]
    from negspacy.negation import Negex  # type: ignore[import-not-found]  # noqa: F401
    from negspacy.termsets import termset  # type: ignore[import-not-found]

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("negex", config={"neg_termset": termset("en_clinical").get_patterns()})
    return nlp


def read(nlp: Any, status: Callable[[Any], str], sentences: Iterable[dict[str, Any]]) -> list[list[str]]:
    """The status of every mention, in the order in which the mentions were given."""
    return [_read(nlp, status, sentence["text"], sentence["places"]) for sentence in sentences]


def _read(nlp: Any, status: Callable[[Any], str], text: str, places: list[list[int]]) -> list[str]:
    doc = nlp.make_doc(text)
    spans = [doc.char_span(start, end, label="FINDING", alignment_mode="expand") for start, end in places]
    doc.set_ents(_apart(spans))
    for _, pipe in nlp.pipeline:
        doc = pipe(doc)
    found = {ent.start: ent for ent in doc.ents}
    return [status(found[span.start]) if span.start in found else "present" for span in spans]


def _apart(spans: list[Any]) -> list[Any]:
    """Spans that do not overlap; of two that do the first."""
    kept: list[Any] = []
    for span in sorted(spans, key=lambda s: (s.start, s.end)):
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def main() -> None:
    """Read the sentences from the standard input."""
    sentences = json.load(sys.stdin)
    answers = {
        "medspaCy": read(medspacy_pipe(), medspacy_status, sentences),
        "negspaCy": read(negspacy_pipe(), negspacy_status, sentences),
    }
    print("\n" + json.dumps(answers))


if __name__ == "__main__":
    main()
