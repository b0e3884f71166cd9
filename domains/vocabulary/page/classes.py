"""Classes: a teacher sees how their learners come along, an administrator says who belongs to which class."""

from __future__ import annotations

from html import escape

import streamlit as st

from data.actor import Role
from domains.vocabulary.page.seat import Seat
from domains.vocabulary.page.wording import plural
from domains.vocabulary.views import ClassView, Member, Progress
from ui.kit.widgets import empty

ROLES = {"learner": "Learner", "teacher": "Teacher"}


def draw(seat: Seat) -> None:
    """Draw the classes that this person belongs to; an administrator sees all."""
    manages = seat.who.role is Role.ADMINISTRATOR
    if manages:
        _create(seat)
    classes = seat.attempt(lambda: seat.service.classes(seat.who)) or ()
    if not classes:
        empty("No class yet", "Make one above." if manages else "An administrator makes classes and puts you into one.")
    for each in classes:
        with st.container(border=True):
            _class(seat, each, manages)


def _create(seat: Seat) -> None:
    with (
        st.form("vocabulary.class", border=False, clear_on_submit=True),
        st.container(horizontal=True, vertical_alignment="bottom"),
    ):
        name = st.text_input("New class", placeholder="Spanish, Tuesday evening", width="stretch")
        made = st.form_submit_button("Make the class", type="primary", key="vocabulary.class.make")
    if made:
        seat.does(lambda: seat.service.create_class(seat.who, name.strip()), f"{name.strip()} is there.")
        st.rerun()


def _class(seat: Seat, each: ClassView, manages: bool) -> None:
    st.markdown(f"### {each.name}")
    teachers = ", ".join(member.name for member in each.members if member.role == "teacher") or "nobody yet"
    learners = sum(member.role == "learner" for member in each.members)
    facts = [plural(learners, "learner"), f"taught by {teachers}", plural(len(each.decks), "deck")]
    st.caption(" \N{MIDDLE DOT} ".join(facts))
    teaches = each.mine == "teacher"
    if teaches:
        _progress(seat, each)
    if manages or teaches:
        _enrol(seat, each, manages)
        _members(seat, each)


def _progress(seat: Seat, each: ClassView) -> None:
    rows = seat.attempt(lambda: seat.service.progress(seat.who, each.id)) or ()
    if rows:
        st.html(progress_html(rows))
        st.caption("Figures only: what a learner answered is theirs alone.")


def progress_html(rows: tuple[Progress, ...]) -> str:
    """How the learners of a class come along."""
    heads = ("Learner", "Answers this week", "In all", "Recalled", "Words known", "Days in a row")
    head = "".join(f"<th scope='col'>{each}</th>" for each in heads)
    body = "".join(_row(each) for each in rows)
    return (
        "<div class='vocabulary-scroll' tabindex='0' role='group' aria-label='Progress'>"
        f"<table class='vocabulary-table'><caption>Progress</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{body}</tbody></table></div>"
    )


def _row(each: Progress) -> str:
    kept = each.retention
    recalled = "\N{EN DASH}" if kept.rate is None else f"{kept.rate:.0%} [{kept.low:.0%}, {kept.high:.0%}]"
    cells = (each.week, each.reviews, recalled, each.known, each.streak)
    told = "".join(f"<td>{escape(str(cell))}</td>" for cell in cells)
    return f"<tr><th scope='row'>{escape(each.member.name)}</th>{told}</tr>"


def _enrol(seat: Seat, each: ClassView, manages: bool) -> None:
    inside = {member.account_id for member in each.members}
    people = {who.id: who.name for who in seat.attempt(lambda: seat.service.people(seat.who)) or ()}
    outside = [id for id in people if id not in inside]
    if not outside:
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        key = f"vocabulary.enrol.{each.id}"
        chosen = st.selectbox("Person", outside, format_func=people.__getitem__, key=key)
        roles = list(ROLES) if manages else ["learner"]
        role = st.selectbox("As", roles, format_func=ROLES.__getitem__, key=f"{key}.role")
        if st.button("Put in", key=f"{key}.do"):
            done = f"{people[chosen]} is in {each.name} as {ROLES[role].lower()}."
            seat.does(lambda: seat.service.enrol(seat.who, each.id, chosen, role), done)
            st.rerun()


def _members(seat: Seat, each: ClassView) -> None:
    if not each.members:
        return
    with st.expander("Members"):
        for member in each.members:
            _member(seat, each, member)


def _member(seat: Seat, each: ClassView, member: Member) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.text(f"{member.name}, {ROLES.get(member.role, member.role).lower()}", width="stretch")
        key = f"vocabulary.dismiss.{each.id}.{member.account_id}"
        if st.button("Take out", key=key, help=f"Take {member.name} out of {each.name}"):
            done = f"{member.name} is no longer in {each.name}."
            seat.does(lambda: seat.service.dismiss(seat.who, each.id, member.account_id), done)
            st.rerun()
