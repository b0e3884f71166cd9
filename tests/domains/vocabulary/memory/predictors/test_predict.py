import math
import random
from datetime import UTC, datetime, timedelta

import fsrs
import pytest

from domains.vocabulary.memory.log import Review
from domains.vocabulary.memory.mind import Mind
from domains.vocabulary.memory.predictors import MODELS, Answered, predict
from domains.vocabulary.memory.predictors.fitted import EVERY, FittedFsrs6
from domains.vocabulary.memory.scheduling import Memory, Scheduling

START = datetime(2026, 1, 1, 9, tzinfo=UTC)
ALL = [*MODELS, "fitted"]


def maker(model: str) -> object:
    return FittedFsrs6 if model == "fitted" else model


def log_of(answers: int, seed: int = 0, hard: bool = True) -> list[Answered]:
    chance, at, rows = random.Random(seed), START, []  # noqa: S311
    for _ in range(answers):
        at += timedelta(seconds=chance.choice([8, 30, 700, 40_000]))
        rating = chance.choice([1, 2, 3, 3, 3, 4] if hard else [1, 3, 3])
        rows.append(Answered(chance.choice(["a", "b"]), str(chance.randrange(answers // 8)), at, rating, 5000))
    return rows


@pytest.mark.parametrize("model", ALL)
def test_leaves_the_first_answer_of_each_card_empty_and_no_other(model: str) -> None:
    rows = log_of(400)
    seen: set[tuple[str, str]] = set()
    for row, chance in zip(rows, predict(maker(model), rows), strict=True):  # type: ignore[arg-type]
        assert (chance is None) == ((row.user, row.card) not in seen)
        assert chance is None or 0 < chance < 1
        seen.add((row.user, row.card))


@pytest.mark.parametrize("model", ALL)
def test_uses_earlier_answers_alone(model: str) -> None:
    rows = log_of(EVERY + 200)
    changed = rows[:500] + [Answered(row.user, row.card, row.at, 5 - row.rating) for row in rows[500:]]
    first, second = predict(maker(model), rows), predict(maker(model), changed)  # type: ignore[arg-type]
    assert first[:501] == second[:501] == predict(maker(model), rows[:501])  # type: ignore[arg-type]


@pytest.mark.parametrize("model", ["chiron", "hlr", "moving-average"])
def test_uses_the_answers_that_it_has(model: str) -> None:
    rows = log_of(300)
    changed = [Answered(row.user, row.card, row.at, 1) for row in rows]
    assert predict(model, rows)[200:] != predict(model, changed)[200:]


@pytest.mark.parametrize("model", ALL)
def test_the_order_of_the_file_does_not_matter(model: str) -> None:
    rows = log_of(300)
    order = random.Random(1).sample(range(300), 300)  # noqa: S311
    plain = predict(maker(model), rows)  # type: ignore[arg-type]
    mixed = predict(maker(model), [rows[number] for number in order])  # type: ignore[arg-type]
    assert mixed == [plain[number] for number in order]


def test_at_the_same_time_the_earlier_line_is_earlier() -> None:
    rows = [Answered("", "x", START, rating) for rating in (3, 1, 3)]
    found = predict("chiron", rows)
    assert found[0] is None and None not in found[1:]


@pytest.mark.parametrize("model", ALL)
def test_learners_do_not_touch_each_other(model: str) -> None:
    rows = log_of(300)
    mine = [number for number, row in enumerate(rows) if row.user == "a"]
    together = predict(maker(model), rows)  # type: ignore[arg-type]
    assert [together[number] for number in mine] == predict(maker(model), [rows[number] for number in mine])  # type: ignore[arg-type]


def test_ours_is_what_the_page_expects() -> None:
    rows = [Answered("", row.card, row.at, row.rating) for row in log_of(200)]
    mind, schedulings = Mind(), {0: Scheduling()}
    for row, chance in zip(rows, predict("chiron", rows), strict=True):
        assert mind.expected(row.card, "", row.at) == chance
        mind.learn(Review(row.card, "", row.rating, row.at, 5000, 77), schedulings)


def test_fsrs_is_its_package_from_the_first_day_on() -> None:
    rows = [Answered("", "x", START + timedelta(days=days), rating) for days, rating in ((0, 3), (2.4, 1), (9.9, 3))]
    peer, card = fsrs.Scheduler(enable_fuzzing=False), fsrs.Card()
    for row, chance in zip(rows, predict("fsrs6", rows), strict=True):
        if chance is not None:
            assert chance == peer.get_card_retrievability(card, row.at)
        card, _ = peer.review_card(card, fsrs.Rating(row.rating), row.at)


def test_sm2_gives_the_intervals_of_its_author() -> None:
    rows = [Answered("", "x", START + timedelta(days=days), 4) for days in (0, 1, 7)]
    rows.append(Answered("", "x", START + timedelta(days=7 + 6 * 2.7), 3))
    found = predict("sm2", rows)
    assert found[1:3] == [pytest.approx(0.9), pytest.approx(0.9)]
    assert found[3] == pytest.approx(0.9, abs=1e-3)


def test_half_lives_grow_where_cards_stay_known() -> None:
    days = [4 * number for number in range(60)]
    rows = [Answered("", "x", START + timedelta(days=day), 3) for day in days]
    found = [chance for chance in predict("hlr", rows) if chance is not None]
    assert found[0] < found[5] < found[-1]


def test_the_moving_average_follows_the_learner() -> None:
    rows = [Answered("", "x", START + timedelta(days=day), 1 if day > 200 else 3) for day in range(400)]
    found = predict("moving-average", rows)
    assert found[200] is not None and found[200] > 0.95
    assert found[399] is not None and found[399] < 0.1


def habit(seed: int) -> list[Answered]:
    """A learner who forgets twice as fast as FSRS expects, and fails half of the steps."""
    chance, schedule, at, rows = random.Random(seed), Scheduling(), START, []  # noqa: S311
    memories: dict[str, Memory] = {}
    for number in range(1500):
        at += timedelta(minutes=chance.choice([1, 5, 60, 300]))
        card = str(chance.randrange(60))
        memory = memories.get(card)
        days = (at - memory.last_review).total_seconds() / 86400 if memory else 0.0
        recall = 0.5
        if memory and days >= 0.25:
            recall = schedule.fading(memory, memory.last_review + timedelta(days=2 * days + 2))
        rating = 3 if chance.random() < recall else 1
        rows.append(Answered("", card, at, rating))
        memories[card] = schedule.review(memory, rating, at, number)
    return rows


def loss(rows: list[Answered], model: str) -> float:
    pairs = zip(rows, predict(model, rows), strict=True)
    losses = [-math.log(chance if row.rating > 1 else 1 - chance) for row, chance in pairs if chance is not None]
    return sum(losses) / len(losses)


def test_ours_beats_the_peers_on_a_learner_of_other_habits() -> None:
    rows = habit(4)
    ours = loss(rows, "chiron")
    assert all(ours < loss(rows, model) - 0.01 for model in MODELS if model != "chiron")
