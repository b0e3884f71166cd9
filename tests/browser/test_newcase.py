"""Several files brought in at once, and again, in a real browser."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.domains.chest.studies import study_film

SignIn = Callable[[Page, str], str]


def test_films_of_a_study_become_one_case_and_a_second_time_that_case_is_offered(
    page: Page, sign_in: SignIn, tmp_path: Path
) -> None:
    files = {"front.dcm": study_film(1, "PA"), "side.dcm": study_film(2, "LL"), "holiday.dcm": b"this is not a film"}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    url = sign_in(page, "Clinician")
    page.goto(f"{url}/chest")
    page.get_by_role("button", name="New case").click()
    dialog = page.get_by_role("dialog", name="New case")
    dialog.locator("input[type=file][multiple]").set_input_files([tmp_path / name for name in files])
    expect(dialog.get_by_text("holiday.dcm")).to_be_visible()
    dialog.get_by_role("button", name="Bring in and read").click()
    expect(page.locator(".viewer")).to_have_attribute("data-ready", re.compile("[0-9a-f]{64}"))
    expect(page.get_by_role("alert").filter(has_text="holiday.dcm was not taken")).to_be_visible()
    expect(page.locator("[data-show=film]")).to_have_text("1 of 2")
    case = page.url

    page.get_by_role("button", name="Worklist").click()
    page.get_by_role("button", name="New case").click()
    dialog.locator("input[type=file][multiple]").set_input_files(tmp_path / "side.dcm")
    expect(dialog.get_by_text("side.dcm")).to_be_visible()
    dialog.get_by_role("button", name="Bring in and read").click()
    expect(dialog.get_by_text("side.dcm is in the worklist already: Doe, Jane")).to_be_visible()
    dialog.get_by_role("button", name="Open that case").click()
    expect(page.locator(".viewer")).to_have_attribute("data-ready", re.compile("[0-9a-f]{64}"))
    assert page.url == case
