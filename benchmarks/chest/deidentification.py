"""How many of 2,000 identifiers, planted in films and signed documents, are left in what leaves as de-identified.

Films are made from the one real DICOM film of pydicom-data, made small; names, numbers, days, telephone numbers,
addresses and UIDs are invented, and put where scanners, archives and people put them: in standard elements, free text,
private elements, nested sequences, under other VRs and character sets, in the file meta information, the preamble,
overlays, and behind pixels and file. The places and the search are of the benchmark alone and know nothing of what
removes them.
`python -m benchmarks.chest.deidentification [--identifiers N]`
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import random
import tempfile
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.chest.deidentification_documents import documents
from benchmarks.chest.deidentification_films import Film, made
from benchmarks.chest.deidentification_values import Registry, found, opened

SECRET = b"benchmark" * 4
IN_DOCUMENTS = 0.1
Leaves = Callable[[bytes], bytes]


@dataclass
class Count:
    """What one tool left.

    Attributes:
        left: Identifiers that were found in what it wrote, by place.
        failed: Films that it did not write, by reason.
        written: Films that it wrote.
    """

    left: Counter[str]
    failed: Counter[str]
    written: int = 0


def main() -> None:
    """Print the table."""
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="not needed; taken so that all benchmarks may be called alike")
    parser.add_argument("--identifiers", type=int, default=2000)
    count = parser.parse_args().identifiers
    registry, in_documents = Registry(7), int(count * IN_DOCUMENTS)
    films = list(
        made(
            registry,
            random.Random(11),  # noqa: S311
            count - in_documents,
        )
    )
    planted = sum(len(film.planted) for film in films)
    print(f"{planted} identifiers in {len(films)} films; {len({p for f in films for p, _ in f.planted})} places.\n")
    print("| films | left | in films written | not written |\n|---|---|---|---|")
    results = {name: counted(films, tool) for name, tool in tools()}
    for name, result in results.items():
        print(
            f"| {name} | {sum(result.left.values())} of {planted} | {result.written} | {sum(result.failed.values())} |"
        )
    ours = results["Chiron"]
    for place, number in [*ours.left.most_common(), *ours.failed.most_common()]:
        print(f"  Chiron: {place}: {number}")
    left, total = documents(registry, in_documents)
    print(f"\n| signed documents as JSON, FHIR and CSV | left |\n|---|---|\n| Chiron | {left} of {total} |")
    print(f"\nChiron left {sum(ours.left.values()) + left} of {planted + total} (must reach: 0).")
    print(f"\nKept in the first film: {', '.join(kept(films[0]))}.")


def counted(films: list[Film], tool: Leaves) -> Count:
    """Run a tool over all films and look for what was planted in what it writes."""
    count = Count(Counter(), Counter())
    for film in films:
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                data = tool(film.data)
        except Exception as error:  # noqa: BLE001 - a tool may fail however it likes; that is counted
            count.failed[f"{type(error).__name__}: {str(error)[:90]}"] += 1
            continue
        count.written += 1
        count.left.update(place for place, value in film.planted if found(value, opened(data)))
    return count


def tools() -> Iterator[tuple[str, Leaves]]:
    """What is compared; dicognito only where it is installed."""
    yield "nothing", lambda data: data
    yield "dicom-anonymizer 2.1, table of 2026c", _library
    with contextlib.suppress(ImportError):
        yield "dicognito", _dicognito()
    yield "Chiron", chiron


def chiron(data: bytes) -> bytes:
    """Ours, after a human called the film clean."""
    from domains.chest import deidentify

    return deidentify.film(data, SECRET, deidentify.Checked(1, 1))


def _library(data: bytes) -> bytes:
    from dicomanonymizer.simpledicomanonymizer import anonymize_dicom_file, initialize_actions

    with tempfile.TemporaryDirectory() as folder:
        before, after = Path(folder, "before.dcm"), Path(folder, "after.dcm")
        before.write_bytes(data)
        anonymize_dicom_file(str(before), str(after), base_rules_gen=lambda: initialize_actions("dicomfields_2026c"))
        return after.read_bytes()


def _dicognito() -> Leaves:
    from pydicom import dcmread

    anonymizer = importlib.import_module("dicognito.anonymizer").Anonymizer(seed="benchmark")

    def run(data: bytes) -> bytes:
        dataset, out = dcmread(io.BytesIO(data)), io.BytesIO()
        anonymizer.anonymize(dataset)
        dataset.save_as(out)
        return out.getvalue()

    return run


def kept(film: Film) -> list[str]:
    """The elements that leave with a value."""
    from pydicom import dcmread

    result = dcmread(io.BytesIO(chiron(film.data)))
    return [element.keyword for element in result if element.value not in (None, "") and element.keyword]


if __name__ == "__main__":
    main()
