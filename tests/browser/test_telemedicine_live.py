"""A consultation that the browser records, with a page that is lost in the middle of it."""

from __future__ import annotations

import re
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import consultation
from tests.browser.conftest import CHROMIUM, QUIET, enter_as

FAKE = ("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream")


def spoken(path: Path) -> None:
    """The sound of the demonstration's film, as a microphone hears it."""
    import av

    with av.open(str(consultation.FILM)) as film, wave.open(str(path), "wb") as out:
        out.setparams((1, 2, 48000, 0, "NONE", ""))
        plain = av.AudioResampler("s16", "mono", 48000)
        for frame in film.decode(audio=0):
            for each in plain.resample(frame):
                out.writeframes(each.to_ndarray().tobytes())


@pytest.fixture
def talking(chromium: Browser, tmp_path: Path) -> Iterator[Page]:
    """A browser whose microphone hears the demonstration's consultation."""
    spoken(tmp_path / "said.wav")
    said = f"--use-file-for-fake-audio-capture={tmp_path / 'said.wav'}"
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=[*QUIET, *FAKE, said])
    yield browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    browser.close()


def test_what_was_recorded_until_the_page_was_lost_is_kept_and_written_down(talking: Page, clinic: str) -> None:
    page = talking
    enter_as(page, clinic, "Clinician")
    consultation.begin(page, clinic, "Recorded here")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.locator(".recorder .state")).to_contain_text(re.compile("kept up to 0:(0[4-9]|[1-9])"), timeout=60_000)
    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    expect(page.get_by_text("The recording was interrupted; what was sent until then is kept.")).to_be_visible()
    page.get_by_role("button", name="Process it").click()
    expect(page.locator(".player")).to_be_visible(timeout=consultation.PATIENCE_MS)
    said = page.locator(".lines")
    expect(said).to_contain_text(re.compile("good morning|brings you|short of breath", re.IGNORECASE))
    page.locator(".line").last.locator(".text").click(position={"x": 4, "y": 8})
    assert consultation.second(page) > 0


def test_a_recording_is_stopped_and_is_there(talking: Page, clinic: str) -> None:
    page = talking
    enter_as(page, clinic, "Clinician")
    consultation.begin(page, clinic, "Stopped in time")
    page.get_by_role("button", name="Record", exact=True).click()
    expect(page.locator(".recorder .state")).to_contain_text("kept up to", timeout=60_000)
    page.get_by_role("button", name="Stop and keep").click()
    expect(page.get_by_text("The recording is here. Start the processing")).to_be_visible()
    expect(page.get_by_role("button", name="Process it")).to_be_enabled()
