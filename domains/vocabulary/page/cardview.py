"""One card in full: how well it is known in each way, what it is confused with, and what can be done with it."""

from __future__ import annotations

from html import escape

import streamlit as st

from data.types import utcnow
from domains.vocabulary.modality import Modality
from domains.vocabulary.page import editing
from domains.vocabulary.page.seat import Seat, go
from domains.vocabulary.page.wording import FLAGS, MODALITIES, when
from domains.vocabulary.views import CardLine, Confused
from ui.kit.plots import Share, plot_style, shares_html, tiles_html
from ui.kit.widgets import notice, percent


def draw(seat: Seat, line: CardLine) -> None:
    """Draw the card that was opened in the browser of cards."""
    plot_style()
    _bar(seat, line)
    left, right = st.columns([1, 1.5], gap="large")
    with left:
        _word(seat, line)
    with right:
        _memory(line)
        _confused(seat, line)
    _marks(seat, line)


def _bar(seat: Seat, line: CardLine) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button("Cards", icon=":material/arrow_back:", key="vocabulary.card.back", on_click=go, kwargs={"card": None})
        st.space("stretch")
        words = "Resume" if line.suspended else "Suspend"
        step, done = not line.suspended, f"{'Resumed' if line.suspended else 'Suspended'}."
        if st.button(words, key="vocabulary.card.suspend"):
            seat.does(lambda: seat.service.suspend(seat.who, line.card_id, step), done)
            st.rerun()
        deck = seat.attempt(lambda: seat.service.deck(seat.who, line.note.deck_id))
        if deck is not None and deck.editable and st.button("Edit", key="vocabulary.card.edit", type="primary"):
            editing.dialog(seat, line.note.id)


def _word(seat: Seat, line: CardLine) -> None:
    note = line.note
    picture = seat.address(note.picture, "card.picture")
    image = f'<img src="{picture}" alt="">' if picture else ""
    ipa = f"<span>/{escape(note.ipa.strip('/[]'))}/</span>" if note.ipa else ""
    st.html(
        f'<div class="vocabulary-word">{image}<strong lang="{escape(note.language)}">{escape(note.word)}</strong>{ipa}'
        f'<span lang="{escape(note.known)}">{escape(note.meaning)}</span></div>'
    )
    sound = note.own_sound or note.sound
    if sound and (content := seat.attempt(lambda: seat.service.media(seat.who, sound))):
        st.audio(content[0], format=content[1])


def _memory(line: CardLine) -> None:
    now = utcnow()
    tiles = [
        (when(line.due, now), "comes back", f"after {line.stability:.3g} days" if line.stability else ""),
        (percent(line.recall) if line.recall is not None else "\N{EN DASH}", "recall now", ""),
        (str(line.reps), "answers", f"{line.lapses} forgotten"),
        (f"{line.difficulty:.1f}" if line.difficulty else "\N{EN DASH}", "difficulty", "1 to 10"),
    ]
    st.html(tiles_html(tiles))
    known = {name: recall for name, recall in line.modalities.items() if name != Modality.WHOLE}
    if any(recall is not None for recall in known.values()):
        shares = [Share(MODALITIES.get(name, name), recall, recall, recall, 1) for name, recall in known.items()]
        said = "How likely you know it now, by the way that you are asked."
        st.html(shares_html("Memory by way of knowing", shares, said))


def _confused(seat: Seat, line: CardLine) -> None:
    if line.leech:
        notice(line.leech)
    pairs = seat.attempt(lambda: seat.service.leech(seat.who, line.card_id)) if line.reps else ()
    if pairs:
        st.html(confusions_html("Confused with", pairs, line.note.id))


def confusions_html(title: str, pairs: tuple[Confused, ...], about: int | None = None) -> str:
    """Pairs of words that were mixed up, and what is alike in them."""
    rows = "".join(_pair(each, about) for each in pairs)
    head = "<tr><th scope='col'>Words</th><th scope='col'>Mixed up</th><th scope='col'>Alike in</th></tr>"
    return (
        f"<table class='vocabulary-table'><caption>{escape(title)}</caption><thead>{head}</thead>"
        f"<tbody>{rows}</tbody></table>"
    )


def _pair(each: Confused, about: int | None) -> str:
    other = each.first if each.second.id == about else each.second
    words = other.word if about is not None else f"{each.first.word} \N{LEFT RIGHT ARROW} {each.second.word}"
    alike = [f"{name} {value:.0%}" for name, value in each.channels.items() if value is not None and value >= 0.5]
    times = f"{each.times} times" if each.times > 1 else "once" if each.times else "not yet"
    return (
        f"<tr><th scope='row'>{escape(words)}</th><td>{times}</td><td>{escape(', '.join(alike) or 'little')}</td></tr>"
    )


def _marks(seat: Seat, line: CardLine) -> None:
    """Flag and tags are the learner's own; nobody else sees them."""
    left, right = st.columns(2)
    with left:
        flag = st.selectbox(
            "Flag",
            range(len(FLAGS)),
            line.flag,
            format_func=lambda at: FLAGS[at],
            key=f"vocabulary.flag.{line.card_id}",
        )
    with right:
        told = " ".join(line.note.tags)
        tags = st.text_input("Tags", told, key=f"vocabulary.tags.{line.card_id}", help="Your own, divided by spaces")
    if flag != line.flag and seat.does(lambda: seat.service.flag(seat.who, line.card_id, int(flag)), "Flag kept."):
        st.rerun()
    if tags != told and seat.does(lambda: seat.service.tag(seat.who, line.card_id, tags.split()), "Tags kept."):
        st.rerun()
