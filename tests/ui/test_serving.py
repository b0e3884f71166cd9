"""What `chiron serve` says when it starts, and that TLS is TLS."""

import os
import shutil
import ssl
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from urllib.error import URLError

import pytest

from tests.ui.served import Served
from tests.ui.test_cli import free_port
from ui.address import Address
from ui.commands.serve import announce
from ui.serving import Serving, can_show

Say = Callable[[Served, Address], tuple[str, str]]


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    def run(served: Served, address: Address) -> tuple[str, str]:
        announce(served.suite, Serving(address))
        said = capsys.readouterr()
        return said.out, said.err

    return run


def test_a_demonstration_says_how_to_sign_in(serve: Callable[..., Served], say: Say) -> None:
    out, err = say(serve(demo=True), Address(port=8765))
    assert "http://127.0.0.1:8765" in out and "one click" in out
    assert "First start" not in out and err == ""


def test_a_demonstration_that_is_served_plainly_says_how_its_accounts_open(
    serve: Callable[..., Served], say: Say, demonstrated: Path, home: Path
) -> None:
    shutil.copytree(demonstrated, home, dirs_exist_ok=True)
    out, _ = say(serve(people=False), Address())
    assert "chiron serve --demo" in out and "one click" not in out


def test_an_installation_in_use_says_no_more_than_where_it_is(served: Served, say: Say) -> None:
    out, err = say(served, Address())
    assert out == "Chiron is served at http://127.0.0.1:8501 (Ctrl+C stops it).\n"
    assert err == ""


@pytest.mark.parametrize(
    ("address", "warned"),
    [
        (Address(host="192.0.2.1"), True),
        (Address(host="0.0.0.0"), True),  # noqa: S104 - what is warned of
        (Address(host="192.0.2.1", tls=True), False),
        (Address(origin="https://chiron.example.org"), False),
        (Address(origin="http://chiron.example.org"), True),
    ],
)
def test_passwords_in_the_clear_are_warned_of(served: Served, say: Say, address: Address, warned: bool) -> None:
    assert say(served, address)[1].startswith("Warning: without TLS") is warned


def test_no_browser_is_opened_where_there_is_no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert not can_show()
    monkeypatch.setenv("DISPLAY", ":0")
    assert can_show()


def test_it_serves_over_tls_with_a_certificate(home: Path, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    make = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*make, *names], check=True, capture_output=True)  # noqa: S603
    port = free_port()
    options = ["--port", str(port), "--certificate", str(certificate), "--key", str(key)]
    command = [sys.executable, "-m", "ui", "serve", *options]
    server = subprocess.Popen(  # noqa: S603
        command, env={**os.environ, "CHIRON_HOME": str(home)}, stdout=subprocess.DEVNULL, cwd=tmp_path
    )
    try:
        headers = fetched(f"https://localhost:{port}/welcome", ssl.create_default_context(cafile=str(certificate)))
    finally:
        server.terminate()
        server.wait(30)
    assert "max-age" in headers["strict-transport-security"]


def fetched(url: str, context: ssl.SSLContext) -> dict[str, str]:
    end = time.monotonic() + 90
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(url, timeout=5, context=context) as answer:  # noqa: S310 - the loopback
                return {name.lower(): value for name, value in answer.headers.items()}
        except (URLError, OSError):
            time.sleep(0.1)
    raise AssertionError(f"{url} did not answer")
