"""No request may be larger than what its path has use for."""

from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.ui.served import OWN, Served
from ui.guard.body import FORM, FRAMING, UPLOAD_MIB, BodyLimit

UPLOAD = "/_stcore/upload_file/session/file"
LIMIT = 4096


async def swallow(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


@pytest.fixture
def small() -> TestClient:
    routes = [Route("/form", swallow, methods=["POST"]), Route(UPLOAD, swallow, methods=["PUT"])]
    return TestClient(Starlette(routes=routes, middleware=[Middleware(BodyLimit, upload=LIMIT, form=LIMIT)]))


def chunks(total: int) -> Iterator[bytes]:
    for _ in range(0, total, 512):
        yield b"x" * 512


def test_a_form_within_its_limit_passes(small: TestClient) -> None:
    assert small.post("/form", content=b"x" * LIMIT).text == str(LIMIT)


def test_an_announced_size_is_refused_before_anything_is_read(small: TestClient) -> None:
    answer = small.post("/form", content=b"x" * (LIMIT + 1))
    assert answer.status_code == 413
    assert "KiB" in answer.text


def test_a_stream_is_cut_where_it_passes_the_limit(small: TestClient) -> None:
    assert small.post("/form", content=chunks(LIMIT)).text == str(LIMIT)
    assert small.post("/form", content=chunks(LIMIT + 512)).status_code == 413


def test_an_upload_has_room_for_its_framing(small: TestClient) -> None:
    assert small.put(UPLOAD, content=b"x" * (LIMIT + FRAMING)).status_code == 200
    assert small.put(UPLOAD, content=chunks(LIMIT + FRAMING + 512)).status_code == 413


def test_a_size_that_lies_does_not_help(small: TestClient) -> None:
    answer = small.post("/form", content=chunks(LIMIT + 512), headers={"Content-Length": "-1"})
    assert answer.status_code == 413


def test_the_server_caps_forms_and_uploads(served: Served) -> None:
    assert served.browse().post("/signin", content=b"x" * (FORM + 1), headers=OWN).status_code == 413
    huge = {**OWN, "Content-Length": str((UPLOAD_MIB + 2) * 1024 * 1024)}
    answer = served.signed_in().put(UPLOAD, content=b"x", headers=huge)
    assert answer.status_code == 413
    assert f"{UPLOAD_MIB} MiB" in answer.text
