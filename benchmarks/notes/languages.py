"""Notes in another language are refused, English ones are not: `python -m benchmarks.notes.languages [--data DIR]`.

The foreign notes, and the hard English ones, were written for this purpose by the author of the word lists
(tests/core/encoders/language_cases.toml). The false refusals are counted on every English note of the data sets, whole
and line by line, where `--data` names them.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from core.encoders.language import judge

CASES = Path(__file__).parents[2] / "tests" / "core" / "encoders" / "language_cases.toml"
TABLES = {
    "aci_bench notes": ("aci_bench/encounters.csv", "note"),
    "mts_dialog section texts": ("mts_dialog/dialogues.csv", "section_text"),
    "vqa_rad_chest questions": ("vqa_rad_chest/qa.csv", "question"),
}


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("CHIRON_DATA"), help="folder of the data sets")
    data = parser.parse_args().data
    cases = tomllib.loads(CASES.read_text(encoding="utf-8"))
    foreign(cases["foreign"])
    print("\n| English text | texts | refused by mistake |\n|---|---|---|")
    refused("shorthand, drug lists, single words", cases["english"]["notes"])
    if data is None:
        print("\nThe data sets were not counted: name their folder with --data or CHIRON_DATA.")
        return
    for name, texts in collections(Path(data)):
        refused(name, texts)


def foreign(languages: Iterable[Mapping[str, Any]]) -> None:
    """How many notes of each language are refused, and how many with the right name."""
    print("| language | notes | refused | rightly named |\n|---|---|---|---|")
    for entry in languages:
        verdicts = [judge(note) for note in entry["notes"]]
        hit = sum(verdict is not None for verdict in verdicts)
        named = sum(verdict is not None and verdict.language == entry["language"] for verdict in verdicts)
        print(f"| {entry['language']} | {len(verdicts)} | {hit} | {named} |")


def refused(name: str, texts: Iterable[str]) -> None:
    """How many different English texts are taken for foreign ones."""
    different = {text.strip() for text in texts} - {""}
    print(f"| {name} | {len(different)} | {sum(judge(text) is not None for text in different)} |", flush=True)


def collections(data: Path) -> Iterator[tuple[str, list[str]]]:
    """The English texts of the data sets, whole and by the line."""
    csv.field_size_limit(10**8)
    for name, (path, column) in TABLES.items():
        with (data / path).open(encoding="utf-8", newline="") as file:
            yield from both(name, [row[column] for row in csv.DictReader(file)])
    consultations = sorted((data / "primock57" / "consultations").glob("*.json"))
    yield from both("primock57 notes", [json.loads(p.read_text(encoding="utf-8"))["note"] for p in consultations])
    transcripts = sorted((data / "osce" / "transcripts").glob("*.txt"))
    yield from both("osce transcripts", [path.read_text(encoding="utf-8") for path in transcripts])


def both(name: str, texts: list[str]) -> Iterator[tuple[str, list[str]]]:
    """The texts, and their lines."""
    yield name, texts
    yield f"{name}, by the line", [line for text in texts for line in text.splitlines()]


if __name__ == "__main__":
    main()
