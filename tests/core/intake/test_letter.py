"""FHIR DocumentReferences through the limited process."""

import base64
import hashlib
import json
from collections.abc import Iterator
from typing import Any

import pytest

from core.intake import sniff
from core.intake.intake import Intake
from core.intake.refusal import Refused

PLAIN = "Cough and fever for four days.\nQuestion: pneumonia?"
PAGE = (
    "<html><head><title>x</title><style>p{}</style></head>"
    "<body><p>Cough &amp; fever.</p><script>no</script><ul><li>smoker"
)
SHA1 = base64.b64encode(hashlib.sha1(PLAIN.encode(), usedforsecurity=False).digest()).decode()


@pytest.fixture(scope="module")
def intake() -> Iterator[Intake]:
    with Intake() as intake:
        yield intake


def attachment(text: str, kind: str = "text/plain", encoding: str = "utf-8", **more: Any) -> dict[str, Any]:
    return {"contentType": kind, "data": base64.b64encode(text.encode(encoding)).decode(), **more}


def document(*attachments: dict[str, Any], **more: Any) -> dict[str, Any]:
    content = [{"attachment": each} for each in attachments]
    return {"resourceType": "DocumentReference", "id": "d1", "status": "current", "content": content, **more}


def bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in resources]}


def sent(resource: Any) -> bytes:
    return json.dumps(resource).encode()


@pytest.mark.parametrize(
    ("made", "text"),
    [
        (document(attachment(PLAIN)), PLAIN),
        (document(attachment(PAGE, "text/html; charset=utf-8")), "Cough & fever.\n\nsmoker"),
        (document(attachment("<div>a<br/>b</div>", "application/xhtml+xml")), "a\nb"),
        (
            document(attachment("Husten, M\u00fcller", "text/plain; charset=ISO-8859-1", "latin-1")),
            "Husten, M\u00fcller",
        ),
        (document(attachment(PLAIN), attachment(PAGE, "text/html")), PLAIN),
        (document({"contentType": "application/pdf", "data": "AAAA"}, attachment(PLAIN)), PLAIN),
        (bundle({"resourceType": "Patient", "id": "p"}, document(attachment(PLAIN))), PLAIN),
        (bundle(document(attachment("old"), status="superseded"), document(attachment(PLAIN))), PLAIN),
        (
            bundle(
                document({"url": "Binary/b", "contentType": "text/plain"}),
                {"resourceType": "Binary", "id": "b", "data": "Q291Z2g="},
            ),
            "Cough",
        ),
        (document(attachment(PLAIN, size=len(PLAIN), hash=SHA1)), PLAIN),
    ],
)
def test_its_text_is_read(intake: Intake, made: dict[str, Any], text: str) -> None:
    assert sniff.letter(sent(made))
    signal = intake.letter(sent(made), "letter.json")
    assert signal.content == text
    assert signal.source.digest == hashlib.sha256(sent(made)).hexdigest()


@pytest.mark.parametrize(
    ("made", "code", "sentence"),
    [
        (document(attachment(PLAIN), status="entered-in-error"), "withdrawn", "entered in error"),
        (document(attachment(PLAIN), status="superseded"), "withdrawn", "replaced by a newer one"),
        (document(attachment(PLAIN), docStatus="entered-in-error"), "withdrawn", "entered-in-error"),
        (bundle(document(attachment(PLAIN), status="superseded")), "withdrawn", "replaced"),
        (bundle(document(attachment("a")), document(attachment("b"))), "kind", "holds 2 documents"),
        (bundle({"resourceType": "Patient"}), "kind", "no DocumentReference"),
        ({"resourceType": "Observation"}, "kind", "no DocumentReference"),
        (
            document({"url": "https://elsewhere.example/x", "contentType": "text/plain"}),
            "kind",
            "addresses are not followed",
        ),
        (document({"contentType": "application/pdf", "data": "AAAA"}), "kind", "not text or HTML"),
        (document({"contentType": "text/plain", "data": "???"}), "malformed", "not base64"),
        (document(attachment("x", hash="AAAA")), "truncated", "does not fit"),
        (document(attachment("x", size=77)), "truncated", "does not fit"),
        (document(attachment("\u00fc", encoding="latin-1")), "encoding", "not UTF-8"),
        (document(attachment("  ")), "empty", "no text"),
        (document(), "empty", "no text"),
        (document(attachment("x" * 200_001)), "length", "at most 200,000"),
        (document(attachment("\0\1\2" * 50)), "binary", "not text"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(intake: Intake, made: Any, code: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence) as caught:
        intake.letter(sent(made))
    assert caught.value.code == code


@pytest.mark.parametrize(
    "data",
    [
        b'{"resourceType": ' + b"[" * 100_000,
        b'{"resourceType": "Bundle", "entry": ' + b'{"a":' * 50_000,
        b'{"resourceType": "DocumentReference", "status": ' + b"9" * 5_000 + b"}",
        b'{"resourceType": "DocumentReference"',
        b'{"resourceType": "DocumentReference", "content": 7, "subject": "x", "author": {}}',
        b'{"resourceType": "Bundle", "entry": [1, null, {"resource": []}]}',
        b'{"resourceType": "\xff"}',
        b"",
        b"{" + b" " * (4 * 2**20) + b'"resourceType": 1}',
    ],
)
def test_hostile_documents_are_refused(intake: Intake, data: bytes) -> None:
    with pytest.raises(Refused):
        intake.letter(data)


def test_a_page_that_never_ends_is_read_in_time(intake: Intake) -> None:
    page = "<div>" * 20_000 + "Cough" + "<p" * 10_000 + "&" * 10_000
    assert "Cough" in str(intake.letter(sent(document(attachment(page, "text/html")))).content)


def test_it_says_whose_it_is(intake: Intake) -> None:
    patient = {"resourceType": "Patient", "id": "p1", "identifier": [{"value": "MRN-7"}, {"value": "NHS-9"}]}
    made = document(
        attachment(PLAIN), subject={"reference": "Patient/p1", "display": "Doe, Jane"}, author=[{"display": "Dr Ada"}]
    )
    facts = intake.letter(sent(bundle(patient, made | {"description": "Letter of admission"}))).facts
    assert facts["patient_ids"] == ["MRN-7", "NHS-9", "p1"]
    assert (facts["author"], facts["title"], facts["patient_name"]) == ("Dr Ada", "Letter of admission", "Doe, Jane")
