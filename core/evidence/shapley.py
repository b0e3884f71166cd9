"""What each role did to a result that is no sum: its Shapley value.

L. S. Shapley, "A value for n-person games", Contributions to the Theory of Games II (1953) 307-317; for explaining
models, S. M. Lundberg and S.-I. Lee, "A unified approach to interpreting model predictions", NeurIPS 2017. Roles are
really absent in each coalition, since fusers answer for every set of roles: nothing is imputed.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]
Game = Callable[[frozenset[str]], Array]
"""A coalition's result ``(labels,)``."""
EXACT = 5
PAIRS = 64


def shapley(game: Game, players: Sequence[str], seed: int = 0) -> dict[str, Array]:
    """Each player's share ``(labels,)`` of what all achieve beyond the empty coalition; the shares sum to it.

    Exact for up to five players (``2**n`` coalitions). Above that ``PAIRS`` random orders and their reverses are walked
    (antithetic sampling: Mitchell et al., "Sampling permutations for Shapley value estimation", JMLR 23 (2022)).

    Args:
        game: What a coalition achieves; asked once for each.
        players: Who plays.
        seed: Of the orders.
    """
    if not players:
        return {}
    known = lru_cache(maxsize=None)(lambda coalition: np.asarray(game(coalition), np.float64))
    shares = _exact(known, players) if len(players) <= EXACT else _sampled(known, players, seed)
    return _efficient(shares, known(frozenset(players)) - known(frozenset()))


def _exact(game: Game, players: Sequence[str]) -> dict[str, Array]:
    count = len(players)
    shares = {}
    for player in players:
        others = [other for other in players if other != player]
        shares[player] = sum(
            (
                (game(frozenset({*some, player})) - game(frozenset(some))) / (count * math.comb(count - 1, size))
                for size in range(count)
                for some in combinations(others, size)
            ),
            np.zeros_like(game(frozenset())),
        )
    return shares


def _sampled(game: Game, players: Sequence[str], seed: int) -> dict[str, Array]:
    random = np.random.default_rng(seed)
    shares = {player: np.zeros_like(game(frozenset())) for player in players}
    for _ in range(PAIRS):
        order = [players[at] for at in random.permutation(len(players))]
        for walk in (order, order[::-1]):
            for at, player in enumerate(walk):
                gain = game(frozenset(walk[: at + 1])) - game(frozenset(walk[:at]))
                shares[player] += gain / (2 * PAIRS)
    return shares


def _efficient(shares: dict[str, Array], whole: Array) -> dict[str, Array]:
    """What rounding left is shared evenly, so that the sum is exact."""
    left = (whole - sum(shares.values())) / len(shares)
    return {player: share + left for player, share in shares.items()}
