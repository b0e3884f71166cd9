"""How well findings and what is said of them are read: `python -m benchmarks.chest.assertions [--peers PYTHON]`.

On the sentences of `sentences.txt`, written for this purpose before the reader was run on them; the rules were
corrected on the development half only. An assertion is right where finding, status and an overlapping span are.
``--peers`` names an interpreter that has medspacy and negspacy (spaCy below 3.8): their rules are run on the very
mentions that our vocabulary finds, so that only the rules about status differ. Intervals resample sentences (95 %).
"""

from __future__ import annotations

import argparse
import json
import subprocess
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.chest.sentences import STATUSES, Said, Sentence, Tally, f1, load, of_class, tally
from core.evaluation.bootstrap import interval
from domains.chest.asserted import reader

PEERS = Path(__file__).with_name("assertions_peers.py")
Answers = dict[str, list[tuple[Said, ...]]]


def main() -> None:
    """Print a table for each half."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--peers", type=Path, metavar="PYTHON", help="an interpreter with medspacy and negspacy")
    parser.add_argument("--errors", action="store_true", help="list what is misread in the development half")
    asked = parser.parse_args()
    sentences = load()
    answers = answered(sentences, asked.peers)
    for part in ("test", "development"):
        rows = [n for n, sentence in enumerate(sentences) if sentence.part == part]
        table(part, [sentences[n] for n in rows], {who: [said[n] for n in rows] for who, said in answers.items()})
    if asked.peers is None:
        print("\nmedspaCy and negspaCy were not run: name an interpreter that has them with --peers.")
    if asked.errors:
        errors(sentences, answers["this reader"])


def answered(sentences: Sequence[Sentence], peers: Path | None) -> Answers:
    """What each reader says of each sentence."""
    ours = [read(sentence.text) for sentence in sentences]
    answers: Answers = {"this reader": ours, "all present": [_restated(said, ["present"] * len(said)) for said in ours]}
    for who, statuses in (_asked(peers, sentences, ours) if peers else {}).items():
        answers[who] = [_restated(said, stated) for said, stated in zip(ours, statuses, strict=True)]
    return answers


def read(text: str) -> tuple[Said, ...]:
    """What this suite reads."""
    return tuple(Said(a.finding, a.status.value, a.start, a.end) for a in reader().read(text))


def _restated(said: Sequence[Said], statuses: Sequence[str]) -> tuple[Said, ...]:
    return tuple(Said(s.finding, status, s.start, s.end) for s, status in zip(said, statuses, strict=True))


def _asked(peers: Path, sentences: Sequence[Sentence], ours: Sequence[Sequence[Said]]) -> dict[str, list[list[str]]]:
    places = [
        {"text": sentence.text, "places": [[s.start, s.end] for s in said]}
        for sentence, said in zip(sentences, ours, strict=True)
    ]
    run = subprocess.run(  # noqa: S603 - the interpreter that the caller named
        [str(peers), str(PEERS)], input=json.dumps(places), capture_output=True, text=True, check=True
    )
    answers: dict[str, list[list[str]]] = json.loads(run.stdout.splitlines()[-1])
    return answers


def table(part: str, sentences: Sequence[Sentence], answers: Answers) -> None:
    """F1 of each reader: over all assertions, as a mean over the pairs of finding and status, and by status."""
    wanted = [sentence.said for sentence in sentences]
    print(f"\n{part}: {len(sentences)} sentences, {sum(map(len, wanted))} assertions")
    print(f"\n| F1 | assertions | {' | '.join(answers)} |\n|---|---|{'---|' * len(answers)}")
    everything = [_figure(partial(tallies, wanted, said, None, None)) for said in answers.values()]
    _line("micro", sum(map(len, wanted)), everything)
    _line("macro over finding and status", len(_classes(wanted)), [_macro(wanted, said) for said in answers.values()])
    for status in STATUSES:
        count = sum(len(of_class(said, None, status)) for said in wanted)
        _line(status, count, [_figure(partial(tallies, wanted, said, None, status)) for said in answers.values()])


def _line(name: str, count: int, figures: Sequence[str]) -> None:
    print(f"| {name} | {count} | {' | '.join(figures)} |", flush=True)


def tallies(wanted: Sequence[Any], given: Sequence[Any], finding: str | None, status: str | None) -> list[Tally]:
    """Counts of each sentence for one class."""
    return [
        tally(of_class(w, finding, status), of_class(g, finding, status)) for w, g in zip(wanted, given, strict=True)
    ]


def _figure(count: Callable[[], list[Tally]]) -> str:
    found = count()
    return str(interval(lambda rows: f1(found[n] for n in rows), np.arange(len(found))))


def _classes(wanted: Sequence[Sequence[Said]]) -> list[tuple[str, str]]:
    return sorted({(s.finding, s.status) for said in wanted for s in said})


def _macro(wanted: Sequence[Sequence[Said]], given: Sequence[Sequence[Said]]) -> str:
    by_class = [
        np.array([(t.right, t.given, t.wanted) for t in tallies(wanted, given, *pair)]) for pair in _classes(wanted)
    ]

    def mean(rows: NDArray[np.intp]) -> float:
        sums = [counts[rows].sum(axis=0) for counts in by_class]
        return float(np.mean([2 * s[0] / (s[1] + s[2]) for s in sums if s[2]]))

    return str(interval(mean, np.arange(len(wanted))))


def errors(sentences: Sequence[Sentence], ours: Sequence[Sequence[Said]]) -> None:
    """What is misread in the development half; the test half stays unseen."""
    for sentence, said in zip(sentences, ours, strict=True):
        counts = tally(sentence.said, said)
        if sentence.part == "development" and (counts.right < counts.wanted or counts.right < counts.given):
            print(f"\n[{sentence.heading}] {sentence.text!r}\n  wanted {_shown(sentence.said, sentence.text)}")
            print(f"  read   {_shown(said, sentence.text)}")


def _shown(said: Sequence[Said], text: str) -> str:
    return "; ".join(f"{text[s.start : s.end]!r} {s.finding} {s.status}" for s in said) or "nothing"


if __name__ == "__main__":
    main()
