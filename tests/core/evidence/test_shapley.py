"""Shapley's axioms: shares sum to the whole, dummies get nothing, twins get the same, and games add."""

from collections.abc import Callable

import numpy as np
import pytest

from core.evidence.shapley import EXACT, Array, shapley


def drawn(players: tuple[str, ...], seed: int) -> Callable[[frozenset[str]], Array]:
    """A game with a value of its own for every coalition."""

    def play(coalition: frozenset[str]) -> Array:
        code = sum(1 << players.index(player) for player in coalition)
        return np.random.default_rng([seed, code]).normal(size=2)

    return play


@pytest.mark.parametrize("count", range(1, 9))
def test_shares_sum_to_the_whole(count: int) -> None:
    players = tuple("abcdefgh"[:count])
    game = drawn(players, 1)
    whole = game(frozenset(players)) - game(frozenset())
    assert np.allclose(sum(shapley(game, players).values()), whole, atol=1e-12)


def test_two_players_share_what_they_achieve_together() -> None:
    values = {"": 0.0, "a": 1.0, "b": 2.0, "ab": 7.0}
    found = shapley(lambda some: np.array([values["".join(sorted(some))]]), ("a", "b"))
    assert found["a"][0] == pytest.approx(3.0) and found["b"][0] == pytest.approx(4.0)


@pytest.mark.parametrize("count", [3, EXACT, EXACT + 2])
def test_a_sum_gives_everyone_their_own_addend(count: int) -> None:
    own = {player: float(number + 1) for number, player in enumerate("abcdefgh"[:count])}
    found = shapley(lambda some: np.array([sum(own[player] for player in some)]), tuple(own))
    assert {player: float(share[0]) for player, share in found.items()} == pytest.approx(own)


def test_who_changes_nothing_gets_nothing_and_twins_get_the_same() -> None:
    found = shapley(lambda some: np.array([float(bool(some & {"a", "b"}))]), ("a", "b", "idle"))
    assert found["idle"][0] == pytest.approx(0.0) and found["a"][0] == found["b"][0] == pytest.approx(0.5)


def test_games_add() -> None:
    players = ("a", "b", "c", "d")
    one, other = drawn(players, 1), drawn(players, 2)
    both = shapley(lambda some: one(some) + other(some), players)
    for player in players:
        assert np.allclose(both[player], shapley(one, players)[player] + shapley(other, players)[player])


def test_sampling_comes_near_the_exact_value() -> None:
    """In a game of pairs everyone gets half of their pairs; an order and its reverse make that exact."""
    players = tuple("abcdefg")
    pairs = np.random.default_rng(0).normal(size=(7, 7))
    worth = np.triu(pairs, 1)

    def play(coalition: frozenset[str]) -> Array:
        there = np.array([float(player in coalition) for player in players])
        return np.array([there @ worth @ there])

    found = shapley(play, players)
    for number, player in enumerate(players):
        assert found[player][0] == pytest.approx((worth[number].sum() + worth[:, number].sum()) / 2)


def test_each_coalition_is_asked_once() -> None:
    asked: list[frozenset[str]] = []

    def play(coalition: frozenset[str]) -> Array:
        asked.append(coalition)
        return np.zeros(1)

    shapley(play, ("a", "b", "c"))
    assert len(asked) == len(set(asked)) == 8


def test_nobody_shares_nothing() -> None:
    assert shapley(lambda some: np.zeros(1), ()) == {}
