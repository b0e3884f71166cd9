import re

from domains.chest.page import figures
from tests.domains.chest.room import Room


def test_every_finding_has_its_figure_with_an_interval(room: Room) -> None:
    told = figures.by_label(room.service)
    assert set(told) == {each["label"] for each in room.service.figures()["findings"]}
    for sentence in told.values():
        assert re.search(r"AUROC [\d.]+ \[[\d.]+, [\d.]+\] on \d+ films kept aside, \d+ with it\.$", sentence)


def test_the_table_holds_the_means_beside_the_record_alone(room: Room) -> None:
    html = figures._table(room.service.figures())
    assert html.count("chiron-interval") == len(room.service.figures()["findings"]) + 2 * len(figures.MEANS)
    for name in figures.MEANS.values():
        assert name in html


def test_labels_never_become_markup() -> None:
    row = figures._row({"label": "<b>x</b>", "auroc": 0.7, "low": 0.6, "high": 0.8, "positives_valid": 3})
    assert row[0] == "&lt;b&gt;x&lt;/b&gt;"
