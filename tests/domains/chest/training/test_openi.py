"""Reports as the collection passes them on, with texts made up for the test."""

import io
import tarfile
from pathlib import Path

import pytest

from domains.chest.training.openi import HEADINGS, Report, digest, labels_of, reports

XML = """<?xml version="1.0"?><eCitation><uId id="{id}"/><AbstractText Label="INDICATION">{indication}</AbstractText>
<AbstractText Label="FINDINGS"> Seen &amp; told. </AbstractText><MeSH>{tags}</MeSH></eCitation>"""


def archive(folder: Path, *texts: str) -> Path:
    path = folder / "reports.tgz"
    with tarfile.open(path, "w:gz") as tar:
        for number, text in enumerate(texts):
            info = tarfile.TarInfo(f"ecgen-radiology/{number}.xml")
            info.size = len(text.encode())
            tar.addfile(info, io.BytesIO(text.encode()))
    return path


def xml(id: str, indication: str, *tags: str) -> str:
    return XML.format(id=id, indication=indication, tags="".join(f"<major>{tag}</major>" for tag in tags))


def test_parts_and_labels_of_a_report(tmp_path: Path) -> None:
    path = archive(tmp_path, xml("CXR1", "cough", "Pleural Effusion/left/small", "Cardiomegaly"))
    parts = {"INDICATION": "cough", "FINDINGS": "Seen & told."}
    assert reports(path) == (Report("CXR1", parts, frozenset({"Effusion", "Cardiomegaly"})),)


def test_an_empty_part_is_absent(tmp_path: Path) -> None:
    assert "INDICATION" not in reports(archive(tmp_path, xml("CXR1", " ", "normal")))[0].parts


def test_untagged_reports_are_left_out(tmp_path: Path) -> None:
    path = archive(tmp_path, xml("CXR1", "cough", "normal"), xml("CXR2", "cough", "No Indexing"), xml("CXR3", "cough"))
    assert [report.id for report in reports(path)] == ["CXR1"]


def test_an_archive_without_reports_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="holds no OpenI report"):
        reports(archive(tmp_path))


@pytest.mark.parametrize(
    ("tag", "labels"),
    [
        ("thickening/pleura/apex/left", {"Pleural_Thickening"}),
        ("thickening/fissure", set()),
        ("opacity/lung/base/left", set()),
        ("cicatrix/lung", set()),
        ("airspace disease/lung/base", {"Consolidation"}),
        ("hydropneumothorax/left", {"Effusion", "Pneumothorax"}),
        ("subcutaneous emphysema/chest wall", set()),
        ("hernia, hiatal/large", {"Hernia"}),
        ("normal", set()),
    ],
)
def test_which_tags_count_as_which_finding(tag: str, labels: set[str]) -> None:
    assert labels_of([tag]) == labels


def test_all_fourteen_findings_are_mapped() -> None:
    assert len(HEADINGS) == 14


def test_the_digest_names_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"abc")
    assert digest(path).startswith("ba7816bf")
