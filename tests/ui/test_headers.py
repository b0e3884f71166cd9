"""What every answer tells the browser not to do."""

import base64
import hashlib
import re
from pathlib import Path

import pytest
from streamlit import file_util

from tests.ui.served import Served

EVERYWHERE = ["/signin", "/healthz", "/readyz", "/nothing", "/_stcore/health", "/media/x", "/entrance/mark.svg"]


@pytest.mark.parametrize("path", EVERYWHERE)
def test_every_answer_carries_the_headers(shared: Served, path: str) -> None:
    headers = shared.browse().get(path).headers
    assert headers["x-frame-options"] == "DENY"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "camera=(self)" in headers["permissions-policy"]
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "server" not in headers


@pytest.mark.parametrize("path", ["/signin", "/", "/readyz", "/media/x", "/_stcore/health"])
def test_what_may_hold_a_patients_data_is_not_stored(shared: Served, path: str) -> None:
    assert shared.signed_in().get(path).headers["cache-control"] == "no-store"


def test_assets_may_be_stored(shared: Served) -> None:
    page = shared.signed_in().get("/").text
    script = re.findall(r'src="\./(static/js/[^"]+)"', page)[0]
    answer = shared.browse().get(f"/{script}")
    assert answer.status_code == 200
    assert "no-store" not in answer.headers["cache-control"]


def test_a_refusal_carries_them_too(shared: Served) -> None:
    answer = shared.browse().get("/signin", headers={"Host": "evil.example"})
    assert answer.status_code == 421
    assert answer.headers["x-frame-options"] == "DENY"


def test_the_page_runs_only_scripts_of_this_server(shared: Served) -> None:
    policy = shared.signed_in().get("/").headers["content-security-policy"]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}
    assert rules["default-src"] == ["'none'"]
    assert rules["connect-src"] == ["'self'"]
    assert "'unsafe-inline'" not in rules["script-src"] and "'unsafe-eval'" not in rules["script-src"]
    assert "http" not in policy


def test_the_one_inline_script_of_the_page_is_named_by_its_hash(shared: Served) -> None:
    policy = shared.signed_in().get("/").headers["content-security-policy"]
    index = (Path(file_util.get_static_dir()) / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", index, re.DOTALL)
    assert scripts
    for script in scripts:
        assert base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() in policy


def test_the_entrance_runs_no_script_at_all(shared: Served) -> None:
    policy = shared.browse().get("/signin").headers["content-security-policy"]
    assert policy.startswith("default-src 'none'") and "script-src" not in policy
