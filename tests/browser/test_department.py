"""Around the reading: an administrator hands out cases; signed ones leave as files and to an archive, films come in."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect
from pydicom import dcmread
from pydicom.uid import generate_uid

from benchmarks.chest.orthanc import LOGIN, TITLE, Missing, Orthanc
from data.actor import SYSTEM
from domains.chest.demo import film_path
from tests.browser.conftest import enter_as, serving
from tests.browser.test_chest import decided, film_is_shown, findings_are_shown, open_demonstration, sign_button
from ui.suite import Suite


@dataclass(frozen=True)
class Department:
    """A served demonstration beside an archive."""

    url: str
    archive: Orthanc


@pytest.fixture(scope="module")
def orthanc(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Orthanc]:
    try:
        server = Orthanc(tmp_path_factory.mktemp("orthanc"))
    except Missing as missing:
        pytest.skip(str(missing))
    with server:
        yield server


@pytest.fixture(scope="module")
def department(
    demonstration_home: Path, orthanc: Orthanc, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Department]:
    folder = tmp_path_factory.mktemp("department")
    home, login = folder / "home", folder / "login"
    shutil.copytree(demonstration_home, home)
    login.write_text(":".join(LOGIN), encoding="utf-8")
    suite = Suite.open(home, demo=True)
    archives = f"pacs dicom://{TITLE}@127.0.0.1:{orthanc.dicom}\nweb {orthanc.web} file:{login}"
    suite.lifecycle.configure("chest", {"archives": archives}, SYSTEM)
    suite.close()
    with serving(home, "--demo") as url:
        yield Department(url, orthanc)


def small_film(path: Path) -> bytes:
    """The real film at a sixteenth of its size, of another patient."""
    film = dcmread(path)
    pixels = np.ascontiguousarray(film.pixel_array[::8, ::8])
    film.Rows, film.Columns, film.PixelData = *pixels.shape, pixels.tobytes()
    film.StudyInstanceUID, film.SOPInstanceUID = generate_uid(), generate_uid()
    film.file_meta.MediaStorageSOPInstanceUID = film.SOPInstanceUID
    film.PatientID, film.PatientName = "A77", "Archived^Ann"
    written = BytesIO()
    film.save_as(written)
    return written.getvalue()


def test_an_administrator_hands_out_a_case_and_takes_it_out_of_hands(
    page: Page, chromium: Browser, own_demonstration: str
) -> None:
    reader = chromium.new_context().new_page()
    enter_as(reader, own_demonstration, "Clinician")
    reader.goto(f"{own_demonstration}/chest")
    open_demonstration(reader, "Berta")
    enter_as(page, own_demonstration, "Administrator")
    page.goto(f"{own_demonstration}/chest")
    held = page.locator(".list tbody tr", has_text="demo-clinician")
    expect(held).to_have_count(1)
    expect(page.get_by_text("Berta")).to_have_count(0)
    held.focus()
    page.keyboard.press("b")
    expect(page.locator(".list tbody tr", has_text="demo-clinician")).to_have_count(0)
    line = page.locator(".list tbody tr").first
    line.focus()
    page.keyboard.press("t")
    page.get_by_role("option", name="demo-clinician").or_(page.get_by_role("menuitem", name="demo-clinician")).click()
    expect(page.locator(".list tbody tr").first).to_contain_text("demo-clinician")
    reader.context.close()


def test_a_signed_case_is_checked_for_text_exported_and_sent(page: Page, department: Department) -> None:
    enter_as(page, department.url, "Clinician")
    sign(page, department.url)
    page.get_by_role("button", name="Check for text").click()
    dialog = page.get_by_role("dialog", name="Text burned into the films")
    dialog.get_by_role("button", name=re.compile("I looked: no text|Black these out")).click()
    expect(dialog.get_by_text("demo-clinician looked at it")).to_be_visible()
    page.keyboard.press("Escape")
    export(page, "FHIR bundle")
    send(page, "pacs")
    assert department.archive.uids()


def sign(page: Page, url: str) -> None:
    page.goto(f"{url}/chest")
    open_demonstration(page, "Berta")
    film_is_shown(page)
    count = findings_are_shown(page)
    page.get_by_role("button", name="Accept the rest").click()
    decided(page, f"All {count} findings decided")
    sign_button(page).click()
    dialog = page.get_by_role("dialog", name="Sign this reading")
    sign_now = dialog.get_by_role("button", name="Sign and freeze")
    expect(dialog.get_by_text("I have looked at the film")).to_be_visible()
    for box in dialog.get_by_test_id("stCheckbox").all():
        box.locator("label").click()
        expect(box.get_by_role("checkbox")).to_be_checked()
    expect(sign_now).to_be_enabled()
    sign_now.click()
    expect(page.get_by_role("tab", name="Sending")).to_be_visible()


def export(page: Page, kind: str) -> None:
    page.get_by_role("button", name="Export", exact=True).click()
    dialog = page.get_by_role("dialog", name="Export")
    dialog.get_by_text(kind, exact=True).click()
    dialog.get_by_text("Without names (de-identified)").click()
    dialog.get_by_role("button", name="Make the file").click()
    with page.expect_download() as started:
        dialog.get_by_role("button", name=re.compile("^Download")).click()
    bundle = json.loads(started.value.path().read_text(encoding="utf-8"))
    assert bundle["resourceType"] == "Bundle"
    assert "Berta" not in json.dumps(bundle)
    page.keyboard.press("Escape")


def send(page: Page, name: str) -> None:
    page.get_by_role("tab", name="Sending").click()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_text(f"to {name}")).to_be_visible()
    expect(page.get_by_text("Sent", exact=True)).to_be_visible()


def test_a_study_is_found_in_an_archive_and_brought_in(page: Page, department: Department) -> None:
    path = film_path()
    if path is None:
        pytest.skip("pydicom-data is not installed: there is no chest film in DICOM to archive")
    department.archive.put(small_film(path))
    enter_as(page, department.url, "Clinician")
    page.goto(f"{department.url}/chest")
    page.get_by_role("button", name="Archives").click()
    page.get_by_role("textbox", name="Patient id").fill("A77")
    page.get_by_role("button", name="Search", exact=True).click()
    row = page.locator(".list tbody tr", has_text="Archived, Ann")
    expect(row).to_contain_text("Not yet")
    row.click()
    expect(page.get_by_text("1 of 1 films from web")).to_be_visible()
    page.get_by_role("button", name="Done").click()
    page.get_by_role("button", name="Worklist").click()
    expect(page.locator(".list tbody tr", has_text="Archived, Ann")).to_be_visible()
