"""Which pages there are for whom: the suite's own, and one for each domain that is up and that the role may open."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import streamlit as st

from core.plugins.lifecycle import load
from data.accounts import Role
from ui.fence import fenced

if TYPE_CHECKING:
    from streamlit.navigation.page import StreamlitPage

    from core.plugins.registry import Plugin, Registry
    from data.accounts import Actor

HOME = "ui.pages.home:page"
ADMINISTRATION = "ui.pages.administration.page:page"


def pages_for(visitor: Actor, registry: Registry) -> list[StreamlitPage]:
    """The pages of one role, in the order in which the sidebar lists them; the first is home."""
    pages = [_page(HOME, "Home", ":material/home:", "home", default=True)]
    pages += [domain_page(plugin) for plugin in registry.for_role(visitor.role)]
    if visitor.role is Role.ADMINISTRATOR:
        pages.append(administration_page())
    return pages


def administration_page() -> StreamlitPage:
    """The administrator's page."""
    return _page(ADMINISTRATION, "Administration", ":material/settings:", "administration")


def domain_page(plugin: Plugin) -> StreamlitPage:
    """The page that a domain's manifest names."""
    manifest = plugin.manifest
    if manifest is None:
        raise ValueError(f"The domain '{plugin.id}' is up without a manifest.")
    return _page(manifest.page, manifest.name, manifest.icon, plugin.id)


def _page(entry: str, title: str, icon: str, path: str, default: bool = False) -> StreamlitPage:
    return st.Page(partial(fenced, title, partial(run, entry)), title=title, icon=icon, url_path=path, default=default)


def run(entry: str) -> None:
    """Load a page by its entry string and draw it; importing it is left to its first visitor."""
    draw: Callable[[], Any] | object = load(entry)
    if not callable(draw):
        raise TypeError(f"The entry '{entry}' is not a function.")
    draw()
