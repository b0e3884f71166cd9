"""The first start of a real installation."""

from collections.abc import Callable

import pytest

from tests.ui.served import ELSEWHERE, OWN, PASSWORD, Served
from ui.address import Address
from ui.entrance.welcome import TRIES
from ui.kit.cookie import COOKIE

CODE = "ABCDE-23456"
OPEN = Address(host="192.0.2.1")
THERE = {"Origin": "http://192.0.2.1:8501"}
FORM = {"name": "ada", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def empty(serve: Callable[..., Served]) -> Served:
    return serve(people=False, address=OPEN, code=CODE)


def test_without_an_administrator_everybody_is_led_to_the_first_start(empty: Served) -> None:
    assert empty.browse().get("/signin").headers["location"] == "/welcome"


def test_on_this_machine_the_administrator_is_made_and_signed_in(serve: Callable[..., Served]) -> None:
    served = serve(people=False)
    browser = served.browse()
    page = browser.get("/welcome").text
    assert "Choose the name" in page and "One-time code" not in page
    assert browser.post("/welcome", data=FORM, headers=OWN).headers["location"] == "/"
    actor = served.suite.actor_of(browser.cookies[COOKIE])
    assert actor is not None and actor.role == "administrator"


def test_it_shuts_for_good_once_there_is_one(serve: Callable[..., Served]) -> None:
    served = serve(people=False)
    served.browse().post("/welcome", data=FORM, headers=OWN)
    late = served.browse()
    assert late.get("/welcome").headers["location"] == "/signin"
    assert late.post("/welcome", data={**FORM, "name": "eve"}, headers=OWN).headers["location"] == "/signin"
    assert [person.name for person in served.suite.accounts.people()] == ["ada"]


def test_from_elsewhere_the_code_is_needed(empty: Served) -> None:
    browser = empty.browse(client=ELSEWHERE)
    assert "One-time code" in browser.get("/welcome").text
    assert browser.post("/welcome", data=FORM, headers=THERE).status_code == 403
    assert browser.post("/welcome", data={**FORM, "code": "WRONG-WRONG"}, headers=THERE).status_code == 403
    assert empty.suite.accounts.people() == []
    assert browser.post("/welcome", data={**FORM, "code": CODE.lower()}, headers=THERE).status_code == 303


def test_the_code_cannot_be_guessed_for_long(empty: Served) -> None:
    browser = empty.browse(client=ELSEWHERE)
    for _ in range(TRIES):
        browser.post("/welcome", data={**FORM, "code": "WRONG"}, headers=THERE)
    assert browser.post("/welcome", data={**FORM, "code": CODE}, headers=THERE).status_code == 403


@pytest.mark.parametrize(
    "change", [{"again": "another password"}, {"password": "short", "again": "short"}, {"name": ""}]
)
def test_what_cannot_be_used_is_said_and_makes_nothing(serve: Callable[..., Served], change: dict[str, str]) -> None:
    served = serve(people=False)
    answer = served.browse().post("/welcome", data={**FORM, **change}, headers=OWN)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert served.suite.accounts.people() == []
