"""Statistics in the terminal: as JSON, or as a few lines to read."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from data.actor import Actor
from domains.vocabulary.views import Confused, Counts, DeckView, Retention, Statistics


def as_json(actor: Actor, found: Statistics, decks: tuple[DeckView, ...]) -> dict[str, Any]:
    """Everything, with days as ISO dates."""
    streak = found.streak
    return {
        "user": actor.name,
        "reviews": found.reviews,
        "today": found.today,
        "seconds_today": found.seconds_today,
        "streak": {
            "days": streak.days,
            "best": streak.best,
            "today": streak.today,
            "forgiven": [day.isoformat() for day in streak.forgiven],
        },
        "retention": {name: _retention(each) for name, each in found.retention.items()},
        "by_modality": {name: _retention(each) for name, each in found.by_modality.items()},
        "expected": found.expected,
        "forecast": _by_day(found.forecast),
        "calendar": _by_day(found.calendar),
        "stability": [list(each) for each in found.stability],
        "difficulty": [list(each) for each in found.difficulty],
        "states": dict(found.states),
        "confusions": [_confused(each) for each in found.confusions],
        "parameters": dict(found.parameters),
        "decks": [_deck(each) for each in decks],
    }


def lines(actor: Actor, found: Statistics, decks: tuple[DeckView, ...]) -> str:
    """The most important, to read."""
    told = [
        f"{actor.name}: {_number(found.reviews, 'review')} in all, {found.today} today.",
        f"Streak: {_number(found.streak.days, 'day')}, best {found.streak.best}.",
    ]
    told += [f"Retention ({name}): {_share(each)}" for name, each in found.retention.items()]
    told += [f"Retention by {name}: {_share(each)}" for name, each in found.by_modality.items()]
    told.append("Cards: " + ", ".join(f"{number} {name}" for name, number in found.states.items()) + ".")
    begun = [each for each in decks if each.counts.due or each.counts.learning or each.counts.done]
    told += [
        f"“{each.title}”: {each.counts.due} due, {each.counts.new} new, {each.counts.later} later." for each in begun
    ]
    told += [f"Confused {each.times} times: {each.first.word} and {each.second.word}." for each in found.confusions[:5]]
    return "\n".join(told)


def _waiting(counts: Counts) -> str:
    return f"{counts.learning} in learning, {counts.due} due, {counts.new} new, {counts.later} later"


def _retention(each: Retention) -> dict[str, Any]:
    return {
        "recalled": each.recalled,
        "reviews": each.reviews,
        "rate": each.rate,
        "low": each.low,
        "high": each.high,
    }


def _confused(each: Confused) -> dict[str, Any]:
    words = {"first": each.first.word, "second": each.second.word}
    return {**words, "times": each.times, "channels": dict(each.channels)}


def _deck(each: DeckView) -> dict[str, Any]:
    counts = {name: getattr(each.counts, name) for name in ("new", "learning", "due", "later", "done")}
    return {"id": each.id, "title": each.title, "cards": each.cards, **counts}


def _by_day(found: Mapping[date, int]) -> dict[str, int]:
    return {day.isoformat(): number for day, number in found.items()}


def _share(each: Retention) -> str:
    if each.rate is None or each.low is None or each.high is None:
        return "nothing asked yet."
    return f"{each.rate:.1%} of {each.reviews} (95 % interval {each.low:.1%} to {each.high:.1%})."


def _number(number: int, name: str) -> str:
    return f"{number} {name}{'' if number == 1 else 's'}"
