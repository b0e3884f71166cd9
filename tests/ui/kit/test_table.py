from tests.ui.kit.drawn import data, draw


def script() -> None:
    from ui.kit.table import Cell, Column, Line, table

    lines = [Line("a", "Ada, new", (Cell("Ada", "strong", "P-1"), Cell("3")))]
    columns = (Column("Patient"), Column("Decided", "right"))
    table(columns, lines, key="t", caption="Worklist", on_open=lambda opened: None)


def test_columns_lines_and_cells_reach_the_browser() -> None:
    given = data(draw(script))
    assert given["columns"] == [{"title": "Patient", "align": "left"}, {"title": "Decided", "align": "right"}]
    (row,) = given["rows"]
    assert (row["id"], row["label"]) == ("a", "Ada, new")
    assert row["cells"][0] == {"text": "Ada", "tone": "strong", "note": "P-1"}
