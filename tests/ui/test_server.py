"""The server as a whole: it follows decisions made elsewhere, and one broken page leaves the others up."""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import anyio
import pytest

from core.plugins.skeleton import create
from data.accounts import SYSTEM
from tests.ui.messages import STREAM, rerun, until
from tests.ui.served import OWN, Served
from ui import server
from ui.suite import Suite


@pytest.fixture
def houses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of two new domains, `mill` and `forge`; the page of the latter breaks."""
    parent = tmp_path / f"houses_{tmp_path.name}"
    parent.mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    for name in ("mill", "forge"):
        create(name, parent)
    (parent / "forge" / "page.py").write_text('def page() -> None:\n    raise RuntimeError("cold")\n', encoding="utf-8")
    return parent


def test_a_domain_disabled_in_another_process_goes_down(serve: Callable[..., Served], houses: Path) -> None:
    served = serve(folders=(houses,))
    other = Suite.open(served.suite.home, folders=(houses,), engine="inline")
    other.lifecycle.disable("mill", SYSTEM)
    other.close()
    assert served.suite.registry.get("mill").up

    async def follow_for_a_moment() -> None:
        with anyio.move_on_after(2):
            await server.follow(served.suite)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(server, "FOLLOW_SECONDS", 0.1)
        with ThreadPoolExecutor(1) as apart:  # a browser test of the same run keeps a loop in this thread
            apart.submit(anyio.run, follow_for_a_moment).result()
    assert not served.suite.registry.get("mill").up
    with pytest.raises(LookupError, match="mill"):
        served.suite.service("mill")


def test_a_broken_page_says_so_and_leaves_the_others_up(
    serve: Callable[..., Served], houses: Path, caplog: pytest.LogCaptureFixture
) -> None:
    served = serve(folders=(houses,))
    with caplog.at_level(logging.ERROR, "chiron.page"):
        broken = drawn(served, "forge")
    assert "This page failed" in broken and "cold" not in broken
    assert "cold" in caplog.text
    assert "This page failed" not in drawn(served, "mill")


def drawn(served: Served, page: str) -> str:
    with served.signed_in().websocket_connect(STREAM, headers=dict(OWN)) as socket:
        socket.send_bytes(rerun(page))
        return "".join(str(message) for _, message in until(socket, "script_finished"))
