"""Several films in the viewer, in a real browser: turned, side by side, linked or free, and earlier studies."""

import re
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.kit import Kit, gray_png
from tests.browser.test_viewer import film_of, settle

STATE = "(v, i) => { const { camera, state } = v.viewer.panes[i]; return { camera, state }; }"


@pytest.fixture
def kit(page: Page) -> Kit:
    return Kit(page)


def lateral(kit: Kit, digest: str = "side") -> dict[str, Any]:
    levels = np.tile(np.linspace(65535, 0, 300).astype(np.uint16)[:, None], (1, 200))
    film = {"digest": digest, "rows": 300, "columns": 200, "spacing": [0.4, 0.2], "caption": "side", "view": "LL"}
    return {**film, "url": kit.add("/side.png", gray_png(levels))}


def several(kit: Kit, **more: Any) -> dict[str, Any]:
    data = film_of(kit, "canvas2d", selected="mass")
    priors = [
        {"key": "p1", "title": "2 Mar 2024, signed", "films": [lateral(kit, "old")], "report": "Masses in both lungs."},
        {"key": "p2", "title": "1 Jan 2020, read", "films": None, "report": ""},
    ]
    return {**data, "films": [data["film"], lateral(kit)], "priors": priors, **more}


def opened(kit: Kit, **more: Any) -> Locator:
    kit.mount("viewer", several(kit, **more))
    viewer = kit.page.locator(".viewer")
    expect(viewer).to_have_attribute("data-ready", "d")
    return viewer


def beside(kit: Kit, **more: Any) -> Locator:
    viewer = opened(kit, **more)
    kit.page.keyboard.press("v")
    expect(viewer).to_have_attribute("data-beside", "old")
    return viewer


def drag(kit: Kit, pane: int, dx: int, dy: int) -> None:
    box = kit.page.locator(".stage").nth(pane).bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    kit.page.mouse.move(x, y)
    kit.page.mouse.down()
    kit.page.mouse.move(x + dx, y + dy, steps=3)
    kit.page.mouse.up()
    settle(kit)


def test_another_film_of_the_study_is_shown_without_the_evidence_of_the_first(kit: Kit) -> None:
    viewer = opened(kit)
    expect(kit.page.locator("[data-show=film]")).to_have_text("1 of 2")
    kit.page.keyboard.press(".")
    expect(viewer).to_have_attribute("data-ready", "side")
    expect(kit.page.locator(".marks rect")).to_have_count(0)
    expect(kit.page.locator(".caption")).to_have_text("side")
    kit.page.get_by_role("button", name="Next film").click()
    expect(viewer).to_have_attribute("data-ready", "d")
    expect(kit.page.locator(".marks rect")).to_have_count(1)


def test_linked_films_are_windowed_moved_and_zoomed_together_and_free_ones_are_not(kit: Kit) -> None:
    viewer = beside(kit)
    first, second = (viewer.evaluate(STATE, i) for i in (0, 1))
    drag(kit, 1, 40, 0)
    kit.page.keyboard.press("+")
    after = [viewer.evaluate(STATE, i) for i in (0, 1)]
    assert [each["state"]["levels"]["width"] > 4096 for each in after] == [True, True]
    zoomed = [
        now["camera"]["scale"] / then["camera"]["scale"] for now, then in zip(after, (first, second), strict=True)
    ]
    assert zoomed == pytest.approx([1.25, 1.25])
    kit.page.keyboard.press("y")
    kit.page.keyboard.press("\\")
    kit.page.keyboard.press("i")
    assert [viewer.evaluate(STATE, i)["state"]["levels"]["inverted"] for i in (0, 1)] == [True, False]
    expect(kit.page.locator(".stage").first).to_be_focused()


def test_earlier_studies_come_when_they_are_asked_for_and_their_report_beside_them(kit: Kit) -> None:
    viewer = beside(kit)
    kit.page.keyboard.press("Shift+P")
    expect(kit.page.get_by_role("region", name="Report of the earlier study")).to_contain_text("Masses in both lungs.")
    kit.page.keyboard.press("Shift+V")
    expect(kit.page.locator(".stage").nth(1)).to_have_text(
        re.compile("1 Jan 2020, read.*Loading the earlier study", re.S)
    )
    expect(kit.page.locator(".report")).to_be_hidden()
    assert kit.run("() => window.sent") == [["want", "p2"]]
    data = several(kit)
    data["priors"][1]["films"] = [lateral(kit, "oldest")]
    kit.run("(data) => window.show(data)", data)
    expect(viewer).to_have_attribute("data-beside", "oldest")
    kit.page.locator("[data-pick=study]").select_option("This study")
    expect(viewer).to_have_attribute("data-beside", "side")
    kit.page.keyboard.press("v")
    expect(kit.page.locator(".stage")).to_have_count(1)


def test_without_another_film_there_is_nothing_to_compare(kit: Kit) -> None:
    kit.mount("viewer", film_of(kit, "canvas2d"))
    expect(kit.page.locator(".viewer")).to_have_attribute("data-ready", "d")
    kit.page.keyboard.press("v")
    expect(kit.page.locator(".spoken")).to_contain_text("no earlier study")
    expect(kit.page.get_by_role("button", name="Compare")).to_be_hidden()


def test_a_film_is_turned_and_mirrored_with_all_that_lies_over_it(kit: Kit) -> None:
    viewer = opened(kit)
    before = kit.page.locator(".marks rect").bounding_box()
    kit.page.keyboard.press("h")
    kit.page.keyboard.press("Shift+T")
    settle(kit)
    shown = kit.pixels()
    height, width = shown.shape
    column = shown[height // 8 : -height // 8, width // 2]
    assert column[0] < 60 < 190 < column[-1]
    turned = kit.page.locator(".marks rect").bounding_box()
    stage = kit.page.locator(".stage").bounding_box()
    assert before is not None and turned is not None and stage is not None
    assert (turned["width"], turned["height"]) == pytest.approx((before["height"], before["width"]), abs=2)
    assert turned["x"] > stage["x"] + stage["width"] / 2
    kit.page.keyboard.press("Shift+F")
    settle(kit)
    mirrored = kit.page.locator(".marks rect").bounding_box()
    assert mirrored is not None and mirrored["x"] < stage["x"] + stage["width"] / 2
    kit.page.keyboard.press("0")
    settle(kit)
    assert viewer.evaluate("(v) => v.viewer.state.how") == {"mirror": False, "turns": 0}


def test_windows_that_a_film_brings_along_are_presets_of_that_film(kit: Kit) -> None:
    data = several(kit)
    data["films"][1]["windows"] = [[0.25, 0.75, "HARDER"]]
    kit.mount("viewer", data)
    viewer = kit.page.locator(".viewer")
    expect(viewer).to_have_attribute("data-ready", "d")
    preset = kit.page.locator("[data-pick=preset]")
    kit.page.keyboard.press("5")
    assert viewer.evaluate(STATE, 0)["state"]["preset"] == "default"
    kit.page.keyboard.press(".")
    expect(viewer).to_have_attribute("data-ready", "side")
    kit.page.keyboard.press("5")
    expect(preset.locator("option:checked")).to_have_text("HARDER (5)")
    levels = viewer.evaluate(STATE, 0)["state"]["levels"]
    assert (levels["center"], levels["width"]) == pytest.approx((4095 / 2, 4095 / 2))
