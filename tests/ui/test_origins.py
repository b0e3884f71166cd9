"""Requests name this server, and changes come from its own pages."""

from collections.abc import Callable

import pytest

from tests.ui.served import OWN, PASSWORD, Served
from ui.address import Address

FORM = {"name": "clara", "password": PASSWORD}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "null"},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Origin": "http://127.0.0.1:8501.evil.example"},
        {**OWN, "Sec-Fetch-Site": "cross-site"},
        {**OWN, "Sec-Fetch-Site": "same-site"},
        {**OWN, "Sec-Fetch-Site": "none"},
    ],
)
@pytest.mark.parametrize("path", ["/signin", "/signin/demonstration", "/welcome"])
def test_a_form_of_another_site_is_refused(shared: Served, path: str, headers: dict[str, str]) -> None:
    assert shared.browse().post(path, data=FORM, headers=headers).status_code == 403


@pytest.mark.parametrize("headers", [OWN, {**OWN, "Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "same-origin"}])
def test_our_own_form_passes(shared: Served, headers: dict[str, str]) -> None:
    assert shared.browse().post("/signin", data=FORM, headers=headers).status_code == 303


def test_signing_out_works_from_a_page_that_names_no_origin_but_not_from_another_site(shared: Served) -> None:
    assert shared.browse().post("/signout", headers={"Origin": "https://evil.example"}).status_code == 403
    assert (
        shared.browse().post("/signout", headers={"Origin": "null", "Sec-Fetch-Site": "cross-site"}).status_code == 403
    )
    assert shared.browse().post("/signout", headers={"Origin": "null"}).status_code == 303


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8501", "127.0.0.1.evil.example", "", "[", "user@127.0.0.1.x"]
)
def test_a_foreign_host_name_is_refused(shared: Served, host: str) -> None:
    assert shared.browse().get("/signin", headers={"Host": host}).status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "LOCALHOST", "[::1]:8501"])
def test_the_names_of_this_machine_are_answered(shared: Served, host: str) -> None:
    assert shared.browse().get("/signin", headers={"Host": host}).status_code == 200


def test_behind_a_proxy_its_name_is_answered(serve: Callable[..., Served]) -> None:
    served = serve(address=Address(origin="https://chiron.example.org"))
    browser = served.browse(base_url="https://chiron.example.org")
    assert browser.get("/signin").status_code == 200
    assert browser.get("/signin", headers={"Host": "other.example.org"}).status_code == 421


@pytest.mark.parametrize(
    ("address", "loopback", "secure", "names"),
    [
        (Address(), True, False, {"localhost", "127.0.0.1", "::1"}),
        (Address(host="::1"), True, False, {"localhost", "127.0.0.1", "::1"}),
        (Address(host="0.0.0.0"), False, False, set()),  # noqa: S104 - what is recognised
        (Address(host="192.0.2.1", tls=True), False, True, {"192.0.2.1", "localhost", "127.0.0.1", "::1"}),
        (Address(origin="https://a.example"), False, True, {"a.example", "localhost", "127.0.0.1", "::1"}),
    ],
)
def test_trust_follows_from_the_address(address: Address, loopback: bool, secure: bool, names: set[str]) -> None:
    assert (address.loopback, address.secure, set(address.names)) == (loopback, secure, names)
