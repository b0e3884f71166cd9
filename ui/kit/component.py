"""Components of the kit: plain files that the browser loads from this server, and from nowhere else."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from streamlit.components.v2 import component
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

PROJECT, FOLDER = "chiron", "browser"
_lock = threading.Lock()


class Component:
    """`browser/<name>/` with `<name>.html`, `<name>.css` and the ES modules that `<name>.js` imports.

    The folder `browser` is registered with the running Streamlit as an asset folder, so that modules and styles are
    served as files under the server's own origin: they import each other and what they share, and a strict content
    security policy holds.
    """

    def __init__(self, name: str) -> None:
        self.name = f"{PROJECT}.{name}"
        self._short = name
        self._home = Path(__file__).parent
        self._html = (self._home / FOLDER / name / f"{name}.html").read_text(encoding="utf-8")
        self._renderer: Callable[..., Any] | None = None

    def __call__(self, *, key: str, data: Mapping[str, object], **on_change: Callable[[], None]) -> Any:
        """Draw it.

        Args:
            key: Names this instance; the same key keeps the instance alive over reruns.
            data: What the module's default export is given, as JSON.
            on_change: `on_<event>_change` callbacks.
        """
        return self._ready()(key=key, data=dict(data), **on_change)

    def _ready(self) -> Callable[..., Any]:
        """Every running Streamlit is told once where the files are."""
        with _lock:
            manager = get_bidi_component_manager()
            if self._renderer is None or manager.get_component_asset_root(self.name) is None:
                manager.register_from_manifest(self._manifest(), self._home)
                style, script = (f"{self._short}/{self._short}.{kind}" for kind in ("css", "js"))
                self._renderer = component(self.name, html=self._html, css=style, js=script)
            return self._renderer

    def _manifest(self) -> ComponentManifest:
        config = ComponentConfig(name=self._short, asset_dir=FOLDER)
        return ComponentManifest(name=PROJECT, version="1", components=[config])
