"""People: accounts, their roles and their passwords."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from data.accounts import Role
from ui.pages.administration.columns import moments

if TYPE_CHECKING:
    from collections.abc import Callable

    from data.accounts import Actor, Person
    from ui.administration import Administration


def draw(desk: Administration, visitor: Actor) -> None:
    """The accounts, what may be done with each, and a form for a new one."""
    found = desk.people(visitor)
    st.dataframe(
        [_row(p) for p in found], hide_index=True, column_config=moments("Since", "Password since"), key="people.table"
    )
    change, add = st.columns(2)
    with change, st.container(border=True):
        _draw_change(desk, visitor, found)
    with add, st.container(border=True):
        _draw_add(desk, visitor)


def _row(person: Person) -> dict[str, object]:
    return {
        "Name": person.name,
        "Role": person.role.capitalize(),
        "State": _state(person),
        "Since": person.created_at,
        "Password since": person.password_at,
    }


def _state(person: Person) -> str:
    return "disabled" if person.disabled else "active"


def _draw_add(desk: Administration, visitor: Actor) -> None:
    with st.form("people.add", border=False, clear_on_submit=True):
        st.markdown("#### New account")
        name = st.text_input("Name", autocomplete="off", key="people.add.name")
        role = st.selectbox("Role", list(Role), format_func=str.capitalize, key="people.add.role")
        password = st.text_input("Password", type="password", autocomplete="new-password", key="people.add.password")
        if st.form_submit_button("Create", icon=":material/person_add:", type="primary"):
            _try(lambda: desk.add(visitor, name, password, role or Role.LEARNER), f"{name} may now sign in.")


def _draw_change(desk: Administration, visitor: Actor, found: list[Person]) -> None:
    st.markdown("#### Change an account")
    person = st.selectbox(
        "Account", found, format_func=lambda p: f"{p.name} ({p.role}, {_state(p)})", key="people.change.account"
    )
    if person is None:
        return
    _draw_role(desk, visitor, person)
    _draw_password(desk, visitor, person)
    _draw_switch(desk, visitor, person)


def _draw_role(desk: Administration, visitor: Actor, person: Person) -> None:
    roles = list(Role)
    with st.form("people.role", border=False):
        role = st.selectbox(
            "New role",
            roles,
            index=roles.index(person.role),
            format_func=str.capitalize,
            key=f"people.role.{person.id}",
        )
        if st.form_submit_button("Set role", icon=":material/badge:"):
            _try(lambda: desk.set_role(visitor, person.id, role), f"{person.name} is now {role}.")


def _draw_password(desk: Administration, visitor: Actor, person: Person) -> None:
    with st.form("people.password", border=False, clear_on_submit=True):
        password = st.text_input(
            "New password", type="password", autocomplete="new-password", key="people.new_password"
        )
        if st.form_submit_button("Set password", icon=":material/key:"):
            _try(lambda: desk.set_password(visitor, person.id, password), f"{person.name} has a new password.")


def _draw_switch(desk: Administration, visitor: Actor, person: Person) -> None:
    if person.disabled:
        if st.button("Enable this account", icon=":material/person:", key="people.enable"):
            _try(lambda: desk.open_account(visitor, person.id, True), f"{person.name} may sign in again.")
        return
    with st.popover("Disable ...", icon=":material/person_off:"):
        st.write(f"{person.name} will be signed out and can no longer sign in. What they signed stays signed.")
        if st.button("Disable this account", type="primary", key="people.disable"):
            _try(lambda: desk.open_account(visitor, person.id, False), f"{person.name} was disabled.")


def _try(change: Callable[[], None], done: str) -> None:
    try:
        change()
    except (ValueError, LookupError) as error:
        st.error(str(error))
    else:
        st.toast(done, icon=":material/check:")
        st.rerun()
