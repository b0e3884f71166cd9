"""The section on archives, drawn over a real room and a small archive."""

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from data.actor import Actor
from domains.chest.network.inbox import Origin
from tests.domains.chest.network.archive_of_lies import Archive, Reply, serving
from tests.domains.chest.network.peers import sendable
from tests.domains.chest.page.test_page import components, draw, html
from tests.domains.chest.room import Room

ACTION = {"action": "bring", "value": "", "ids": ["1.2.1"]}


def archive(room: "Any", reader: "Any") -> None:
    from domains.chest.page import archive as part
    from domains.chest.page.sitting import Sitting

    part.draw(Sitting(room, reader))


@pytest.fixture
def web() -> Iterator[Archive]:
    with serving() as opened:
        yield opened


def item(**values: Any) -> dict[str, Any]:
    return {tag.lstrip("_"): {"Value": [value]} for tag, value in values.items()}


def one_study(web: Archive) -> None:
    study = item(_0020000D="1.2.1", _00100020="P1", _00080020="20240229", _00201208=1, _00080061="DX")
    web.replies["/dw/studies"] = Reply(body=json.dumps([study]).encode())
    web.replies["/dw/studies/1.2.1/series"] = Reply(body=json.dumps([item(_0020000E="1.2", _00080060="DX")]).encode())
    web.replies["/dw/studies/1.2.1/series/1.2/instances"] = Reply(
        body=json.dumps([item(_00080018="1.2.1.1.1")]).encode()
    )
    web.replies["/dw/studies/1.2.1/series/1.2/instances/1.2.1.1.1"] = Reply(body=sendable(1))


def test_without_an_archive_it_says_who_can_name_one(room: Room, ada: Actor) -> None:
    run = draw(archive, room, ada)
    assert "No archive is configured" in html(run) and "Administration" in html(run)
    assert "Nothing arrived by itself yet" in html(run)


def test_a_study_is_searched_brought_in_and_then_here(room: Room, ada: Actor, web: Archive) -> None:
    one_study(web)
    room.configure(archives=f"pacs {web.url}")
    run = draw(archive, room, ada)
    run.button(key="chest.archive.search").click().run()
    assert "Say something of the patient" in html(run)
    run.text_input(key="chest.archive.reference").input("P1")
    run.button(key="chest.archive.search").click().run(timeout=60)
    (row,) = components(run)["chiron.table"]["rows"]
    assert [cell["text"] for cell in row["cells"]] == ["No name", "2024-02-29", "1", "Not yet"]
    network = room.service.network
    fetch = network.archives.bring_in(ada, "pacs", "1.2.1")
    assert fetch.ended.wait(60) and not fetch.error
    assert network.filer.drain(threading.Event()) == 1
    run.run(timeout=60)
    assert run.button(key=f"chest.fetch.done.{fetch.id}").label == "Done"
    run.button(key="chest.archive.search").click().run(timeout=60)
    tables = [json.loads(each.proto.json) for each in run.get("bidi_component")]
    assert tables[0]["rows"][0]["cells"][3]["text"] == "In a case"
    run.button(key=f"chest.fetch.done.{fetch.id}").click().run(timeout=60)
    assert network.archives.fetches(ada) == ()


def test_no_study_and_no_answer_are_said(room: Room, ada: Actor, web: Archive) -> None:
    web.replies["/dw/studies"] = Reply(204, b"")
    room.configure(archives=f"pacs {web.url}")
    run = draw(archive, room, ada)
    run.text_input(key="chest.archive.name").input("Nobody")
    run.button(key="chest.archive.search").click().run(timeout=60)
    assert "No study with chest films fits" in html(run)
    web.replies["/dw/studies"] = Reply(503)
    run.button(key="chest.archive.search").click().run(timeout=60)
    assert "is not ready" in html(run)


def test_a_fetch_that_failed_says_why_and_is_put_aside(room: Room, ada: Actor, bob: Actor, web: Archive) -> None:
    room.configure(archives=f"pacs {web.url}")
    fetch = room.service.network.archives.bring_in(ada, "pacs", "1.2.1")
    assert fetch.ended.wait(60)
    run = draw(archive, room, ada)
    assert run.button(key=f"chest.fetch.done.{fetch.id}").label == "Put aside"
    assert "HTTP 404" in fetch.error
    assert not [each for each in draw(archive, room, bob).button if "fetch" in str(each.key)]


def test_what_arrived_by_itself_is_listed_with_its_reason(room: Room, ada: Actor) -> None:
    network = room.service.network
    network.inbox.receive(sendable(1), Origin("dicom", "MODALITY (127.0.0.1)", "a.dcm"))
    network.inbox.receive(b"\x00" * 128 + b"DICM broken", Origin("watch", "/films", "b.dcm"))
    network.filer.drain(threading.Event())
    (rows,) = (each["rows"] for each in components(draw(archive, room, ada)).values())
    told = [[cell["text"] for cell in row["cells"]][1:3] for row in rows]
    assert told == [["Watch folder", "Refused"], ["DICOM", "Filed"]]
    assert rows[0]["cells"][3]["text"].endswith(".")


def test_the_worklist_leads_there(room: Room, ada: Actor) -> None:
    from tests.domains.chest.page.test_page import worklist

    run: AppTest = draw(worklist, room, ada)
    run.button(key="chest.archives").click().run(timeout=60)
    assert run.query_params["archives"] == "1"
