"""From the service's turn to the card that the browser draws."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape, unescape

from domains.vocabulary.modality import Exercise
from domains.vocabulary.page.seat import Seat
from domains.vocabulary.page.wording import ASKS, LETTERS, RATINGS, language
from domains.vocabulary.views import NoteFacts, Option, Pronunciation, Question, Turn, Verdict
from ui.kit.cards import Card, Choice, Heard, Rating, Told, Way

WRITTEN = frozenset({Exercise.TYPED, Exercise.DICTATION, Exercise.CLOZE})
SPOKEN = frozenset({Exercise.SPEAK})
SOUND = re.compile(r'<span class="sound" data-name="([^"]*)"></span>')
PICTURE = re.compile(r'(<img\b[^>]*?\bsrc=")([^"]*)(")')


def card(seat: Seat, turn: Turn) -> Card:
    """The whole card, back side included, so that turning it over asks nobody."""
    question, note = turn.question, turn.note
    faces = Faces(seat, turn) if question.exercise is Exercise.FLIP and question.front else None
    sound = faces.front_sound if faces else seat.address(question.sound, "sound")
    model = (faces.back_sound if faces else "") or seat.address(note.own_sound or note.sound, "model")
    return Card(
        token=turn.token,
        ask=_ask(question),
        way=_way(question),
        ratings=[Rating(each, RATINGS[each], turn.intervals.get(each, "")) for each in RATINGS],
        text="" if faces else question.text,
        text_language=_text_language(question, note),
        picture=seat.address(question.picture, "picture"),
        picture_words="Picture of the word",
        sound=sound,
        plays=bool(sound),
        choices=[_choice(seat, question, option) for option in question.options],
        right=str(note.id),
        answer=note.word or question.answer,
        language=note.language,
        meaning=note.meaning if note.meaning != note.word else "",
        known=note.known,
        ipa=note.ipa.strip("/[]"),
        example=_example(note),
        also=_also(question, note),
        model=model,
        model_picture=seat.address(note.picture, "model_picture"),
        html=faces.front if faces else "",
        back_html=faces.back if faces else "",
        style=question.style,
        badge="New" if turn.is_new else "",
        leech=turn.leech,
        flag=turn.flag,
        speaks=bool(note.word) and not faces,
        letters=tuple(LETTERS.get(question.language.split("-")[0], "")),
    )


def told(token: str, verdict: Verdict) -> Told:
    """What is said about an answer."""
    pieces = [(piece.kind, piece.text) for piece in verdict.pieces]
    return Told(token, verdict.right, verdict.rating, pieces, verdict.sentence)


def heard(token: str, said: Pronunciation) -> Heard:
    """What was heard of a recording; without scores there are no marks, only the sentence."""
    phones = [(each.phone, each.score) for each in said.phones] if said.scored else []
    return Heard(token, said.sentence, phones)


def _ask(question: Question) -> str:
    choosing, recalling = ASKS[question.exercise]
    words = choosing if question.options else recalling
    return words.format(language=language(question.language) or "the other language")


def _way(question: Question) -> Way:
    if question.options:
        return Way.CHOOSE
    if question.exercise in WRITTEN:
        return Way.TYPE
    return Way.SPEAK if question.exercise in SPOKEN else Way.RECALL


def _text_language(question: Question, note: NoteFacts) -> str:
    """A meaning is read in the language that is known, all else in the one that is learned."""
    return note.known if question.exercise is Exercise.TYPED else note.language


def _choice(seat: Seat, question: Question, option: Option) -> Choice:
    pictured = question.exercise is Exercise.WORD_PICTURE and option.picture
    picture = seat.address(option.picture, f"option.{option.note}") if pictured else ""
    return Choice(str(option.note), "" if picture else option.text, picture, option.text)


def _example(note: NoteFacts) -> str:
    return re.sub(r"\{\{(.*?)\}\}", r"\1", note.example)


def _also(question: Question, note: NoteFacts) -> str:
    others = [each for each in note.accepted if each not in (note.word, question.answer)]
    return f"Also: {', '.join(others)}" if others else ""


class Faces:
    """Both sides of an imported card, with this browser's addresses in place of the names of pictures and sounds."""

    def __init__(self, seat: Seat, turn: Turn) -> None:
        self._seat, self._deck = seat, turn.deck_id
        question = turn.question
        self.front_sound, self.back_sound = self._first(question.front), self._first(question.back)
        self.front, self.back = self._shown(question.front), self._shown(question.back)

    def _first(self, html: str) -> str:
        names: Sequence[str] = SOUND.findall(html)
        return self._address(names[-1]) if names else ""

    def _address(self, name: str) -> str:
        return self._seat.named(self._deck, unescape(name), f"named.{name}")

    def _shown(self, html: str) -> str:
        html = PICTURE.sub(lambda match: f"{match[1]}{escape(self._address(match[2]))}{match[3]}", html)
        return SOUND.sub(lambda match: self._player(match[1]), html)

    def _player(self, name: str) -> str:
        source = self._address(name)
        return f'<audio controls preload="none" src="{escape(source)}"></audio>' if source else ""
