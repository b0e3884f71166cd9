import json
import time
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from domains.chest.network import dicomweb
from domains.chest.network.dicomweb import Archive, Instance, Question, Study
from domains.chest.network.web import Rejected, Unreachable
from domains.chest.servers import Server
from tests.domains.chest.network.archive_of_lies import Archive as Lies
from tests.domains.chest.network.archive_of_lies import Reply, serving

FILM = Instance("1.2", "1.2.3", "1.2.3.4")
ONE = "/dw/studies/1.2/series/1.2.3/instances/1.2.3.4"


@pytest.fixture
def lies() -> Iterator[Lies]:
    with serving() as archive:
        yield archive


@pytest.fixture
def archive(lies: Lies) -> Iterator[Archive]:
    opened = Archive(Server("pacs", "dicomweb", url=lies.url), seconds=2.0)
    yield opened
    opened.close()


def item(**values: Any) -> dict[str, Any]:
    return {tag.lstrip("_"): {"vr": "LO", "Value": [value]} for tag, value in values.items()}


def test_a_question_is_asked_as_the_standard_has_it(lies: Lies, archive: Archive) -> None:
    lies.replies["/dw/studies"] = Reply(204, b"")
    question = Question("Doe", " P\\1 ", "A*", date(2024, 2, 1), date(2024, 2, 29))
    assert question.keys() == {
        "PatientName": "Doe*",
        "PatientID": "P1",
        "AccessionNumber": "A*",
        "StudyDate": "20240201-20240229",
    }
    assert Question(since=date(2024, 2, 1)).keys() == {"StudyDate": "20240201-"}
    assert Question(since=date(2024, 2, 1), until=date(2024, 2, 1)).keys() == {"StudyDate": "20240201"}
    assert Question("von Bülow^Jürgen").keys() == {"PatientName": "von?B?low^J?rgen*"}
    assert archive.studies(question) == ()
    paths = [path for _, path, _, _ in lies.asked]
    assert [path.count(f"ModalitiesInStudy={each}") for path, each in zip(paths, ("CR", "DX", "RG"), strict=True)] == [
        1
    ] * 3
    assert all("PatientName=Doe*&" in path and "AccessionNumber=A*&" in path for path in paths)
    assert all("StudyDate=20240201-20240229" in path and "limit=200" in path for path in paths)
    assert lies.asked[0][2]["Accept"] == "application/dicom+json"


def test_answers_are_taken_as_claims(lies: Lies, archive: Archive) -> None:
    good = item(_0020000D="1.2", _00100020="P1\x00", _00080020="20240229", _00201208=3, _00080061="CR")
    good["00100010"] = {"Value": [{"Alphabetic": "Doe^Jane^Q"}]}
    odd = [7, {}, item(_0020000D="1.2/../../x"), item(_0020000D="9" * 65), {"0020000D": {"Value": "1.3"}}]
    ct = item(_0020000D="1.4", _00080061="CT")
    late = item(_0020000D="1.5", _00080020="20240301x", _00201208="many")
    lies.replies["/dw/studies"] = Reply(body=json.dumps([good, *odd, ct, late]).encode())
    assert archive.studies(Question("D")) == (
        Study("1.2", "Doe, Jane Q", "P1", "", date(2024, 2, 29), "", ("CR",), 3),
        Study("1.5"),
    )


def test_only_film_series_are_fetched_and_no_more_than_so_many(lies: Lies, archive: Archive) -> None:
    series = [item(_0020000E="1.2.3", _00080060="DX"), item(_0020000E="1.2.4", _00080060="SR"), item(_00080060="CR")]
    lies.replies["/dw/studies/1.2/series"] = Reply(body=json.dumps(series).encode())
    instances = [item(_00080018=f"1.2.3.{number}") for number in range(9)] + [item(_00080018="../x")]
    lies.replies["/dw/studies/1.2/series/1.2.3/instances"] = Reply(body=json.dumps(instances).encode())
    assert [each.uid for each in archive.films("1.2", 3)] == ["1.2.3.0", "1.2.3.1", "1.2.3.2"]
    assert len(archive.films("1.2", 50)) == 9


@pytest.mark.parametrize("uid", ["", "1.2/..", "1.2?x", "a", "1." * 40, "1.2\n"])
def test_no_address_is_made_of_what_is_no_uid(lies: Lies, archive: Archive, uid: str) -> None:
    with pytest.raises(Rejected, match="no identifier"):
        archive.films(uid, 1)
    with pytest.raises(Rejected, match="no identifier"):
        archive.fetch(Instance("1.2", "1.2.3", uid), 1)
    assert lies.asked == []


def test_an_object_comes_as_a_part_or_alone(lies: Lies, archive: Archive) -> None:
    body = b"--b\r\nContent-Type: application/dicom\r\n\r\nfilm\r\n--b--"
    lies.replies[ONE] = Reply(body=body, headers={"Content-Type": "multipart/related; boundary=b"})
    assert archive.fetch(FILM, 1) == b"film"
    lies.replies[ONE] = Reply(body=b"film", headers={"Content-Type": "application/dicom"})
    assert archive.fetch(FILM, 1) == b"film"


def endless() -> Iterator[bytes]:
    while True:
        yield b"x" * 65536


def trickle() -> Iterator[bytes]:
    while True:
        time.sleep(0.05)
        yield b"x"


@pytest.mark.parametrize(
    ("reply", "kind", "sentence"),
    [
        (Reply(parts=endless), Unreachable, "more than 2 MB"),
        (Reply(parts=trickle), Unreachable, "longer than 2 s"),
        (Reply(body=b"x", headers={"Content-Encoding": "gzip"}), Unreachable, "compresses"),
        (Reply(302, b"", {"Location": "http://127.0.0.1:1/elsewhere"}), Unreachable, "another address"),
        (Reply(302, b"", {"Location": "https://example.org/"}), Unreachable, "another address"),
        (Reply(302, b"", {"Location": "file:///etc/passwd"}), Unreachable, "another address"),
        (Reply(302, b""), Unreachable, "another address"),
        (Reply(302, b"", {"Location": ONE}), Unreachable, "without end"),
        (Reply(401), Rejected, "refuses the login"),
        (Reply(403), Rejected, "refuses the login"),
        (Reply(404), Rejected, "HTTP 404"),
        (Reply(500), Unreachable, "not ready"),
        (Reply(429), Unreachable, "not ready"),
        (Reply(body=b""), Unreachable, "sent nothing"),
        (Reply(body=b"x", headers={"Content-Type": "multipart/related"}), Unreachable, "cannot be read"),
    ],
)
def test_what_breaks_the_bounds_is_refused(
    lies: Lies, archive: Archive, reply: Reply, kind: type[Exception], sentence: str
) -> None:
    lies.replies[ONE] = reply
    with pytest.raises(kind, match=sentence) as refused:
        archive.fetch(FILM, 1)
    assert str(refused.value).startswith("The archive 'pacs'")


def test_a_redirect_on_the_same_machine_is_followed(lies: Lies, archive: Archive) -> None:
    lies.replies[ONE] = Reply(307, b"", {"Location": "/dw/moved"})
    lies.replies["/dw/moved"] = Reply(body=b"film")
    assert archive.fetch(FILM, 1) == b"film"


@pytest.mark.parametrize("body", [b"<html>", b"[" * 100_000, b"\xff"])
def test_what_is_no_json_is_said(lies: Lies, archive: Archive, body: bytes) -> None:
    lies.replies["/dw/studies"] = Reply(body=body)
    with pytest.raises(Unreachable, match="no JSON"):
        archive.studies(Question("D"))


def test_nobody_there_is_said(archive: Archive) -> None:
    away = Archive(Server("pacs", "dicomweb", url="http://127.0.0.1:1/dw"), seconds=2.0)
    with pytest.raises(Unreachable, match="does not answer"):
        away.studies(Question("D"))
    away.close()


def test_the_login_goes_along_and_proxies_do_not(lies: Lies, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PACS_LOGIN", "Bearer abc")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    lies.replies["*"] = Reply(204, b"")
    archive = Archive(Server("pacs", "dicomweb", url=lies.url, credential="env:PACS_LOGIN"))
    assert archive.films("1.2", 1) == ()
    assert lies.asked[0][2]["Authorization"] == "Bearer abc"
    monkeypatch.delenv("PACS_LOGIN")
    with pytest.raises(Unreachable, match="login of 'pacs'"):
        archive.films("1.2", 1)
    archive.close()


def test_an_archive_says_of_each_object_what_became_of_it(lies: Lies, archive: Archive) -> None:
    said = {
        "00081199": {"Value": [item(_00081155="1.2.3.4"), 5]},
        "00081198": {"Value": [{**item(_00081155="1.2.3.5"), "00081197": {"Value": [0xA700]}}]},
    }
    lies.replies["/dw/studies"] = Reply(409, json.dumps(said).encode())
    stored = archive.store([b"one", b"two"])
    assert (stored.kept, stored.failed) == ({"1.2.3.4"}, {"1.2.3.5": 0xA700})
    _, _, headers, body = lies.asked[0]
    assert headers["Content-Type"].startswith('multipart/related; type="application/dicom"')
    assert body.count(b"Content-Type: application/dicom\r\n\r\n") == 2
    lies.replies["/dw/studies"] = Reply(400, b"")
    with pytest.raises(Rejected, match="HTTP 400"):
        archive.store([b"one"])


def test_a_study_list_is_bounded(lies: Lies, archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dicomweb, "MOST_STUDIES", 2)
    many = [item(_0020000D=f"1.{number}", _00080020=f"2024010{number}") for number in range(1, 9)]
    lies.replies["/dw/studies"] = Reply(body=json.dumps(many).encode())
    assert [study.uid for study in archive.studies(Question("D"))] == ["1.8", "1.7"]
