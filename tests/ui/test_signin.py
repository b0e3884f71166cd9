"""Signing in and out: the cookie, the lock-out, and where one lands."""

from collections.abc import Callable

import pytest

from tests.ui.served import ELSEWHERE, OWN, PASSWORD, Served
from ui.kit.cookie import COOKIE


def test_the_form_is_labelled_and_loads_nothing_from_elsewhere(served: Served) -> None:
    page = served.browse().get("/signin")
    assert page.status_code == 200
    assert '<label for="name">' in page.text and '<label for="password">' in page.text
    assert 'autocomplete="current-password"' in page.text
    assert "http://" not in page.text and "https://" not in page.text and "<script" not in page.text
    assert "Demonstration" not in page.text


def test_the_right_password_opens_a_session_in_a_cookie_that_scripts_cannot_read(served: Served) -> None:
    browser = served.browse()
    answer = browser.post("/signin", data={"name": "clara", "password": PASSWORD, "next": "/chest"}, headers=OWN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/chest")
    cookie = answer.headers["set-cookie"].lower()
    assert cookie.startswith(f"{COOKIE}=")
    assert "httponly" in cookie and "samesite=lax" in cookie and "path=/" in cookie
    assert "secure" not in cookie
    actor = served.suite.actor_of(browser.cookies[COOKIE])
    assert actor is not None and actor.name == "clara"


def test_the_cookie_is_secure_where_browsers_come_over_tls(serve: Callable[..., Served]) -> None:
    from ui.address import Address

    served = serve(address=Address(origin="https://chiron.example.org"))
    browser = served.browse(base_url="https://chiron.example.org")
    own = {"Origin": "https://chiron.example.org"}
    answer = browser.post("/signin", data={"name": "clara", "password": PASSWORD}, headers=own)
    assert "secure" in answer.headers["set-cookie"].lower()
    assert "max-age" in answer.headers["strict-transport-security"]


@pytest.mark.parametrize(
    ("name", "password"), [("clara", "wrong wrong wrong"), ("nobody", PASSWORD), ("", ""), ("x" * 9999, "y")]
)
def test_a_wrong_name_or_password_opens_nothing(served: Served, name: str, password: str) -> None:
    answer = served.browse().post("/signin", data={"name": name, "password": password}, headers=OWN)
    assert answer.status_code == 401
    assert "set-cookie" not in answer.headers
    assert 'role="alert"' in answer.text


def test_guessing_locks_the_name_and_says_how_long(served: Served) -> None:
    browser = served.browse()
    answers = [browser.post("/signin", data={"name": "clara", "password": "no"}, headers=OWN) for _ in range(12)]
    assert answers[0].status_code == 401
    assert answers[-1].status_code == 429
    assert "wait" in answers[-1].text
    right = browser.post("/signin", data={"name": "clara", "password": PASSWORD}, headers=OWN)
    assert right.status_code == 429
    assert browser.post("/signin", data={"name": "ada", "password": PASSWORD}, headers=OWN).status_code == 303


def test_what_was_typed_comes_back_escaped(served: Served) -> None:
    answer = served.browse().post("/signin", data={"name": '"><b>x', "password": "no", "next": '"><i>'}, headers=OWN)
    assert "<b>x" not in answer.text and "<i>" not in answer.text
    assert "&quot;&gt;&lt;b&gt;x" in answer.text


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "/signout", "/\n/x"]
)
def test_nobody_is_sent_elsewhere_after_signing_in(served: Served, target: str) -> None:
    answer = served.browse().post("/signin", data={"name": "clara", "password": PASSWORD, "next": target}, headers=OWN)
    assert answer.headers["location"] == "/"


def test_signing_in_again_takes_a_new_token_and_closes_the_old(served: Served) -> None:
    browser = served.signed_in()
    old = browser.cookies[COOKIE]
    browser.post("/signin", data={"name": "ada", "password": PASSWORD}, headers=OWN)
    assert browser.cookies[COOKIE] != old
    assert served.suite.actor_of(old) is None


def test_signing_out_closes_the_session_at_once(served: Served) -> None:
    browser = served.signed_in()
    token = browser.cookies[COOKIE]
    assert browser.get("/", headers={"Accept": "text/html"}).status_code == 200
    answer = browser.post("/signout", headers=OWN)
    assert (answer.status_code, answer.headers["location"]) == (303, "/signin")
    assert COOKIE not in browser.cookies
    assert served.suite.actor_of(token) is None
    stolen = served.browse()
    stolen.cookies.set(COOKIE, token)
    assert stolen.get("/", headers={"Accept": "text/html"}).status_code == 303


def test_whoever_is_signed_in_goes_on(served: Served) -> None:
    answer = served.signed_in().get("/signin?next=/chest")
    assert (answer.status_code, answer.headers["location"]) == (303, "/chest")


def test_a_dead_cookie_is_taken_away(served: Served) -> None:
    browser = served.browse()
    browser.cookies.set(COOKIE, "dead")
    assert f'{COOKIE}=""' in browser.get("/signin").headers["set-cookie"]


@pytest.mark.parametrize("role", ["clinician", "learner", "administrator"])
def test_demonstration_accounts_open_with_one_click_on_this_machine(serve: Callable[..., Served], role: str) -> None:
    served = serve(demo=True)
    browser = served.browse()
    assert "Demonstration" in browser.get("/signin").text
    answer = browser.post("/signin/demonstration", data={"role": role}, headers=OWN)
    assert answer.status_code == 303
    actor = served.suite.actor_of(browser.cookies[COOKIE])
    assert actor is not None and actor.role == role


@pytest.mark.parametrize(
    ("client", "headers"),
    [
        (ELSEWHERE, OWN),
        (("127.0.0.1", 1), {**OWN, "X-Forwarded-For": "192.0.2.7"}),
        (("127.0.0.1", 1), {**OWN, "Forwarded": "for=192.0.2.7"}),
    ],
)
def test_demonstration_accounts_are_refused_from_elsewhere(
    serve: Callable[..., Served], client: tuple[str, int], headers: dict[str, str]
) -> None:
    browser = serve(demo=True).browse(client=client)
    assert "demonstration" not in browser.get("/signin", headers=headers).text.lower()
    answer = browser.post("/signin/demonstration", data={"role": "administrator"}, headers=headers)
    assert answer.status_code == 403
    assert COOKIE not in browser.cookies


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1"])  # noqa: S104 - what must be refused
def test_demonstration_accounts_are_refused_where_others_can_connect(serve: Callable[..., Served], host: str) -> None:
    from ui.address import Address

    browser = serve(demo=True, address=Address(host=host)).browse(base_url="http://127.0.0.1:8501")
    answer = browser.post("/signin/demonstration", data={"role": "administrator"}, headers=OWN)
    assert answer.status_code == 403


def test_without_demonstration_there_are_no_such_accounts(served: Served) -> None:
    answer = served.browse().post("/signin/demonstration", data={"role": "administrator"}, headers=OWN)
    assert answer.status_code == 403


def test_a_home_without_the_flag_is_no_demonstration(home: object, served: Served) -> None:
    from ui.suite import Suite

    suite = Suite.open(served.suite.home, demo=True, folders=())
    assert suite.demo is False
    suite.close()
