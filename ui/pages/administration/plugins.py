"""Plugins: which domains there are, how they are, and their configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st

from core.plugins.registry import State
from ui.kit import schemaform

if TYPE_CHECKING:
    from core.plugins.registry import Plugin
    from data.accounts import Actor
    from ui.administration import Administration

COLOURS: dict[State, Literal["green", "orange", "gray", "blue"]] = {
    State.READY: "green",
    State.DEGRADED: "orange",
    State.DISABLED: "gray",
    State.MIGRATING: "blue",
}


def draw(desk: Administration, visitor: Actor) -> None:
    """One box a plugin."""
    found = desk.plugins(visitor)
    if not found:
        st.info(
            "No plugin was found: put a domain's folder into `domains/`, or write one with `chiron plugins new ID`."
        )
    for plugin in found:
        with st.container(border=True, key=f"plugin.card.{plugin.id}"):
            _draw_plugin(desk, visitor, plugin)


def _draw_plugin(desk: Administration, visitor: Actor, plugin: Plugin) -> None:
    words, switch = st.columns([5, 1], vertical_alignment="center")
    with words:
        _draw_words(plugin)
    if plugin.manifest is None:
        return
    with switch:
        _draw_switch(desk, visitor, plugin)
    if plugin.manifest.config and plugin.up:
        with st.expander("Configuration", icon=":material/tune:"):
            _draw_form(desk, visitor, plugin.id)


def _draw_words(plugin: Plugin) -> None:
    manifest = plugin.manifest
    st.markdown(f"#### {manifest.name if manifest else plugin.id}")
    st.badge(str(plugin.state), color=COLOURS.get(plugin.state, "red"))
    if plugin.reason:
        st.write(plugin.reason)
    if manifest:
        st.caption(f"{manifest.summary}  \n`{plugin.id}` {manifest.version} · open to {', '.join(manifest.roles)}")


def _draw_switch(desk: Administration, visitor: Actor, plugin: Plugin) -> None:
    on = plugin.state is not State.DISABLED
    label = "Disable" if on else "Enable"
    icon = ":material/toggle_off:" if on else ":material/toggle_on:"
    if st.button(label, icon=icon, key=f"plugin.switch.{plugin.id}", width="stretch"):
        with st.spinner(f"{label.removesuffix('e')}ing {plugin.id} ..."):
            desk.switch(visitor, plugin.id, not on)
        st.rerun()


def _draw_form(desk: Administration, visitor: Actor, plugin: str) -> None:
    schema, values = desk.settings(visitor, plugin)
    with st.form(f"plugin.form.{plugin}", border=False):
        entered = schemaform.fields(schema, values, f"plugin.value.{plugin}")
        saved = st.form_submit_button("Save", icon=":material/save:", type="primary")
    if saved:
        _save(desk, visitor, plugin, entered)


def _save(desk: Administration, visitor: Actor, plugin: str, entered: dict[str, object]) -> None:
    try:
        desk.configure(visitor, plugin, entered)
    except ValueError as error:
        st.error(f"Nothing was saved. {error}")
    else:
        st.toast("Saved.", icon=":material/check:")
