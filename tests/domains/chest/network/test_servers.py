from pathlib import Path

import pytest

from domains.chest.servers import NoSuchServer, Server, named, parse, title, titles

WEB = "pacs https://pacs.example.org/dicom-web/ env:PACS_LOGIN"


def test_archives_are_read_one_a_line() -> None:
    servers = parse(f"# ours\n{WEB}\n\nviewer dicom://VIEW@10.0.0.7:104 # the old one\nlocal http://127.0.0.1:8042/dw")
    assert servers == (
        Server("pacs", "dicomweb", "https://pacs.example.org/dicom-web", "", "pacs.example.org", 443, "env:PACS_LOGIN"),
        Server("viewer", "dicom", "", "VIEW", "10.0.0.7", 104),
        Server("local", "dicomweb", "http://127.0.0.1:8042/dw", "", "127.0.0.1", 8042),
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("pacs", "names no archive"),
        ("pacs https://a/b env:X more", "names no archive"),
        ("a.b https://x", "names no archive"),
        ("pacs http://pacs.example.org/dicom-web", "in the clear"),
        ("pacs https://user:secret@pacs.example.org/", "none of an archive"),
        ("pacs ftp://pacs.example.org/", "none of an archive"),
        ("pacs https://pacs.example.org:99999/", "cannot be read"),
        ("pacs https://pacs.example.org/ secret", "never the password"),
        ("pacs https://pacs.example.org/ file:relative", "never the password"),
        ("pacs dicom://pacs.example.org:104", "TITLE@host:port"),
        ("pacs dicom://PACS@pacs.example.org", "TITLE@host:port"),
        ("pacs dicom://PACS@host:104 env:X", "TITLE@host:port"),
        ("pacs dicom://ABCDEFGHIJKLMNOPQ@host:104", "AE|application entity"),
        (f"{WEB}\n{WEB}", "name of its own"),
    ],
)
def test_what_is_no_archive_is_refused_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as refused:
        parse(text)
    assert str(refused.value).endswith(".") and "secret@" not in str(refused.value)


def test_an_archive_is_chosen_by_name_and_kind() -> None:
    servers = parse(f"{WEB}\nviewer dicom://VIEW@10.0.0.7:104")
    assert named(servers, "viewer").title == "VIEW"
    with pytest.raises(NoSuchServer, match="pacs"):
        named(servers, "viewer", "dicomweb")


def test_logins_lie_elsewhere(tmp_path: Path) -> None:
    (server,) = parse(WEB)
    assert server.headers({"PACS_LOGIN": "Aladdin:open sesame"}) == {
        "Authorization": "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="
    }
    kept = tmp_path / "login"
    kept.write_text("Bearer abc.def\n", encoding="utf-8")
    (server,) = parse(f"pacs https://pacs.example.org file:{kept}")
    assert server.headers({}) == {"Authorization": "Bearer abc.def"}
    kept.write_bytes(b"\xff")
    with pytest.raises(ValueError, match="USER:PASSWORD"):
        server.headers({})


@pytest.mark.parametrize("text", ["", " ", "A\\B", "ABCDEFGHIJKLMNOPQ", "Ä", "A\n", " A"])
def test_what_cannot_be_a_title_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="application entity title"):
        title(text)


def test_titles_are_separated_by_commas_or_lines() -> None:
    assert titles("CT1, X RAY;\nPACS\n,") == ("CT1", "X RAY", "PACS")
