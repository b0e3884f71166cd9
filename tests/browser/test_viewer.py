"""The film viewer in a real browser: decoding, drawing by both renderers, and every way to handle a film."""

import re
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page, expect

from tests.browser.kit import Kit, as_text, gray_png

DECODE = """async (text) => {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const { decode } = await import('/viewer/png.js');
  const { width, height, levels } = await decode(bytes);
  return { width, height, levels: [...levels] };
}"""
SIZE = 512


@pytest.fixture
def kit(page: Page) -> Kit:
    return Kit(page)


def filtered_png(levels: NDArray[np.uint16], kind: int) -> bytes:
    """A 16-bit PNG whose every row has been filtered in one way (0 none, 1 sub, 2 up, 3 average, 4 Paeth)."""
    rows = levels.astype(">u2").view(np.uint8).astype(np.int32)
    left = np.pad(rows, ((0, 0), (2, 0)))[:, :-2]
    up = np.pad(rows, ((1, 0), (0, 0)))[:-1]
    corner = np.pad(left, ((1, 0), (0, 0)))[:-1]
    guess = [np.zeros_like(rows), left, up, (left + up) // 2, paeth(left, up, corner)][kind]
    coded = ((rows - guess) % 256).astype(np.uint8)
    data = b"".join(bytes([kind]) + row.tobytes() for row in coded)
    header = struct.pack(">IIBBBBB", levels.shape[1], levels.shape[0], 16, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(data)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(name, content) for name, content in chunks)


def paeth(left: NDArray[np.int32], up: NDArray[np.int32], corner: NDArray[np.int32]) -> NDArray[np.int32]:
    guess = left + up - corner
    to_left, to_up, to_corner = abs(guess - left), abs(guess - up), abs(guess - corner)
    return np.where((to_left <= to_up) & (to_left <= to_corner), left, np.where(to_up <= to_corner, up, corner))


def chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


@pytest.mark.parametrize("kind", range(5))
def test_sixteen_bits_survive_every_row_filter(kit: Kit, kind: int) -> None:
    levels = np.random.default_rng(kind).integers(0, 65536, (23, 17), dtype=np.uint16)
    decoded = kit.run(DECODE, as_text(filtered_png(levels, kind)))
    assert (decoded["width"], decoded["height"]) == (17, 23)
    assert decoded["levels"] == levels.ravel().tolist()


def test_eight_bits_span_the_same_scale(kit: Kit) -> None:
    decoded = kit.run(DECODE, as_text(gray_png(np.array([[0, 128, 255]], dtype=np.uint8))))
    assert decoded["levels"] == [0, 128 * 257, 65535]


@pytest.mark.parametrize("content", [b"", b"not a picture at all", gray_png(np.zeros((4, 4, 3), dtype=np.uint8))])
def test_what_is_no_grayscale_png_is_refused(kit: Kit, content: bytes) -> None:
    with pytest.raises(Exception, match=r"not a|PNG|bounds|DataView"):
        kit.run(DECODE, as_text(content))


def ramp() -> NDArray[np.uint16]:
    """A film that grows brighter from left to right, in all 65,536 levels, with a dark square in it."""
    film = np.tile(np.linspace(0, 65535, SIZE).astype(np.uint16), (SIZE, 1))
    film[40:80, 400:440] = 1000
    return film


def film_of(kit: Kit, renderer: str, **more: Any) -> dict[str, Any]:
    film = {"digest": "d", "rows": SIZE, "columns": SIZE, "spacing": [0.2, 0.2]}
    film["url"] = kit.add("/film.png", gray_png(ramp()))
    heat = np.zeros((16, 16), dtype=np.uint8)
    heat[8:, 8:] = 255
    layers = [
        {
            "label": "mass",
            "title": "Mass",
            "heat": kit.add("/heat.png", gray_png(heat)),
            "regions": [[10, 10, 60, 40, 0.5]],
        },
        {"label": "edema", "title": "Edema", "heat": None, "regions": []},
    ]
    data = {"film": film, "layers": layers, "caption": "", "scope": "s", "selected": None, "opacity": 0.5}
    return {**data, "shortcuts": [["Findings", [["J", "Next"]]]], "renderer": renderer, **more}


def open_film(kit: Kit, renderer: str = "canvas2d", **more: Any) -> Locator:
    kit.mount("viewer", film_of(kit, renderer, **more))
    viewer = kit.page.locator(".viewer")
    expect(viewer).to_have_attribute("data-ready", "d")
    if viewer.get_attribute("data-renderer") != renderer:
        pytest.skip(f"this browser has no {renderer}")
    return viewer


def settle(kit: Kit) -> None:
    """Two frames: what was asked for is on the screen."""
    kit.run("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def plain(kit: Kit) -> NDArray[np.int32]:
    """The film at 1:1, its marks hidden, as the screen shows it."""
    kit.page.keyboard.press("z")
    settle(kit)
    return kit.pixels()


@pytest.mark.parametrize("renderer", ["canvas2d", "webgl2"])
def test_the_whole_window_shows_levels_as_they_are(kit: Kit, renderer: str) -> None:
    viewer = open_film(kit, renderer)
    row = plain(kit)[300]
    left = round(viewer.evaluate("(v) => v.viewer.camera.x"))
    assert left > 0
    assert np.abs(row[left : left + SIZE] - np.linspace(0, 255, SIZE)).max() <= 2


@pytest.mark.parametrize("renderer", ["canvas2d", "webgl2"])
def test_sixteen_bits_show_in_a_narrow_window(kit: Kit, renderer: str) -> None:
    viewer = open_film(kit, renderer)
    viewer.evaluate("(v) => v.viewer.actions.set({ levels: { center: 2048, width: 32, inverted: false } })")
    kit.page.keyboard.press("+")
    for _ in range(12):
        kit.page.keyboard.press("+")
    settle(kit)
    shades = np.unique(kit.pixels()[300])
    assert len(shades) > 100


@pytest.mark.parametrize("renderer", ["canvas2d", "webgl2"])
def test_inverting_swaps_black_and_white(kit: Kit, renderer: str) -> None:
    open_film(kit, renderer)
    before = plain(kit)[200:260, 200:600]
    kit.page.keyboard.press("i")
    settle(kit)
    after = kit.pixels()[200:260, 200:600]
    assert np.abs(before + after - 255).max() <= 1


def test_both_renderers_show_the_same_picture(kit: Kit) -> None:
    shown = {}
    for renderer in ("canvas2d", "webgl2"):
        open_film(kit, renderer, selected="mass", scope=renderer)
        expect(kit.page.locator(".viewer")).to_have_attribute("data-layer", "mass")
        kit.page.keyboard.press("g")
        kit.page.keyboard.press("2")
        settle(kit)
        shown[renderer] = kit.pixels()
        kit.run("() => window.leave()")
    assert np.abs(shown["canvas2d"] - shown["webgl2"]).mean() < 1


def status(kit: Kit, name: str) -> Locator:
    return kit.page.locator(f"[data-show={name}]")


def numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d+", text)]


def test_dragging_changes_window_and_level(kit: Kit) -> None:
    open_film(kit)
    before = plain(kit)
    drag(kit, 120, -80)
    settle(kit)
    center, width = numbers(status(kit, "window").inner_text())
    assert center < 2048
    assert width > 4096
    assert np.abs(kit.pixels() - before).max() > 20
    expect(kit.page.locator("[data-pick=preset]")).to_have_value("own")


def drag(kit: Kit, dx: int, dy: int, button: Any = "left") -> None:
    box = kit.page.locator(".stage").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    kit.page.mouse.move(x, y)
    kit.page.mouse.down(button=button)
    kit.page.mouse.move(x + dx, y + dy, steps=6)
    kit.page.mouse.up(button=button)


@pytest.mark.parametrize(("keys", "button"), [("p", "left"), ("", "middle")])
def test_the_film_is_moved_by_the_pan_tool_and_by_the_middle_button(kit: Kit, keys: str, button: str) -> None:
    viewer = open_film(kit)
    for key in keys:
        kit.page.keyboard.press(key)
    before = viewer.evaluate("(v) => v.viewer.camera")
    drag(kit, 40, 30, button)
    after = viewer.evaluate("(v) => v.viewer.camera")
    assert (round(after["x"] - before["x"]), round(after["y"] - before["y"])) == (40, 30)
    assert numbers(status(kit, "window").inner_text()) == [2048, 4096]


def test_a_held_space_bar_pans(kit: Kit) -> None:
    viewer = open_film(kit)
    kit.page.locator(".stage").focus()
    before = viewer.evaluate("(v) => v.viewer.camera.x")
    kit.page.keyboard.down(" ")
    drag(kit, 25, 0)
    kit.page.keyboard.up(" ")
    assert viewer.evaluate("(v) => v.viewer.camera.x") - before == pytest.approx(25)


def test_the_wheel_zooms_at_the_pointer(kit: Kit) -> None:
    viewer = open_film(kit)
    box = kit.page.locator(".stage").bounding_box()
    assert box is not None
    point = {"x": 300.0, "y": 200.0}
    under = """(v, p) => {
      const { x, y, scale } = v.viewer.camera;
      return { x: (p.x - x) / scale, y: (p.y - y) / scale };
    }"""
    before, scale = viewer.evaluate(under, point), viewer.evaluate("(v) => v.viewer.camera.scale")
    kit.page.mouse.move(box["x"] + point["x"], box["y"] + point["y"])
    kit.page.mouse.wheel(0, -240)
    settle(kit)
    after = viewer.evaluate(under, point)
    assert viewer.evaluate("(v) => v.viewer.camera.scale") > scale
    assert (after["x"], after["y"]) == pytest.approx((before["x"], before["y"]), abs=0.01)


def test_the_film_cannot_be_lost(kit: Kit) -> None:
    viewer = open_film(kit)
    kit.page.keyboard.press("p")
    for _ in range(4):
        drag(kit, 390, 280)
    x, y = viewer.evaluate("(v) => [v.viewer.camera.x, v.viewer.camera.y]")
    assert (x, y) < (800, 600)
    kit.page.keyboard.press("f")
    settle(kit)
    assert kit.pixels().max() > 200


def test_keys_do_all_that_the_toolbar_does(kit: Kit) -> None:
    viewer = open_film(kit, selected="mass")
    page, state = kit.page, "(v) => v.viewer.state"
    page.keyboard.press("2")
    lung = viewer.evaluate(state)["levels"]
    page.keyboard.press("3")
    assert viewer.evaluate(state)["levels"]["center"] > lung["center"]
    page.keyboard.press("4")
    assert viewer.evaluate(state)["levels"]["inverted"] is True
    page.keyboard.press("h")
    page.keyboard.press("g")
    assert (viewer.evaluate(state)["heat"], viewer.evaluate(state)["regions"]) == (False, False)
    page.keyboard.press("]")
    assert viewer.evaluate(state)["opacity"] == pytest.approx(0.6)
    page.keyboard.press("0")
    settle(kit)
    assert viewer.evaluate(state)["opacity"] == pytest.approx(0.5)
    expect(page.locator("[data-pick=preset]")).to_have_value("default")


def test_arrows_work_the_tool_while_the_film_has_the_focus(kit: Kit) -> None:
    viewer = open_film(kit)
    kit.page.keyboard.press("ArrowRight")
    assert viewer.evaluate("(v) => v.viewer.state.levels.width") == 4096
    kit.page.locator(".stage").focus()
    kit.page.keyboard.press("ArrowRight")
    assert viewer.evaluate("(v) => v.viewer.state.levels.width") > 4096
    before = viewer.evaluate("(v) => v.viewer.camera.y")
    kit.page.keyboard.press("p")
    kit.page.keyboard.press("ArrowDown")
    assert viewer.evaluate("(v) => v.viewer.camera.y") == pytest.approx(before + 24)


def test_the_sheet_lists_the_keys_of_the_whole_page(kit: Kit) -> None:
    open_film(kit)
    kit.page.keyboard.press("?")
    sheet = kit.page.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet.get_by_text("Window tool")).to_be_visible()
    expect(sheet.get_by_text("Next")).to_be_visible()
    kit.page.keyboard.press("i")
    kit.page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    assert kit.page.locator(".viewer").evaluate("(v) => v.viewer.state.levels.inverted") is False


def test_the_heat_map_covers_where_it_is_hot_and_nothing_else(kit: Kit) -> None:
    viewer = open_film(kit)
    cold = kit.pixels()
    kit.page.locator("[data-pick=layer]").select_option("mass")
    expect(viewer).to_have_attribute("data-layer", "mass")
    kit.page.keyboard.press("g")
    settle(kit)
    change = np.abs(kit.pixels() - cold)
    height, width = change.shape
    middle = slice(width // 2 - 150, width // 2 - 60)
    assert change[: height // 3, middle].max() == 0
    assert change[int(height * 0.7) : int(height * 0.9), width // 2 + 60 : width // 2 + 120].min() > 10


def test_regions_are_outlined_where_they_are(kit: Kit) -> None:
    viewer = open_film(kit, selected="mass")
    box = kit.page.locator(".marks rect").bounding_box()
    stage = kit.page.locator(".stage").bounding_box()
    camera = viewer.evaluate("(v) => v.viewer.camera")
    assert box is not None and stage is not None
    assert box["x"] - stage["x"] == pytest.approx(camera["x"] + 10 * camera["scale"], abs=2)
    assert box["width"] == pytest.approx(60 * camera["scale"], abs=3)


def test_the_status_tells_pixel_value_and_millimetres(kit: Kit) -> None:
    open_film(kit)
    kit.page.keyboard.press("z")
    settle(kit)
    stage = kit.page.locator(".stage").bounding_box()
    camera = kit.page.locator(".viewer").evaluate("(v) => v.viewer.camera")
    assert stage is not None
    kit.page.mouse.move(stage["x"] + camera["x"] + 410.5, stage["y"] + camera["y"] + 60.5)
    expect(status(kit, "pixel")).to_have_text(f"Pixel 410, 60 · value {round(1000 / 65535 * 4095)} · 82.0, 12.0 mm")


def test_window_and_zoom_outlive_a_rerun_and_a_new_mounting(kit: Kit) -> None:
    viewer = open_film(kit)
    drag(kit, 60, 0)
    kit.page.keyboard.press("+")
    before = viewer.evaluate("(v) => [v.viewer.state.levels, v.viewer.camera]")
    kit.run("(data) => window.show(data)", film_of(kit, "canvas2d"))
    assert viewer.evaluate("(v) => [v.viewer.state.levels, v.viewer.camera]") == before
    kit.run("() => window.leave()")
    kit.mount("viewer", film_of(kit, "canvas2d"))
    expect(viewer).to_have_attribute("data-ready", "d")
    assert viewer.evaluate("(v) => [v.viewer.state.levels, v.viewer.camera]") == before


def test_another_case_begins_anew(kit: Kit) -> None:
    viewer = open_film(kit)
    drag(kit, 60, 0)
    kit.run("(data) => window.show(data)", film_of(kit, "canvas2d", scope="another"))
    expect(status(kit, "window")).to_have_text("Centre 2048 · width 4096")
    assert viewer.evaluate("(v) => v.viewer.state.preset") == "default"


def test_a_lost_graphics_context_is_replaced(kit: Kit) -> None:
    viewer = open_film(kit, "webgl2")
    before = plain(kit)
    viewer.evaluate("(v) => v.viewer.renderer.gl.getExtension('WEBGL_lose_context').loseContext()")
    expect(viewer).to_have_attribute("data-renderer", "canvas2d")
    settle(kit)
    assert np.abs(kit.pixels() - before).mean() < 1


def test_two_fingers_zoom(kit: Kit) -> None:
    viewer = open_film(kit)
    session = kit.page.context.new_cdp_session(kit.page)
    stage = kit.page.locator(".stage").bounding_box()
    assert stage is not None
    x, y = stage["x"] + 400, stage["y"] + 250
    before = viewer.evaluate("(v) => v.viewer.camera.scale")

    def touch(kind: str, apart: int) -> None:
        points = [{"x": x - apart, "y": y, "id": 0}, {"x": x + apart, "y": y, "id": 1}] if apart else []
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 50)
    for apart in (60, 80, 100):
        touch("touchMove", apart)
    touch("touchEnd", 0)
    assert viewer.evaluate("(v) => v.viewer.camera.scale") == pytest.approx(2 * before, rel=0.1)


def test_a_film_that_cannot_be_fetched_is_said_so(kit: Kit) -> None:
    data = film_of(kit, "canvas2d")
    data["film"]["url"] = "/nothing.png"
    kit.mount("viewer", data)
    expect(kit.page.locator(".message")).to_contain_text("cannot be shown")


def test_every_control_has_a_name(kit: Kit) -> None:
    open_film(kit, selected="mass")
    for control in kit.page.locator(".bar button, .bar select, .bar input").all():
        assert control.get_attribute("aria-label") or control.inner_text() or control.locator("xpath=..").inner_text()
        assert control.get_attribute("title") or control.locator("xpath=..").get_attribute("title")
