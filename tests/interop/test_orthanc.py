"""Against a real Orthanc: C-STORE both ways, and DICOMweb searched, fetched from and stored to."""

import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.uid import generate_uid

from benchmarks.chest.orthanc import LOGIN, TITLE, Missing, Orthanc, free_port
from data.actor import Actor
from domains.chest.network.dicomweb import Archive, Question
from domains.chest.network.inbox import Origin
from domains.chest.network.listener import Ear, Listener
from domains.chest.network.push import push, uid_of
from domains.chest.network.web import Rejected, Unreachable
from domains.chest.servers import Server, parse
from tests.domains.chest.network.peers import department, receptions
from tests.domains.chest.room import Room

STUDY = "1.2.826.0.1.3680043.8.498.77"


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def orthanc(tmp_path_factory: pytest.TempPathFactory, port: int) -> Iterator[Orthanc]:
    try:
        server = Orthanc(tmp_path_factory.mktemp("orthanc"), port)
    except Missing as missing:
        pytest.skip(str(missing))
    with server:
        yield server


@pytest.fixture(scope="module")
def films(chest_film: bytes) -> list[bytes]:
    """Four small films of two studies, made from a real one."""
    return [film(chest_film, number) for number in range(4)]


def film(original: bytes, number: int) -> bytes:
    made = dcmread(BytesIO(original))
    pixels = np.roll(made.pixel_array[::16, ::16], number, axis=0)
    made.Rows, made.Columns = pixels.shape
    made.PixelData = np.ascontiguousarray(pixels).tobytes()
    made.StudyInstanceUID = f"{STUDY}.{number // 2}"
    made.SeriesInstanceUID = f"{STUDY}.{number // 2}.1"
    made.SOPInstanceUID = made.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    made.PatientID, made.PatientName = f"I{number // 2}", ("Interop^A", "Interop^B", "", "", "Pushed^E")[number // 2]
    made.AccessionNumber, made.StudyDate = f"ACC{number // 2}", f"2024030{number // 2 + 1}"
    written = BytesIO()
    made.save_as(written)
    return written.getvalue()


@pytest.fixture
def listener(room: Room, port: int) -> Iterator[Listener]:
    opened = Listener(department(room).inbox, Ear(port=port, allowed=(TITLE, "STORESCU", "ECHOSCU")))
    opened.start()
    yield opened
    opened.close()


@pytest.fixture
def web(orthanc: Orthanc, monkeypatch: pytest.MonkeyPatch) -> Server:
    monkeypatch.setenv("INTEROP_LOGIN", ":".join(LOGIN))
    (server,) = parse(f"orthanc {orthanc.web} env:INTEROP_LOGIN")
    return server


def test_orthanc_sends_films_that_become_cases(
    room: Room, ada: Actor, orthanc: Orthanc, listener: Listener, films: list[bytes]
) -> None:
    instances = [orthanc.put(each) for each in films]
    assert orthanc.send(instances)
    assert orthanc.send(instances[:1])
    assert department(room).filer.drain(threading.Event()) == 4
    assert [state for state, _ in receptions(room)] == ["filed"] * 4 + ["duplicate"]
    rows = room.service.worklist(ada).rows
    assert sorted(row.patient_label for row in rows) == ["Interop, A", "Interop, B"]
    assert {len(room.service.open_case(ada, row.id).films) for row in rows} == {2}


def test_what_we_send_arrives_by_c_store_and_by_stow(orthanc: Orthanc, web: Server, films: list[bytes]) -> None:
    by_store, by_stow = (film(films[0], number) for number in (8, 9))
    push(Server("pacs", "dicom", title=TITLE, host="127.0.0.1", port=orthanc.dicom), by_store, "CHIRON")
    push(web, by_stow, "CHIRON")
    push(web, by_stow, "CHIRON")
    there = orthanc.uids()
    assert [there.count(uid_of(each)) for each in (by_store, by_stow)] == [1, 1]


def test_what_an_archive_will_not_have_is_told_apart_from_one_that_is_down(
    orthanc: Orthanc, web: Server, films: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def server(title: str, port: int) -> Server:
        return Server("pacs", "dicom", title=title, host="127.0.0.1", port=port)

    with pytest.raises(Unreachable, match="titles"):
        push(server("WRONG", orthanc.dicom), films[0], "CHIRON", seconds=5)
    with pytest.raises(Unreachable, match="does not answer"):
        push(server(TITLE, free_port()), films[0], "CHIRON", seconds=5)
    monkeypatch.setenv("INTEROP_LOGIN", "chiron:wrong")
    with pytest.raises(Rejected, match="login"):
        push(web, films[0], "CHIRON", seconds=5)


def test_studies_are_found_by_what_a_reader_knows_of_them(orthanc: Orthanc, web: Server, films: list[bytes]) -> None:
    for each in films:
        orthanc.put(each)
    archive = Archive(web)
    try:
        for question in (Question(name="interop^a"), Question(reference="I0"), Question(accession="ACC0")):
            (found,) = archive.studies(question)
            assert (found.uid, found.patient_name, found.patient_reference) == (f"{STUDY}.0", "Interop, A", "I0")
        assert (found.accession, found.modalities, found.day and found.day.isoformat()) == (
            "ACC0",
            ("CR",),
            "2024-03-01",
        )
        assert len(archive.studies(Question(name="Interop"))) == 2
        assert archive.studies(Question(name="Nobody")) == ()
        assert len(archive.films(f"{STUDY}.0", 10)) == 2
        assert len(archive.films(f"{STUDY}.0", 1)) == 1
    finally:
        archive.close()


def test_a_study_is_brought_in_once(room: Room, ada: Actor, orthanc: Orthanc, web: Server, films: list[bytes]) -> None:
    for each in films:
        orthanc.put(each)
    room.configure(archives=f"orthanc {orthanc.web} env:INTEROP_LOGIN")
    network = department(room)
    (found,) = network.archives.search(ada, "orthanc", Question(reference="I1"))
    assert found.case_id is None
    fetch = network.archives.bring_in(ada, "orthanc", found.study.uid)
    assert fetch.ended.wait(60)
    assert (fetch.error, fetch.done, fetch.total, fetch.refused) == ("", 2, 2, 0)
    assert network.filer.drain(threading.Event()) == 2
    (again,) = network.archives.search(ada, "orthanc", Question(reference="I1"))
    assert again.case_id is not None and len(room.service.open_case(ada, again.case_id).films) == 2
    assert network.archives.bring_in(ada, "orthanc", found.study.uid).ended.wait(60)
    network.filer.drain(threading.Event())
    assert room.count("films") == 2
    assert {"archive.search", "archive.fetch"} <= set(room.actions())


def test_a_small_film_is_the_same_after_the_journey(
    room: Room, orthanc: Orthanc, listener: Listener, films: list[bytes]
) -> None:
    identity = orthanc.put(films[3])
    assert orthanc.send([identity])
    (digest,) = room.context.blobs.digests()
    came, sent = (dcmread(BytesIO(data)) for data in (room.context.blobs.get(digest), films[3]))
    assert came.PixelData == sent.PixelData and came.SOPInstanceUID == sent.SOPInstanceUID


@pytest.mark.parametrize("program", ["echoscu", "storescu"])
def test_dcmtk_is_served_too(room: Room, listener: Listener, films: list[bytes], tmp_path: Path, program: str) -> None:
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"dcmtk is not installed: {program} is missing")
    path = tmp_path / "film.dcm"
    path.write_bytes(films[0])
    host, port = listener.address
    command = [found, "-aec", "CHIRON", host, str(port), *([str(path)] if program == "storescu" else [])]
    assert subprocess.run(command, check=False, capture_output=True, timeout=30).returncode == 0  # noqa: S603
    assert len(receptions(room)) == (program == "storescu")


def test_a_fetch_stops_when_it_is_told_to(
    room: Room, ada: Actor, orthanc: Orthanc, web: Server, films: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    orthanc.put(films[0])
    room.configure(archives=f"orthanc {orthanc.web} env:INTEROP_LOGIN")
    network, entered = department(room), threading.Event()
    receive = network.inbox.receive

    def slow(data: bytes, origin: Origin) -> object:
        entered.set()
        time.sleep(0.3)
        return receive(data, origin)

    monkeypatch.setattr(network.inbox, "receive", slow)
    orthanc.put(films[1])
    fetch = network.archives.bring_in(ada, "orthanc", f"{STUDY}.0")
    assert entered.wait(30)
    network.archives.cancel(ada, fetch.id)
    assert fetch.ended.wait(30)
    assert fetch.done == 1 and "cancelled" in fetch.error
    network.archives.dismiss(ada, fetch.id)
    assert network.archives.fetches(ada) == ()


def test_the_objects_of_a_signed_case_arrive(
    room: Room, ada: Actor, orthanc: Orthanc, web: Server, chest_film: bytes
) -> None:
    room.configure(archives=f"store dicom://{TITLE}@127.0.0.1:{orthanc.dicom}\nweb {orthanc.web} env:INTEROP_LOGIN")
    case = room.read(ada, room.service.create_case(ada, film=chest_film, name="film.dcm").id)
    case = room.service.accept_undecided(ada, case.id, case.version)
    case = room.service.sign(ada, case.id, case.version, confirmed=True)
    outbox, before = room.service.network.outbox, set(orthanc.uids())
    for kind, name in (("sr", "store"), ("sc", "web"), ("ko", "store")):
        outbox.send(ada, case.id, kind, name)
    assert outbox.drain(threading.Event()) == 3
    assert {(each.kind, each.state) for each in outbox.listing(ada, case.id)} == {
        ("sr", "sent"),
        ("sc", "sent"),
        ("ko", "sent"),
    }
    assert len(set(orthanc.uids()) - before) == 3
