from __future__ import annotations

import statistics
import time

import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher

from data.passwords import MAXIMUM, WeakPassword, check, hashed, matches

GOOD = "correct horse battery"


@pytest.mark.parametrize(
    "password", ["", "short", "elevenchars", "aaaaaaaaaaaaaaaa", "abababababab", "x" * (MAXIMUM + 1)]
)
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(WeakPassword, match="choose another"):
        check(password, "ada")


def test_the_accounts_name_may_not_be_in_it() -> None:
    with pytest.raises(WeakPassword, match="account's name"):
        check("my name is ADA lovelace", "Ada")
    check("my name is ADA lovelace", "al")


def test_a_good_one_passes() -> None:
    check(GOOD, "ada")


def test_hashes_are_argon2_and_salted() -> None:
    one, other = hashed(GOOD), hashed(GOOD)
    assert one.startswith("$argon2id$")
    assert one != other
    assert matches(GOOD, one) == (True, None)
    assert matches(GOOD + " ", one) == (False, None)


def test_the_same_letters_typed_in_another_way_fit() -> None:
    assert matches("\uff23orreCt hors\u0065\u0301 battery", hashed("CorreCt hors\u00e9 battery"))[0]


def test_odd_input_does_not_break_it() -> None:
    stored = hashed(GOOD)
    for password in ("", "\x00", "\ud800", "x" * 100_000):
        assert matches(password, stored) == (False, None)


def test_outdated_parameters_are_renewed() -> None:
    weak = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=1024),)).hash(GOOD)
    fits, renewed = matches(GOOD, weak)
    assert fits
    assert renewed is not None
    assert matches(GOOD, renewed) == (True, None)


def test_an_unknown_name_costs_as_much_as_a_wrong_password() -> None:
    stored = hashed(GOOD)
    matches("warm", None)

    def cost(against: str | None) -> float:
        started = time.process_time()
        assert matches("wrong", against) == (False, None)
        return time.process_time() - started

    pairs = [(cost(stored), cost(None)) for _ in range(5)]
    known, unknown = (statistics.median(times) for times in zip(*pairs, strict=True))
    assert 0.5 < unknown / known < 2
