"""How long a frame of the film viewer takes while a 2048 x 2048 film of 16 bits is dragged, in a real browser.

In one pane, and in two linked ones that are drawn in the same frame. Beside it, in the same run and on the same film,
the usual way: window every pixel of the film in a loop, put it on a canvas, and scale that. A display shows 60
frames a second, so a frame has 16.7 ms.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from playwright.sync_api import Page, Route, sync_playwright

import ui.kit

CHROMIUM = "/usr/bin/chromium"
FOLDER = Path(ui.kit.__path__[0]) / "browser"
ORIGIN = "http://frames.test"
SIDE, STEPS, BUDGET_MS = 2048, 90, 1000 / 60
PATIENCE_MS = 300_000
KINDS = {".js": "text/javascript", ".css": "text/css", ".html": "text/html", ".png": "image/png"}
SIZE = {"width": 1440, "height": 900}

MOUNT = """async (data) => {
  const host = document.createElement('div');
  document.body.replaceChildren(host);
  const root = host.attachShadow({ mode: 'open' });
  root.innerHTML = await (await fetch('/viewer/viewer.html')).text();
  const style = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/viewer/viewer.css' });
  const loaded = new Promise((done) => style.addEventListener('load', done));
  root.append(style);
  await loaded;
  const { default: mount } = await import('/viewer/viewer.js');
  window.leave?.();
  window.leave = mount({ parentElement: root, data });
  window.root = root.querySelector('.viewer');
}"""
WATCH = """() => {
  const { viewer } = window.root;
  const spent = new Map();
  window.frames_ = { spent, gaps: [] };
  viewer.panes.forEach((pane) => {
    const draw = pane.draw.bind(pane);
    pane.draw = () => {
      const start = performance.now();
      draw();
      pane.renderer.finish();
      const frame = document.timeline.currentTime;
      spent.set(frame, (spent.get(frame) ?? 0) + performance.now() - start);
    };
  });
  let last = null;
  const beat = (now) => {
    if (last !== null) window.frames_.gaps.push(now - last);
    last = now;
    window.beat = requestAnimationFrame(beat);
  };
  window.beat = requestAnimationFrame(beat);
}"""
STOP = """() => {
  cancelAnimationFrame(window.beat);
  window.root.viewer.panes.forEach((pane) => delete pane.draw);
  return { draw: [...window.frames_.spent.values()], gaps: window.frames_.gaps };
}"""
NAIVE = """async (frames) => {
  const { viewer } = window.root;
  const { width, height, levels } = viewer.film.pyramid[0];
  const film = Object.assign(document.createElement('canvas'), { width, height });
  const size = { width: viewer.canvas.width, height: viewer.canvas.height };
  const screen = Object.assign(document.createElement('canvas'), size);
  document.body.append(screen);
  const [from, to] = [film.getContext('2d'), screen.getContext('2d')];
  const image = from.createImageData(width, height);
  const times = [];
  for (let frame = 0; frame < frames; frame++) {
    const start = performance.now();
    const [low, slope] = [frame / 400, 1 + frame / 100];
    for (let i = 0; i < levels.length; i++) {
      const gray = Math.min(255, Math.max(0, (levels[i] / 65535 - low) * slope * 255));
      image.data[i * 4] = image.data[i * 4 + 1] = image.data[i * 4 + 2] = gray;
      image.data[i * 4 + 3] = 255;
    }
    from.putImageData(image, 0, 0);
    to.drawImage(film, 0, 0, screen.width, screen.height);
    to.getImageData(0, 0, 1, 1);
    times.push(performance.now() - start);
    await new Promise(requestAnimationFrame);
  }
  screen.remove();
  return times;
}"""


def film() -> bytes:
    """A film with the noise of a real one: what a renderer does takes as long whatever is on it."""
    y, x = np.mgrid[0:SIDE, 0:SIDE] / SIDE
    body = 0.5 + 0.3 * np.sin(7 * x) * np.cos(5 * y)
    noisy = body + np.random.default_rng(1).normal(0, 0.02, body.shape)
    return png((np.clip(noisy, 0, 1) * 65535).astype(np.uint16))


def heat() -> bytes:
    """A heat map of the usual size."""
    y, x = np.mgrid[0:56, 0:56] / 56
    return png((np.exp(-((x - 0.4) ** 2 + (y - 0.6) ** 2) * 20) * 255).astype(np.uint8))


def png(levels: np.ndarray[Any, Any]) -> bytes:
    """A grayscale PNG of the array's depth."""
    out = io.BytesIO()
    Image.fromarray(levels).save(out, "PNG", compress_level=1)
    return out.getvalue()


def serve(page: Page) -> None:
    """Answer the page's requests from the kit's folder."""
    made = {"/film.png": film(), "/heat.png": heat()}

    def answer(route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        file = FOLDER / path.lstrip("/")
        if path == "/":
            route.fulfill(body="<!doctype html><body style='margin:0'></body>", content_type="text/html")
        elif path in made or file.is_file():
            route.fulfill(body=made.get(path) or file.read_bytes(), content_type=KINDS[Path(path).suffix])
        else:
            route.fulfill(status=404)

    page.route(f"{ORIGIN}/**", answer)
    page.goto(f"{ORIGIN}/")


def open_film(page: Page, renderer: str, panes: int) -> str:
    """Show the film, in one pane or beside another in two, and say by what it is drawn."""
    shown = {"url": "/film.png", "digest": f"{renderer} {panes}", "rows": SIDE, "columns": SIDE, "spacing": [0.2, 0.2]}
    layers = [{"label": "mass", "title": "Mass", "heat": "/heat.png", "regions": [[300, 900, 500, 500, 0.5]]}]
    prior = {"key": "p", "title": "Before", "films": [{**shown, "digest": f"{renderer} prior"}], "report": ""}
    data = {"film": shown, "layers": layers, "caption": "", "scope": renderer, "selected": "mass", "opacity": 0.45}
    page.evaluate(MOUNT, {**data, "priors": [prior], "renderer": renderer})
    page.wait_for_function("() => window.root.dataset.ready && window.root.dataset.layer === 'mass'")
    if panes == 2:
        page.keyboard.press("v")
        page.wait_for_function("() => window.root.dataset.beside")
    return str(page.evaluate("() => window.root.dataset.renderer"))


def drag(page: Page, tool: str, hot: bool) -> dict[str, list[float]]:
    """Drag the film about with the mouse and time every frame; two panes are linked, and drawn in one frame."""
    page.evaluate("(heat) => window.root.viewer.actions.set({ heat })", hot)
    page.keyboard.press("p" if tool == "pan" else "w")
    page.keyboard.press("z" if tool == "pan" else "f")
    page.mouse.move(400, 450)
    page.mouse.down()
    page.evaluate(WATCH)
    for step in range(STEPS):
        page.mouse.move(400 + 180 * np.sin(step / 9), 450 + 140 * np.cos(step / 7))
    frames: dict[str, list[float]] = page.evaluate(STOP)
    page.mouse.up()
    return frames


def row(name: str, what: str, draw: list[float], gaps: list[float]) -> str:
    """One line of the table."""
    p50, p95 = np.percentile(draw, [50, 95])
    within = 100 * np.mean(np.array(draw) <= BUDGET_MS)
    rate = f"{np.percentile(gaps, 50):9.1f}" if gaps else f"{'':9}"
    return f"{name:<28} {what:<32} {len(draw):6} {p50:7.1f} {p95:7.1f} {max(draw):7.1f} {within:7.0f} % {rate}"


def measure(page: Page, asked: str, panes: int) -> None:
    """Four lines of the table."""
    kind = open_film(page, asked, panes)
    for tool in ("window", "pan"):
        for hot in (False, True):
            frames = drag(page, tool, hot)
            what = f"{tool}{', heat map' if hot else ''}{', side by side' if panes == 2 else ''}"
            print(row(f"viewer, {asked} ({kind})", what, frames["draw"], frames["gaps"]), flush=True)


def main() -> None:
    """Print the table."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)  # type: ignore[arg-type]
        page.set_default_timeout(PATIENCE_MS)
        serve(page)
        print(f"{SIDE} x {SIDE} film of 16 bits in a window of {SIZE['width']} x {SIZE['height']}; times in ms\n")
        print(f"{'drawn by':<28} {'while dragging':<32} frames     p50     p95   worst  in 16.7   between")
        for asked in ("auto", "webgl2", "canvas2d"):
            for panes in (1, 2):
                measure(page, asked, panes)
        open_film(page, "auto", 1)
        times: list[float] = page.evaluate(NAIVE, 30)
        print(row("every pixel, every frame", "window", times, []))
        browser.close()


if __name__ == "__main__":
    main()
