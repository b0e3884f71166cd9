"""The kit's browser modules on a bare page, so that each can be tried without a server."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page, Route

import ui.kit

FOLDER = Path(ui.kit.__path__[0]) / "browser"
ORIGIN = "http://kit.test"
KINDS = {".js": "text/javascript", ".css": "text/css", ".html": "text/html"}
THEME = "--st-text-color:#e8f0f0;--st-background-color:#0e1719;--st-secondary-background-color:#152124;"

MOUNT = """async ({name, data, width, height}) => {
  const host = document.createElement('div');
  host.style.cssText = `display:block;width:${width}px;height:${height}px`;
  document.body.replaceChildren(host);
  const root = host.attachShadow({mode: 'open'});
  root.innerHTML = await (await fetch(`/${name}/${name}.html`)).text();
  const style = document.createElement('link');
  style.rel = 'stylesheet';
  style.href = `/${name}/${name}.css`;
  const loaded = new Promise(resolve => style.addEventListener('load', resolve));
  root.append(style);
  await loaded;
  const {default: mount} = await import(`/${name}/${name}.js`);
  window.sent = [];
  window.show = (next) => { window.leave = mount({parentElement: root, data: next, key: 'k', name,
    setTriggerValue: (event, value) => window.sent.push([event, value]), setStateValue: () => {}}); };
  window.show(data);
}"""


class Kit:
    """A page that serves `ui/kit/browser` and files that a test adds."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.files: dict[str, bytes] = {}
        page.route(f"{ORIGIN}/**", self._serve)
        page.goto(f"{ORIGIN}/")

    def _serve(self, route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN).split("?")[0]
        file = FOLDER / path.lstrip("/")
        if path == "/":
            body = f"<!doctype html><body style='margin:0;{THEME}'></body>"
            route.fulfill(body=body, content_type="text/html")
        elif path in self.files:
            route.fulfill(body=self.files[path], content_type="image/png")
        elif file.is_file():
            route.fulfill(body=file.read_bytes(), content_type=KINDS[file.suffix])
        else:
            route.fulfill(status=404)

    def add(self, path: str, content: bytes) -> str:
        """Serve a file, and say where."""
        self.files[path] = content
        return path

    def run(self, script: str, argument: Any = None) -> Any:
        """Run an async arrow function in the page."""
        return self.page.evaluate(script, argument)

    def mount(self, name: str, data: dict[str, Any], width: int = 800, height: int = 600) -> None:
        """Draw a component; `window.show(data)` draws it anew, `window.sent` holds what it told the server."""
        self.run(MOUNT, {"name": name, "data": data, "width": width, "height": height})

    def pixels(self, selector: str = "canvas") -> NDArray[np.int32]:
        """What an element shows on the screen, red channel, `(height, width)`."""
        return shown(self.page, selector)


def shown(page: Page, selector: str) -> NDArray[np.int32]:
    """What an element shows on the screen, red channel, `(height, width)`."""
    picture = Image.open(io.BytesIO(page.locator(selector).first.screenshot(animations="disabled")))
    return np.asarray(picture.convert("RGB"))[:, :, 0].astype(np.int32)


def gray_png(levels: NDArray[Any]) -> bytes:
    """A grayscale PNG with the array's own depth."""
    out = io.BytesIO()
    Image.fromarray(levels).save(out, "PNG")
    return out.getvalue()


def as_text(content: bytes) -> str:
    """Bytes as a page can take them."""
    return base64.b64encode(content).decode()
