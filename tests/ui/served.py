"""A served suite, as tests use it."""

from collections.abc import Callable
from dataclasses import dataclass

from starlette.testclient import TestClient

from ui.suite import Suite

PASSWORD = "a quiet river bends"  # noqa: S105 - opens nothing but what a test made
ELSEWHERE = ("192.0.2.7", 50001)
OWN = {"Origin": "http://127.0.0.1:8501"}


@dataclass
class Served:
    """A suite, its server, and a way to be a browser at some address."""

    suite: Suite
    browse: Callable[..., TestClient]

    def signed_in(self, name: str = "clara") -> TestClient:
        """A browser on this machine in which somebody signed in."""
        browser = self.browse()
        answer = browser.post("/signin", data={"name": name, "password": PASSWORD}, headers=OWN)
        assert answer.status_code == 303, answer.text
        return browser
