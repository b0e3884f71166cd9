"""`chiron telemedicine export`, as the terminal runs it."""

from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from data.audit import rows
from domains.telemedicine.commands import app
from domains.telemedicine.service import TelemedicineService
from tests.domains.telemedicine.conftest import ADA, BEA, House, Practice
from ui.kit import host


@pytest.fixture
def terminal(practice: Practice) -> Practice:
    """The same practice with two clinicians by name."""
    context = replace(practice.context, people=lambda _role: (ADA, BEA))
    named = Practice(context, TelemedicineService(context), practice.database)
    host.set_host(House(named))  # type: ignore[arg-type]
    return named


def run(number: int, out: Path, *more: str) -> Result:
    return CliRunner().invoke(app, ["export", str(number), "--out", str(out), *more])


def test_a_visit_is_written_for_the_clinician_who_is_named(terminal: Practice, tmp_path: Path) -> None:
    number, out = terminal.signed().id, tmp_path / "note.txt"
    done = run(number, out, "--kind", "text", "--user", "dr ada")
    assert (done.exit_code, done.output.strip()) == (0, f"Written: {out}.")
    assert "signed by Dr Ada" in out.read_text(encoding="utf-8")
    (row,) = [each for each in rows(terminal.database, limit=9) if each.action == "visit.export"]
    assert row.detail["kind"] == "text" and row.detail["owner"] == ADA.id
    again = run(number, out, "--kind", "text")
    assert again.exit_code == 2 and "is there already" in again.output
    assert run(number, out, "--kind", "text", "--force").exit_code == 0


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--kind", "text", "--user", "Dr Bea"), "There is no such visit"),
        (("--kind", "text", "--user", "Dr Who"), "There is no clinician 'Dr Who' here"),
        (("--kind", "summary"), "has no summary"),
        (("--kind", "vtt"), "has no times"),
        (("--kind", "fhir"), "sign it first"),
    ],
    ids=["another's", "nobody", "summary", "times", "unsigned"],
)
def test_what_cannot_be_written_is_told_in_one_sentence(
    terminal: Practice, tmp_path: Path, options: tuple[str, ...], sentence: str
) -> None:
    number = terminal.read("Doctor: Good morning.\nPatient: I have a cough.").id
    if "summary" in options:
        with terminal.database.write() as session:
            from domains.telemedicine.store import VisitRow

            row = session.get_one(VisitRow, number)
            row.told = row.told.replace('"summary": [', '"summary": [], "was": [')
    done = run(number, tmp_path / "out", *options)
    assert done.exit_code == 2 and sentence in done.output
    assert not (tmp_path / "out").exists()


def test_a_visit_or_a_folder_that_is_not_there_is_told(terminal: Practice, tmp_path: Path) -> None:
    assert "no such visit" in run(99, tmp_path / "out", "--kind", "text").output
    assert "make it first" in run(1, tmp_path / "none" / "out", "--kind", "text").output
