"""Exports from a room with its own database: who may, what is told in the audit, and what the terminal writes."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from sqlalchemy import text
from streamlit.testing.v1 import AppTest

from core.case import Modality
from core.finding import Evidence, Finding, Reading, Region, State
from core.weights import digest
from data.actor import Actor, NotAllowed, Role
from domains.chest.cases import CaseState, CaseView, NoSuchCase, NotNow
from domains.chest.deidentify import NotChecked
from domains.chest.outputs import NotExportable
from domains.chest.outputs.made import packed
from domains.chest.outputs.writing import prepared, write
from domains.chest.store import CaseRow
from tests.domains.chest.room import Room

OPERATOR = Actor("terminal", "root (terminal)", Role.CLINICIAN)


def read_by_hand(room: Room, case: CaseView) -> None:
    """Put a reading into the case on the way on which the engine's arrive, without waiting for the model."""
    place = (Region(20, 30, 50, 60, 0.5),)
    mass = Finding("Mass", -1.0, (Evidence("image", Modality.IMAGE, 1.9, place),), State.RULE_IN)
    effusion = Finding("Effusion", -2.0, (Evidence("image", Modality.IMAGE, -0.5, ()),), State.RULE_OUT)
    with room.database.write() as session:
        row = session.get_one(CaseRow, case.id)
        row.state, row.task = CaseState.READING.value, "by hand"
        (film,) = (film.digest for film in row.films)
    heat = {"Mass": np.full((8, 8), 0.5, np.float32)}
    room.service._outcomes.store(case.id, "by hand", Reading((mass, effusion), (), "d" * 64, heat), film)


@pytest.fixture
def case(room: Room, ada: Actor, png_film: bytes) -> CaseView:
    made = room.service.create_case(ada, film=png_film, name="film.png", patient="Doe, Jane")
    read_by_hand(room, made)
    seen = room.service.open_case(ada, made.id)
    return room.service.accept_undecided(ada, seen.id, seen.version)


@pytest.fixture
def signed(room: Room, ada: Actor, case: CaseView) -> CaseView:
    return room.service.sign(ada, case.id, case.version, confirmed=True)


def test_an_export_is_told_of_with_what_left(room: Room, ada: Actor, signed: CaseView) -> None:
    made = room.service.export(ada, signed.id, "sr")
    row = room.log()[-1]
    assert (row.action, row.actor, row.subject) == ("case.export", "Dr Ada", f"case/{signed.id}")
    assert (row.detail["kind"], row.detail["deidentified"], row.detail["version"]) == ("sr", False, 1)
    assert row.detail["signed"] == signed.signed[0].sha256
    assert row.detail["objects"] == [{"sha256": digest(each.data), "uid": each.sop_instance_uid} for each in made]
    report = dcmread(io.BytesIO(made[0].data))
    assert str(report.PatientName) == "Doe^Jane"
    assert made == room.service.export(ada, signed.id, "sr")


def test_what_is_not_signed_does_not_leave(room: Room, ada: Actor, case: CaseView) -> None:
    with pytest.raises(NotNow, match=r"^This case is not signed yet; sign it, then export it\.$"):
        room.service.export(ada, case.id, "fhir")
    assert "case.export" not in room.actions()


def test_who_may_not_see_a_case_does_not_export_it(
    room: Room, ada: Actor, bob: Actor, administrator: Actor, signed: CaseView
) -> None:
    room.configure(shared_worklist=False)
    with pytest.raises(NoSuchCase):
        room.service.export(bob, signed.id, "csv")
    with pytest.raises(NotAllowed):
        room.service.export(administrator, signed.id, "csv")
    assert room.actions()[-2:] == ["case.export.prepare.refused"] * 2


def test_a_forged_case_does_not_leave(room: Room, ada: Actor, signed: CaseView) -> None:
    with room.database.write() as session:
        session.execute(text("DROP TRIGGER signed_versions_no_update"))
        session.execute(text("UPDATE signed_versions SET document = replace(document, 'Dr Ada', 'Dr Eve')"))
    with pytest.raises(NotExportable, match="no longer matches"):
        room.service.export(ada, signed.id, "csv")


def test_an_unknown_kind_is_refused(room: Room, ada: Actor, signed: CaseView) -> None:
    with pytest.raises(NotExportable, match="choose one of sr"):
        room.service.export(ada, signed.id, "pdf")


def test_the_institution_stands_under_what_leaves(room: Room, ada: Actor, signed: CaseView) -> None:
    room.configure(institution="St Mary's")
    report = dcmread(io.BytesIO(room.service.export(ada, signed.id, "sr")[0].data))
    assert report.VerifyingObserverSequence[0].VerifyingOrganization == report.InstitutionName == "St Mary's"


def test_films_leave_without_names_once_somebody_looked(room: Room, ada: Actor, signed: CaseView) -> None:
    with pytest.raises(NotChecked):
        room.service.export(ada, signed.id, "sc", deidentified=True)
    room.service.pixels.settle(ada, signed.id, 0, [])
    (overlay, film) = room.service.export(ada, signed.id, "sc", deidentified=True)
    assert dcmread(io.BytesIO(overlay.data)).PatientIdentityRemoved == "YES"
    assert b"Doe" not in overlay.data + film.data


def test_what_is_sent_is_what_is_exported(room: Room, ada: Actor, signed: CaseView) -> None:
    exported = [made.data for made in room.service.export(ada, signed.id, "sr")]
    assert list(reversed(exported)) == room.service.network.outbox._make(ada, signed.id, "sr")


def test_the_terminal_finds_a_case_by_the_beginning_of_its_id(room: Room, ada: Actor, signed: CaseView) -> None:
    room.configure(shared_worklist=False)
    terminal = room.service.terminal()
    (table,) = terminal.export(OPERATOR, signed.id[:8].upper(), "csv", False)
    assert table.data.startswith(b"case,patient_reference,finding,stated")
    assert (room.log()[-1].action, room.log()[-1].actor) == ("case.export", "root (terminal)")
    for name in ("zzzz", "abc", "", "f" * 32, "../etc", "%"):
        with pytest.raises(NotExportable, match="There is no case"):
            terminal.export(OPERATOR, name, "csv", False)


def test_an_ambiguous_beginning_is_refused(room: Room, ada: Actor, signed: CaseView) -> None:
    with room.database.write() as session:
        row = session.get_one(CaseRow, signed.id)
        more = {column.name: getattr(row, column.name) for column in CaseRow.__table__.columns}
        session.add(CaseRow(**{**more, "id": signed.id[:20] + "0" * 12, "demonstration_key": None}))
    with pytest.raises(NotExportable, match="more of the id"):
        room.service.terminal().export(OPERATOR, signed.id[:20], "csv", False)
    assert room.service.terminal().export(OPERATOR, signed.id, "csv", False)


def test_files_are_written_whole_and_over_nothing(room: Room, ada: Actor, signed: CaseView, tmp_path: Path) -> None:
    made = room.service.export(ada, signed.id, "sr")
    (tmp_path / "out").mkdir()
    path = tmp_path / "out" / "out.dcm"
    assert write(made, prepared(str(path), force=False), force=False) == (path,)
    assert path.read_bytes() == made[0].data
    path.write_text("mine")
    for call in (lambda: prepared(str(path), False), lambda: write(made, path, False)):
        with pytest.raises(NotExportable, match="is there already"):
            call()
    assert path.read_text() == "mine"
    write(made, path, force=True)
    assert path.read_bytes() == made[0].data
    folder = prepared(f"{tmp_path}/out/all/", force=False)
    assert {each.read_bytes() for each in write(made, folder, False)} == {each.data for each in made}
    assert not list((tmp_path / "out").rglob(".*"))
    with pytest.raises(NotExportable, match="make it first"):
        prepared(str(tmp_path / "gone" / "out.dcm"), False)


def test_several_objects_are_one_file_to_take(room: Room, ada: Actor, signed: CaseView) -> None:
    made = room.service.export(ada, signed.id, "sr")
    assert packed(made).name == "sr.zip"
    assert packed(made) == packed(made)
    assert packed(made[:1]) == made[0]


def draw(room: object, reader: object, case_id: str) -> None:
    from domains.chest.page import export
    from domains.chest.page.sitting import Sitting

    sitting = Sitting(room, reader)  # type: ignore[arg-type]
    sitting.open(case_id)
    export.panel(sitting)


def test_the_page_makes_nothing_before_it_is_asked(room: Room, ada: Actor, signed: CaseView) -> None:
    kwargs = {"room": room.service, "reader": ada, "case_id": signed.id}
    run = AppTest.from_function(draw, kwargs=kwargs).run(timeout=60)
    assert not run.exception
    assert "case.export" not in room.actions()
    run.radio(key="chest.export.kind").set_value("csv").run()
    run.button(key="chest.export.make").click().run()
    assert not run.exception
    assert room.actions()[-1] == "case.export"
    assert [each.proto.label for each in run.get("download_button")] == ["Download findings.csv"]


def test_the_page_tells_why_nothing_leaves(room: Room, ada: Actor, signed: CaseView) -> None:
    kwargs = {"room": room.service, "reader": ada, "case_id": signed.id}
    run = AppTest.from_function(draw, kwargs=kwargs).run(timeout=60)
    run.radio(key="chest.export.kind").set_value("sc").run()
    run.toggle(key="chest.export.nameless").set_value(True).run()
    run.button(key="chest.export.make").click().run()
    assert not run.exception
    assert "Nobody has looked" in json.dumps([each.proto.body for each in run.get("html")])
    assert len(run.get("download_button")) == 0
