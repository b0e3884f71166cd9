"""Recorder and upload in a real browser: devices, pieces that are kept one after the other, and lost answers."""

import base64
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import CHROMIUM, QUIET
from tests.browser.kit import Kit

PLAIN = {"scope": "v/1", "acknowledged": "", "token": "", "problem": ""}
UPLOAD = {**PLAIN, "title": "Choose a recording", "hint": "Any format", "accept": "video/*", "largest": 3_200_000 - 1}
RECORD = {**PLAIN, "longest": 0}
FAKE = (
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--unsafely-treat-insecure-origin-as-secure=http://kit.test",
)


@pytest.fixture
def kit(page: Page) -> Kit:
    return Kit(page)


@pytest.fixture
def filmed(chromium: Browser) -> Iterator[Kit]:
    """A browser with a camera that shows a clock and a microphone that beeps, at an address that it trusts."""
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*QUIET, *FAKE])
    yield Kit(browser.new_page())
    browser.close()


def sent(kit: Kit, many: int) -> list[dict[str, Any]]:
    """The first so many messages, waited for."""
    kit.page.wait_for_function("(many) => window.sent.length >= many", arg=many)
    return [value for _event, value in kit.run("() => window.sent")]


def answer(kit: Kit, data: dict[str, Any], message: dict[str, Any], **more: Any) -> None:
    kit.run("(data) => window.show(data)", {**data, "acknowledged": message["id"], "token": "t", **more})


def take(kit: Kit, data: dict[str, Any]) -> list[dict[str, Any]]:
    """Answer everything until the end has come."""
    told: list[dict[str, Any]] = []
    while not told or told[-1]["kind"] != "end":
        told = sent(kit, len(told) + 1)
        answer(kit, data, told[-1])
    return told


def choose(kit: Kit, content: bytes, name: str = "visit.webm") -> None:
    file = {"name": name, "mimeType": "video/webm", "buffer": content}
    kit.page.locator("input[type=file]").set_input_files(files=[file])  # type: ignore[arg-type]


def test_a_file_goes_in_pieces_each_after_the_one_before_was_kept(kit: Kit) -> None:
    kit.mount("sending", UPLOAD)
    content = bytes(range(256)) * 9_000
    choose(kit, content)
    told = take(kit, UPLOAD)
    assert [message["kind"] for message in told] == ["begin", "piece", "piece", "end"]
    assert (told[0]["name"], told[0]["size"], told[1]["token"]) == ("visit.webm", len(content), "t")
    assert [message["number"] for message in told[1:-1]] == [0, 1]
    assert b"".join(base64.b64decode(message["data"]) for message in told[1:-1]) == content
    expect(kit.page.locator(".state")).to_have_text("All of it is kept")


def test_a_piece_whose_answer_is_lost_is_sent_again_under_its_own_name(kit: Kit) -> None:
    kit.page.clock.install()
    kit.mount("sending", UPLOAD)
    choose(kit, b"x" * 10)
    answer(kit, UPLOAD, sent(kit, 1)[0])
    first = sent(kit, 2)[1]
    kit.page.clock.fast_forward(16_000)
    again = sent(kit, 3)[2]
    assert (first["kind"], again["id"], again["data"]) == ("piece", first["id"], first["data"])


def test_what_the_server_refuses_is_said_and_nothing_more_is_sent(kit: Kit) -> None:
    kit.mount("sending", UPLOAD)
    choose(kit, b"x" * 10)
    answer(kit, UPLOAD, sent(kit, 1)[0], problem="This is no recording.")
    expect(kit.page.get_by_role("alert")).to_have_text("This is no recording.")
    expect(kit.page.locator(".drop")).to_be_visible()
    assert len(sent(kit, 1)) == 1


@pytest.mark.parametrize(("content", "words"), [(b"", "empty"), (b"x" * 3_200_000, "larger than 3.1 MiB")])
def test_an_empty_and_an_endless_file_are_refused_at_once(kit: Kit, content: bytes, words: str) -> None:
    kit.mount("sending", UPLOAD)
    choose(kit, content)
    expect(kit.page.get_by_role("alert")).to_contain_text(words)
    assert kit.run("() => window.sent") == []


def test_camera_and_sound_are_recorded_paused_and_kept_in_pieces(filmed: Kit) -> None:
    filmed.mount("recorder", RECORD)
    page = filmed.page
    page.get_by_role("radio", name="Camera and sound").check()
    page.get_by_role("button", name="Record").click()
    (begin,) = sent(filmed, 1)
    assert begin["kind"] == "begin" and begin["mime"].startswith("video/webm")
    expect(page.locator(".view video")).to_be_visible()
    expect(page.get_by_role("combobox", name="Microphone")).to_be_visible()
    page.wait_for_function("Number(document.body.firstChild.shadowRoot.querySelector('[role=meter]').ariaValueNow) > 0")
    answer(filmed, RECORD, begin)
    piece = sent(filmed, 2)[1]
    assert base64.b64decode(piece["data"])[:4] == b"\x1aE\xdf\xa3", "WebM"
    answer(filmed, RECORD, piece)
    expect(page.locator(".state")).to_contain_text("kept up to 0:0")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".state")).to_contain_text("Paused")
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Stop and keep").click()
    told = sent(filmed, 2)
    while told[-1]["kind"] != "end":
        told = sent(filmed, len(told) + 1)
        answer(filmed, RECORD, told[-1])
    numbers = list(dict.fromkeys(message["number"] for message in told if message["kind"] == "piece"))
    assert numbers == list(range(len(numbers)))
    expect(page.locator(".state")).to_have_text("All of it is kept")


def test_a_microphone_that_is_not_allowed_is_said_so_with_what_to_do(kit: Kit) -> None:
    kit.mount("recorder", RECORD)
    kit.page.get_by_role("button", name="Record").click()
    expect(kit.page.get_by_role("alert")).to_contain_text("record")
    expect(kit.page.get_by_role("button", name="Record")).to_be_enabled()
    assert kit.run("() => window.sent") == []
