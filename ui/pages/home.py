"""Home: what this role can do now."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, cast

import streamlit as st

from core.plugins.registry import State
from data.accounts import Actor, Role
from ui.administration import Administration
from ui.kit.host import host
from ui.kit.visit import actor, service
from ui.navigation import administration_page, domain_page
from ui.suite import Suite

if TYPE_CHECKING:
    from core.plugins.registry import Plugin

logger = logging.getLogger("chiron.home")
WELCOME = {
    Role.CLINICIAN: "Open a domain to review what it found. Nothing counts until you sign it.",
    Role.LEARNER: "Open a domain to practise.",
    Role.ADMINISTRATOR: "See that the domains are well, and look after people, audit and backups.",
}


def page() -> None:
    """Greet the visitor and show the domains that are open to them."""
    visitor = actor()
    st.title("Chiron")
    st.write(WELCOME[visitor.role])
    open_now = [p for p in host().registry.for_role(visitor.role) if p.up]
    for plugin in open_now:
        _draw_domain(visitor, plugin)
    if visitor.role is Role.ADMINISTRATOR:
        _draw_desk(visitor)
    elif not open_now:
        st.info(
            f"No domain is open to a {visitor.role} yet. An administrator can enable one, or give you another role."
        )


def _draw_domain(visitor: Actor, plugin: Plugin) -> None:
    if plugin.manifest is None:
        return
    with st.container(border=True):
        st.markdown(f"#### {plugin.manifest.name}")
        st.write(plugin.manifest.summary)
        if sentence := _waiting(visitor, plugin.id):
            st.markdown(f"**{sentence}**")
        if plugin.state is State.DEGRADED:
            st.warning(plugin.reason, icon=":material/build:")
        st.page_link(domain_page(plugin), label=f"Open {plugin.manifest.name}", icon=":material/arrow_forward:")


def _waiting(visitor: Actor, plugin: str) -> str:
    """What waits for this person there, where the domain's service can tell; a domain that fails here stays silent."""
    tell = getattr(service(plugin), "waiting", None)
    try:
        return str(tell(visitor)) if callable(tell) else ""
    except Exception:
        logger.exception("The domain %r could not tell what waits.", plugin)
        return ""


def _draw_desk(visitor: Actor) -> None:
    desk = Administration(cast(Suite, host()))
    plugins = desk.plugins(visitor)
    up, people, made = (sum(p.up for p in plugins), desk.people(visitor), desk.backups(visitor))
    first, second, third = st.columns(3)
    first.metric("Domains up", f"{up} of {len(plugins)}", border=True)
    second.metric("Accounts", sum(not p.disabled for p in people), border=True)
    third.metric("Last backup", f"{made[0].made:%d %b %H:%M} UTC" if made else "none yet", border=True)
    for plugin in plugins:
        if not plugin.up and plugin.state is not State.DISABLED:
            st.error(f"{plugin.id}: {plugin.state}. {plugin.reason}", icon=":material/error:")
    st.page_link(administration_page(), label="Open administration", icon=":material/settings:")
