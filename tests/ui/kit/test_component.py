from pathlib import Path

import pytest

import ui.kit
from tests.ui.kit.drawn import component, draw

FOLDER = Path(ui.kit.__path__[0]) / "browser"
NAMES = ("viewer", "review", "table")


def script() -> None:
    from ui.kit.component import Component

    Component("table")(key="one", data={"caption": "C", "columns": [], "rows": []})


def test_scripts_and_styles_are_served_as_files() -> None:
    proto = component(draw(script))
    assert proto.component_name == "chiron.table"
    assert proto.js_source_path == "table/table.js"
    assert proto.css_source_path == "table/table.css"
    assert not proto.js_content and not proto.css_content


def test_a_second_running_streamlit_is_told_too() -> None:
    draw(script)
    assert component(draw(script)).js_source_path == "table/table.js"


def test_an_unknown_component_is_an_error_at_once() -> None:
    from ui.kit.component import Component

    with pytest.raises(FileNotFoundError):
        Component("nothing")


@pytest.mark.parametrize("name", NAMES)
def test_a_component_has_its_three_files_and_stays_hidden_until_its_rules_are_there(name: str) -> None:
    html, css = ((FOLDER / name / f"{name}.{kind}").read_text(encoding="utf-8") for kind in ("html", "css"))
    assert "export default function" in (FOLDER / name / f"{name}.js").read_text(encoding="utf-8")
    assert 'style="visibility: hidden"' in html.splitlines()[0]
    assert "visibility: visible !important" in css


@pytest.mark.parametrize("file", sorted(FOLDER.rglob("*.*")), ids=lambda file: file.name)
def test_nothing_is_fetched_from_elsewhere_and_no_text_becomes_markup(file: Path) -> None:
    text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
    for forbidden in ("http://", "https://", "innerHTML", "insertAdjacentHTML", "eval(", "@import"):
        assert forbidden not in text
