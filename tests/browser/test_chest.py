"""The reading room in a real browser: from a film and a typed note to a signed reading, and who is kept out."""

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pydicom import dcmread
from pydicom.uid import generate_uid

from domains.chest.demo import film_path
from tests.browser.conftest import enter_as
from tests.browser.kit import shown

NOTE = "Cough and weight loss for two months. No fever, no pneumothorax. Question: mass?"
READING_MS = 90_000
SignIn = Callable[[Page, str], str]


@pytest.fixture(scope="session")
def film() -> Path:
    path = film_path()
    if path is None:
        pytest.skip("the package pydicom-data, which holds the film RG1_UNCR.dcm, is not installed")
    return path


@pytest.fixture
def room(page: Page, sign_in: SignIn) -> Page:
    """The worklist, before a clinician."""
    enter_room(page, sign_in(page, "Clinician"))
    return page


def enter_room(page: Page, url: str, query: str = "") -> None:
    page.goto(f"{url}/chest{query}")
    expect(page.get_by_text("Decision support, not a cleared medical device.")).to_be_visible()


def bring_in(page: Page, film: Path, patient: str) -> None:
    page.get_by_role("button", name="New case").click()
    dialog = page.get_by_role("dialog", name="New case")
    dialog.locator("input[type=file][multiple]").set_input_files(film)
    expect(dialog.get_by_text(film.name)).to_be_visible()
    dialog.get_by_label("Clinical note").fill(NOTE)
    dialog.get_by_role("textbox", name="Patient").fill(patient)
    dialog.get_by_role("button", name="Bring in and read").click()


def open_demonstration(page: Page, name: str) -> None:
    page.locator(".list tbody tr", has_text=name).click()
    expect(page.locator(".chiron-facts b")).to_have_text(f"Demonstration, {name}")


def film_is_shown(page: Page) -> Locator:
    viewer = page.locator(".viewer")
    expect(viewer).to_have_attribute("data-ready", re.compile("[0-9a-f]{64}"), timeout=READING_MS)
    return viewer


def findings_are_shown(page: Page) -> int:
    tally = page.locator(".tally")
    expect(tally).to_have_text(re.compile(r"0 of \d+ findings decided"), timeout=READING_MS)
    return int(re.findall(r"of (\d+)", tally.inner_text())[0])


def decided(page: Page, text: str) -> None:
    expect(page.locator(".tally")).to_have_text(text)


def sign_button(page: Page) -> Locator:
    return page.get_by_test_id("stMain").get_by_role("button", name=re.compile("^Sign"))


def room_link(page: Page) -> Locator:
    return page.get_by_test_id("stSidebarNav").get_by_role("link", name="Chest reading room")


def is_signed(page: Page) -> None:
    expect(page.get_by_role("tab", name="Report")).to_be_visible()
    expect(page.get_by_text("signed by demo-clinician").first).to_be_visible()


def test_a_clinician_goes_from_a_film_and_a_typed_note_to_a_signed_finding(room: Page, film: Path) -> None:
    bring_in(room, film, "Journey, Jo")
    film_is_shown(room)
    count = findings_are_shown(room)
    expect(room.locator(".note .text")).to_have_text(NOTE)
    expect(sign_button(room)).to_be_disabled()
    first = room.locator(".finding").first
    first.get_by_role("button", name="Accept").click()
    second = room.locator(".finding").nth(1)
    second.get_by_role("button", name="Reject").click()
    third = room.locator(".finding").nth(2)
    third.get_by_role("button", name="Edit").click()
    third.get_by_label("present").check()
    third.get_by_label("Comment").fill("seen by me")
    third.get_by_role("button", name="Save").click()
    decided(room, f"3 of {count} findings decided")
    label = str(third.get_attribute("data-label")).replace("_", " ").lower()
    room.get_by_role("button", name="Accept the rest").click()
    decided(room, f"All {count} findings decided")
    sign_button(room).click()
    dialog = room.get_by_role("dialog", name="Sign this reading")
    expect(dialog.get_by_text(f"Present: {label} (seen by me)")).to_be_visible()
    expect(dialog.get_by_role("button", name="Sign and freeze")).to_be_disabled()
    dialog.get_by_text("I have looked at the film and the note").click()
    dialog.get_by_role("button", name="Sign and freeze").click()
    is_signed(room)
    expect(room.get_by_test_id("stText").get_by_text(f"{label} (seen by me)")).to_be_visible()
    room.get_by_role("tab", name="Findings").click()
    expect(room.locator(".finding .actions")).to_have_count(0)
    room.get_by_role("tab", name="History").click()
    expect(room.get_by_text("Version 1, original")).to_be_visible()


def test_the_same_by_keyboard_alone(room: Page) -> None:
    keys = room.keyboard
    walk_to(room, "Berta")
    keys.press("Enter")
    expect(room.locator(".chiron-facts b")).to_have_text("Demonstration, Berta")
    film_is_shown(room)
    count = findings_are_shown(room)
    keys.press("j")
    keys.press("k")
    keys.press("a")
    keys.press("r")
    keys.press("e")
    keys.press("ArrowDown")
    keys.press("Enter")
    decided(room, f"3 of {count} findings decided")
    keys.press("u")
    decided(room, f"2 of {count} findings decided")
    keys.press("Shift+A")
    decided(room, f"All {count} findings decided")
    expect(sign_button(room)).to_be_enabled()
    keys.press("s")
    dialog = room.get_by_role("dialog", name="Sign this reading")
    for box in (dialog.get_by_label("I have looked at the film"), dialog.get_by_label("contradiction")):
        walk_in(room, box)
        keys.press("Space")
    sign = dialog.get_by_role("button", name="Sign and freeze")
    expect(sign).to_be_enabled()
    walk_in(room, sign)
    keys.press("Enter")
    is_signed(room)
    add_to_what_is_signed(room, "Discussed by telephone.")
    keys.press("n")
    expect(room.locator(".chiron-facts b")).not_to_have_text("Demonstration, Berta")


def walk_to(page: Page, name: str) -> None:
    """Down the worklist with `j`."""
    rows = page.locator(".list tbody tr")
    expect(rows.filter(has_text=name)).to_be_visible()
    for _ in range(rows.count()):
        page.keyboard.press("j")
        if name in str(page.evaluate("() => document.activeElement.shadowRoot?.activeElement?.textContent")):
            return
    pytest.fail(f"{name} cannot be reached by keyboard")


def add_to_what_is_signed(page: Page, words: str) -> None:
    """An addendum, by keyboard."""
    page.keyboard.press("d")
    addendum = page.get_by_role("dialog", name="Addendum")
    walk_in(page, addendum.get_by_role("textbox"))
    page.keyboard.type(words)
    walk_in(page, addendum.get_by_role("button", name="Sign the addendum"))
    page.keyboard.press("Enter")
    expect(page.get_by_text(words)).to_be_visible()


def walk_in(page: Page, goal: Locator) -> None:
    """Through a dialog with the tabulator."""
    expect(goal).to_be_visible()
    for _ in range(12):
        if goal.evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    pytest.fail("the control cannot be reached by keyboard")


def test_window_inversion_zoom_and_heat_map_change_the_pixels_on_the_screen(room: Page) -> None:
    open_demonstration(room, "Clara")
    film_is_shown(room)
    room.keyboard.press("h")
    room.keyboard.press("g")
    settle(room)
    plain = shown(room, ".stage canvas")
    assert plain.std() > 20, "no film is on the screen"
    room.keyboard.press("i")
    settle(room)
    inverted = shown(room, ".stage canvas")
    middle = np.s_[200:400, 300:500]
    assert np.abs(plain[middle] + inverted[middle] - 255).max() <= 2
    room.keyboard.press("0")
    room.keyboard.press("h")
    room.keyboard.press("g")
    drag(room, -220, 40)
    settle(room)
    assert shown(room, ".stage canvas")[middle].std() > 1.2 * plain[middle].std()
    room.keyboard.press("1")
    for _ in range(4):
        room.keyboard.press("+")
    settle(room)
    assert np.abs(shown(room, ".stage canvas")[middle] - plain[middle]).mean() > 5


def test_a_chosen_finding_is_shown_on_the_film_without_the_server(room: Page) -> None:
    open_demonstration(room, "Clara")
    viewer = film_is_shown(room)
    room.get_by_role("tab", name="Findings").click()
    labels = [str(line.get_attribute("data-label")) for line in room.locator(".finding").all()]
    for label in labels[:3]:
        room.locator(f".finding[data-label={label}] > .line").click()
        expect(viewer).to_have_attribute("data-layer", label)


def test_the_window_outlives_a_decision(room: Page, film: Path, tmp_path: Path) -> None:
    bring_in(room, of_another_study(film, tmp_path), "Window, Wim")
    viewer = film_is_shown(room)
    count = findings_are_shown(room)
    drag(room, 90, 30)
    before = room.locator("[data-show=window]").inner_text()
    assert before != "Centre 2048 · width 4096"
    room.keyboard.press("a")
    decided(room, f"1 of {count} findings decided")
    expect(room.locator("[data-show=window]")).to_have_text(before)
    expect(viewer).to_have_attribute("data-ready", re.compile("[0-9a-f]{64}"))


def of_another_study(film: Path, folder: Path) -> Path:
    """The same pixels in a study of their own: what is there already would be offered instead."""
    dataset = dcmread(film)
    dataset.StudyInstanceUID, dataset.SeriesInstanceUID = generate_uid(), generate_uid()
    dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    dataset.save_as(folder / "another.dcm")
    return folder / "another.dcm"


def drag(page: Page, dx: int, dy: int) -> None:
    box = page.locator(".stage").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx, y + dy, steps=8)
    page.mouse.up()
    page.mouse.move(x + dx, box["y"] - 5)


def settle(page: Page) -> None:
    """Two frames: what was asked for is on the screen."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_the_contributions_add_up_to_the_logit(room: Page) -> None:
    open_demonstration(room, "Clara")
    room.get_by_role("tab", name="Findings").click()
    expect(room.locator(".finding .sums").first).to_be_visible()
    numbers = [float(str(each.get_attribute("title"))) for each in room.locator(".finding .sums .number").all()]
    assert len(numbers) >= 3
    assert sum(numbers[:-1]) == pytest.approx(numbers[-1], abs=1e-9)


def test_a_file_that_is_no_film_is_refused_in_one_sentence_and_what_was_typed_stays(room: Page, tmp_path: Path) -> None:
    bad = tmp_path / "holiday.dcm"
    bad.write_bytes(b"this is not a film")
    bring_in(room, bad, "Nobody, Ned")
    dialog = room.get_by_role("dialog", name="New case")
    expect(dialog.get_by_role("alert")).to_have_text(re.compile(r"\.$"))
    expect(dialog.get_by_label("Clinical note")).to_have_value(NOTE)
    room.keyboard.press("Escape")
    expect(room.locator(".list tbody tr", has_text="Nobody, Ned")).to_have_count(0)


def test_filters_narrow_the_worklist_and_say_when_nothing_fits(room: Page) -> None:
    rows = room.locator(".list tbody tr")
    expect(rows.filter(has_text="Dora")).to_have_count(1)
    room.get_by_label("Patient").fill("dora")
    room.get_by_label("Patient").press("Enter")
    expect(rows).to_have_count(1)
    room.get_by_label("Patient").fill("nobody at all")
    room.get_by_label("Patient").press("Enter")
    expect(room.get_by_text("No case fits these filters")).to_be_visible()


@pytest.mark.parametrize("case_id", ["0" * 32, "../../etc/passwd", "<script>"])
def test_a_case_that_is_not_there_is_one_sentence(page: Page, sign_in: SignIn, case_id: str) -> None:
    enter = sign_in(page, "Clinician")
    page.goto(f"{enter}/chest?case={case_id}")
    expect(page.get_by_role("alert")).to_have_text(re.compile("There is no such case for you"))
    page.get_by_role("button", name="Back to the worklist").click()
    expect(page.locator(".list tbody tr").first).to_be_visible()


def test_a_learner_sees_neither_the_room_nor_a_case_by_its_address(
    page: Page, chromium: Browser, sign_in: SignIn
) -> None:
    url = sign_in(page, "Clinician")
    enter_room(page, url)
    open_demonstration(page, "Clara")
    address = page.url
    assert "case=" in address
    other = chromium.new_context()
    learner = other.new_page()
    enter_as(learner, url, "Learner")
    expect(room_link(learner)).to_have_count(0)
    learner.goto(address)
    expect(learner.get_by_text("Page not found")).to_be_visible()
    expect(learner.get_by_text("Clara")).to_have_count(0)
    other.close()


def test_an_administrator_disables_and_enables_the_room(page: Page, chromium: Browser, own_demonstration: str) -> None:
    enter_as(page, own_demonstration, "Administrator")
    other = chromium.new_context()
    clinician = other.new_page()
    enter_as(clinician, own_demonstration, "Clinician")
    expect(room_link(clinician)).to_be_visible()
    page.goto(f"{own_demonstration}/administration")
    switch(page, "Disable", "disabled")
    clinician.goto(own_demonstration)
    expect(clinician.get_by_role("heading", name="Chiron")).to_be_visible()
    expect(room_link(clinician)).to_have_count(0)
    switch(page, "Enable", "ready")
    clinician.goto(f"{own_demonstration}/chest")
    expect(clinician.locator(".list tbody tr").first).to_be_visible()
    other.close()


def switch(page: Page, label: str, then: str) -> None:
    card = page.locator(".st-key-plugin-card-chest")
    card.get_by_role("button", name=label, exact=True).click()
    expect(card.get_by_text(then, exact=True)).to_be_visible()
