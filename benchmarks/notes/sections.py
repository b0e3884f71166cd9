"""How well text that was written from the film is told from what was known before it, on reports of OpenI.

The parts of each report are known: FINDINGS and IMPRESSION describe the film and must be left out, INDICATION was
known before and must be read. They are given under their headings, under no heading at all, and mixed into one note.
Evaluation only: no text is kept. `python -m benchmarks.notes.sections [--archive FILE] [--reports N]`
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from benchmarks.notes import archive
from domains.chest.passages import withheld
from domains.chest.training import openi

ABOUT_FILM = ("FINDINGS", "IMPRESSION")
DRAWS = 1000
Parts = Mapping[str, str]
Pieces = tuple[str, ...]


def main() -> None:
    """Print the table, with 95 % intervals over reports."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="not needed; taken so that all benchmarks may be called alike")
    parser.add_argument("--archive", type=Path)
    parser.add_argument("--reports", type=int, default=10_000)
    options = parser.parse_args()
    reports = [each.parts for each in openi.reports(options.archive or archive.reports())][: options.reports]
    print(f"{len(reports)} reports; share of characters left out as written from the film\n")
    print("| text | reports | left out | whole report left out | should be |\n|---|---|---|---|---|")
    for name, (text, should) in TEXTS.items():
        notes = [note for parts in reports if "".join(note := text(parts)).strip()]
        shares = np.array([_share(note) for note in notes])
        print(f"| {name} | {len(notes)} | {_interval(shares)} | {_interval(shares > 0.99)} | {should} |")
    mixed = [parts for parts in reports if parts.get("INDICATION") and _about(parts)]
    told, kept = zip(*(_apart(parts) for parts in mixed), strict=True)
    print(
        f"| of an indication and a headless report in one note: the report | {len(mixed)} | {_interval(told)} | | 1 |"
    )
    print(f"| of the same: the indication | {len(mixed)} | {_interval(kept)} | | 0 |")


def _about(parts: Parts) -> str:
    return " ".join(parts[name] for name in ABOUT_FILM if name in parts)


def _headed(parts: Parts) -> Pieces:
    """Headings and what stands under them, in turn."""
    return tuple(piece for name in ABOUT_FILM if name in parts for piece in (f"{name}: ", f"{parts[name]}\n\n"))


def _plain(*names: str) -> Callable[[Parts], Pieces]:
    return lambda parts: ("", " ".join(parts[name] for name in names if name in parts))


TEXTS: Mapping[str, tuple[Callable[[Parts], Pieces], str]] = {
    "findings and impression under headings": (_headed, "1"),
    "findings and impression without headings": (_plain(*ABOUT_FILM), "1"),
    "findings alone, without a heading": (_plain("FINDINGS"), "1"),
    "impression alone, without a heading": (_plain("IMPRESSION"), "1"),
    "indication alone": (_plain("INDICATION"), "0"),
}


def _share(pieces: Pieces) -> float:
    """Of the characters that are neither heading nor white space, the share that is left out."""
    note, ends = "".join(pieces), np.cumsum([len(piece) for piece in pieces])
    return _left_out(note, [(int(ends[at - 1]), int(ends[at])) for at in range(1, len(pieces), 2)])


def _left_out(note: str, ranges: Sequence[tuple[int, int]]) -> float:
    marks = np.zeros(len(note), bool)
    for span in withheld(note):
        marks[span.start : span.end] = True
    solid = np.zeros(len(note), bool)
    for start, end in ranges:
        solid[start:end] = [not sign.isspace() for sign in note[start:end]]
    return float(marks[solid].mean()) if solid.any() else 0.0


def _apart(parts: Parts) -> tuple[float, float]:
    note = f"{parts['INDICATION']}\n\n{_about(parts)}"
    cut = len(parts["INDICATION"])
    return _left_out(note, [(cut, len(note))]), _left_out(note, [(0, cut)])


def _interval(values: Sequence[float] | np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> str:
    shares = np.asarray(values, float)
    draws = np.random.default_rng(3).integers(0, len(shares), (DRAWS, len(shares)))
    low, high = np.quantile(shares[draws].mean(axis=1), (0.025, 0.975))
    return f"{shares.mean():.3f} [{low:.3f}, {high:.3f}]"


if __name__ == "__main__":
    main()
