"""The side that the words around a finding name."""

import pytest

from domains.chest.asserted import reader


@pytest.mark.parametrize(
    ("note", "sides"),
    [
        ("Moderate left pleural effusion.", ["left"]),
        ("Effusion on the right.", ["right"]),
        ("Large right and small left effusions", ["bilateral"]),
        ("No effusion on the left, moderate effusion on the right.", ["left", "right"]),
        ("LLL PNA", ["left"]),
        ("small L ptx", ["left"]),
        ("B/L pl eff", ["bilateral"]),
        ("effusion R>L", ["bilateral"]),
        ("left effusion with right atelectasis", ["left", "right"]),
        ("Left lung: effusion. Right lung: mass.", ["left", "right"]),
        ("Effusion (left), pneumothorax (none)", ["left", ""]),
        ("Right pneumothorax; no left pneumothorax.", ["right", "left"]),
        ("A nodule projects over the right upper lobe.", ["right"]),
        ("consolidation in the left lung and right-sided pneumothorax", ["left", "right"]),
        ("Effusion on the left and right", ["bilateral"]),
        ("Effusion. Nothing on the right.", [""]),
        ("Cardiomegaly", [""]),
    ],
)
def test_the_side_of_each_finding(note: str, sides: list[str]) -> None:
    assert [each.side for each in reader().read(note)] == sides
