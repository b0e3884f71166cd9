"""Serves the measured page through the suite's real server: sign-in, gate, headers, navigation and all."""

from __future__ import annotations

import secrets
import sys
from pathlib import Path

from core.plugins.skeleton import create
from data.accounts import SYSTEM, Role
from data.home import home
from ui.address import Address
from ui.kit.cookie import COOKIE
from ui.serving import Serving, take
from ui.suite import Suite


def write_domain(parent: Path) -> Path:
    """Write a whole domain, as `chiron plugins new` does, whose page is the measured one."""
    parent.mkdir()
    folder = create("buttons", parent)
    (folder / "page.py").write_text("from benchmarks.page.buttons import page as page\n", encoding="utf-8")
    sys.path.insert(0, str(parent.parent))
    return parent


def main(port: int) -> None:
    """Serve until terminated."""
    suite = Suite.open(folders=(write_domain(home() / "measured"),))
    clinician = suite.accounts.create("clinician", secrets.token_urlsafe(24), Role.CLINICIAN, SYSTEM)
    print(f"{COOKIE}={suite.sign_ins.open(clinician)}", flush=True)
    serving = Serving(Address(port=port))
    with take("127.0.0.1", port) as listener:
        serving.serve(suite, listener, browser=False)
    suite.close()


if __name__ == "__main__":
    main(int(sys.argv[1]))
