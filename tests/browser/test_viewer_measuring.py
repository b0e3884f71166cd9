"""Measuring in the film viewer, in a real browser: by pointer and by keyboard alone."""

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.kit import Kit
from tests.browser.test_viewer import open_film, settle


@pytest.fixture
def kit(page: Page) -> Kit:
    return Kit(page)


def words(kit: Kit) -> Locator:
    return kit.page.locator(".gauge text")


def at(kit: Kit, x: float, y: float) -> tuple[float, float]:
    """Where a pixel of the film is on the screen."""
    box = kit.page.locator(".stage").bounding_box()
    spot = kit.page.locator(".viewer").evaluate("(v, p) => v.viewer.active.place(p)", {"x": x, "y": y})
    assert box is not None
    return box["x"] + spot["x"], box["y"] + spot["y"]


def drag(kit: Kit, start: tuple[float, float], end: tuple[float, float]) -> None:
    kit.page.mouse.move(*at(kit, *start))
    kit.page.mouse.down()
    kit.page.mouse.move(*at(kit, *end), steps=3)
    kit.page.mouse.up()


def film(**more: Any) -> dict[str, Any]:
    return {"url": "/film.png", "digest": "d", "rows": 512, "columns": 512, **more}


@pytest.mark.parametrize(
    ("more", "shown", "told"),
    [
        ({"spacing": [0.2, 0.1], "spacingAt": "calibrated"}, r"^22\.4 mm$", ""),
        ({"spacing": [0.2, 0.1], "spacingAt": "detector"}, r"^22\.4 mm$", "larger than in the patient"),
        ({"spacing": [0.2, 0.1], "spacingAt": "detector", "magnification": 1.1}, r"^20\.3 mm$", "magnification, 1.1"),
        ({"spacing": None}, r"^141 px$", "No pixel spacing"),
    ],
)
def test_a_length_is_drawn_and_says_what_it_is_of(kit: Kit, more: dict[str, Any], shown: str, told: str) -> None:
    open_film(kit)
    data: dict[str, Any] = {
        "layers": [],
        "caption": "",
        "scope": "t",
        "selected": None,
        "opacity": 0.5,
        "renderer": "canvas2d",
    }
    kit.run("(data) => window.show(data)", {**data, "film": film(**more)})
    expect(kit.page.locator(".status [data-show=zoom]")).not_to_be_empty()
    settle(kit)
    kit.page.keyboard.press("m")
    drag(kit, (100, 100), (200, 200))
    expect(words(kit)).to_have_text(re.compile(shown))
    expect(kit.page.locator("[data-show=measure]")).to_contain_text(told)


def test_the_heart_is_measured_against_the_chest_and_an_angle_in_degrees(kit: Kit) -> None:
    open_film(kit)
    kit.page.keyboard.press("q")
    drag(kit, (150, 300), (270, 330))
    drag(kit, (100, 350), (340, 300))
    expect(words(kit)).to_have_text(re.compile(r"^CTR 0\.5[01] \(2\d\.\d mm : 4\d\.\d mm\)$"))
    kit.page.keyboard.press("Shift+M")
    drag(kit, (300, 100), (200, 100))
    kit.page.mouse.click(*at(kit, 200, 50))
    expect(words(kit).last).to_have_text(re.compile(r"^(89|90)\.\d°$"))


def test_ends_are_moved_and_every_step_is_taken_back(kit: Kit) -> None:
    open_film(kit)
    kit.page.keyboard.press("m")
    drag(kit, (100, 100), (200, 100))
    drag(kit, (100, 200), (150, 200))
    expect(words(kit)).to_have_count(2)
    kit.page.keyboard.press("w")
    drag(kit, (200, 100), (300, 100))
    expect(words(kit).first).to_have_text(re.compile(r"^(39|40)\.\d mm$"))
    kit.page.keyboard.press("Shift+U")
    expect(words(kit).first).to_have_text(re.compile(r"^(19|20)\.\d mm$"))
    kit.page.get_by_role("button", name="Delete measurement").click()
    expect(words(kit)).to_have_count(1)
    kit.page.get_by_role("button", name="Undo measuring").click()
    expect(words(kit)).to_have_count(2)


def test_a_film_is_measured_by_keyboard_alone(kit: Kit) -> None:
    viewer = open_film(kit)
    stage = kit.page.locator(".stage")
    stage.focus()
    kit.page.keyboard.press("m")
    kit.page.keyboard.press("Enter")
    kit.page.keyboard.press("Enter")
    start = viewer.evaluate("(v) => v.viewer.active.measures.list[0].points")
    for key in ("Shift+ArrowRight", "ArrowRight", "ArrowRight"):
        kit.page.keyboard.press(key)
    points = viewer.evaluate("(v) => v.viewer.active.measures.list[0].points")
    scale = viewer.evaluate("(v) => v.viewer.camera.scale")
    assert points[0] == start[0]
    assert points[1]["x"] - start[1]["x"] == pytest.approx(12 / scale)
    expect(kit.page.locator(".spoken")).to_have_text(re.compile(r"^\d+\.\d mm$"))
    kit.page.keyboard.press("Shift+U")
    assert viewer.evaluate("(v) => v.viewer.active.measures.list[0].points") == start
    kit.page.keyboard.press("Backspace")
    expect(words(kit)).to_have_count(0)


def test_what_is_half_drawn_is_left_and_measurements_outlive_a_rerun(kit: Kit) -> None:
    open_film(kit)
    kit.page.keyboard.press("m")
    drag(kit, (100, 100), (200, 100))
    kit.page.mouse.click(*at(kit, 300, 300))
    kit.page.mouse.move(*at(kit, 350, 300))
    expect(words(kit)).to_have_count(2)
    kit.page.locator(".stage").focus()
    kit.page.keyboard.press("Escape")
    expect(words(kit)).to_have_count(1)
    kit.run("() => window.leave()")
    open_film(kit)
    expect(words(kit)).to_have_text(re.compile(r"^(19|20)\.\d mm$"))
