"""A recording that the browser is making, kept chunk by chunk."""

import pytest

from data.actor import NotAllowed
from domains.telemedicine.consultations.live import CHUNK
from domains.telemedicine.service import TelemedicineService
from domains.telemedicine.views import NoSuchVisit, NotNow
from tests.domains.telemedicine.conftest import ADA, BEA, LENA, Practice

WEBM = b"\x1aE\xdf\xa3"


def test_chunks_are_kept_once_each_and_in_order(practice: Practice) -> None:
    service, number = practice.service, practice.begun()
    token = service.live_begin(ADA, number, "video/webm;codecs=vp8,opus")
    assert service.live_chunk(ADA, token, 0, WEBM) == 1
    with pytest.raises(NotNow, match="Part 1 of the recording is missing"):
        service.live_chunk(ADA, token, 2, b"c")
    assert service.live_chunk(ADA, token, 1, b"b") == 2
    assert service.live_chunk(ADA, token, 0, b"again") == 2
    view = service.live_end(ADA, token)
    path, mime = service.recording(ADA, number)
    assert (path.read_bytes(), mime) == (WEBM + b"b", "video/webm")
    assert view.recording is not None and view.inputs == ("recording.webm",)
    assert list((practice.context.home / "live").iterdir()) == []
    with pytest.raises(NotNow, match="is over"):
        service.live_chunk(ADA, token, 2, b"c")


def test_a_restart_and_a_torn_chunk_cost_nothing_that_was_kept(practice: Practice) -> None:
    number = practice.begun()
    token = practice.service.live_begin(ADA, number, "audio/webm")
    practice.service.live_chunk(ADA, token, 0, WEBM)
    with (practice.context.home / "live" / token).open("ab") as file:
        file.write(b"torn")
    again = TelemedicineService(practice.context)
    assert again.open(ADA, number).inputs == ("Live recording that was not ended",)
    assert again.open(ADA, number).kept.startswith("0.0 MB of a recording that was begun at")
    with pytest.raises(NotNow, match="was not ended"):
        again.live_begin(ADA, number, "audio/webm")
    again.live_chunk(ADA, token, 1, b"b")
    again.live_end(ADA, token)
    assert again.recording(ADA, number)[0].read_bytes() == WEBM + b"b"
    again.close()


def test_starting_ends_a_recording_that_was_left_open(practice: Practice) -> None:
    service, number = practice.service, practice.begun()
    token = service.live_begin(ADA, number, "audio/webm")
    service.live_chunk(ADA, token, 0, b"no sound at all")
    service.start(ADA, number)
    assert service.settle(number, 30)
    assert service.open(ADA, number).reason.endswith(".")


def test_only_its_clinician_records_into_a_visit_and_only_what_can_be_read(practice: Practice) -> None:
    service, number = practice.service, practice.begun()
    token = service.live_begin(ADA, number, "audio/webm")
    with pytest.raises(NoSuchVisit):
        service.live_chunk(BEA, token, 0, b"x")
    with pytest.raises(NotAllowed):
        service.live_end(LENA, token)
    with pytest.raises(NotNow, match="kind of sound"):
        service.live_begin(ADA, number, "text/html")
    for data in (b"", bytes(CHUNK + 1)):
        with pytest.raises(NotNow, match="A part of a recording"):
            service.live_chunk(ADA, token, 0, data)
    with pytest.raises(NotNow, match="Nothing was recorded"):
        service.live_end(ADA, token)


def test_a_recording_under_way_goes_with_its_visit(practice: Practice) -> None:
    service, number = practice.service, practice.begun()
    token = service.live_begin(ADA, number, "audio/webm")
    service.live_chunk(ADA, token, 0, b"what was said")
    service.withdraw(ADA, number)
    assert list((practice.context.home / "live").iterdir()) == []
    with pytest.raises(NotNow, match="is over"):
        service.live_chunk(ADA, token, 1, b"more")
