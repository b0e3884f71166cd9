"""The Basic Application Level Confidentiality Profile (PS3.15, annex E), as dicom-anonymizer applies it to one level.

The library is asked for the newest table that it ships. It looks at the top level alone, fails on some value
representations, and leaves what no table names; so it is called for every level, what fails is removed, and what
comes out of it goes through :mod:`domains.chest.deidentify.vetting`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import redirect_stdout
from functools import cache
from io import StringIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pydicom.dataset import Dataset

TABLE = "dicomfields_2026c"
# What the options of the profile keep in another form, and :mod:`vetting` therefore handles itself.
OPTIONS = ("uids", "dates", "patient", "people", "sequences", "codes", "sentences", "emptied", "midnight")
Tag = tuple[int, ...]
Action = Callable[[Any, Any], None]


def apply(level: Dataset, handled: Mapping[str, frozenset[str]]) -> None:
    """Apply the profile to one level, in place.

    Args:
        level: Elements that can be read.
        handled: Kind of handling to keywords; those of an option of the profile are left for later.
    """
    from dicomanonymizer.simpledicomanonymizer import anonymize_dataset

    kept = frozenset().union(*(handled[kind] for kind in OPTIONS)) | {"PatientSex"}
    with redirect_stdout(StringIO()):
        anonymize_dataset(level, None, True, lambda: _rules(kept))


@cache
def _rules(kept: frozenset[str]) -> dict[Tag, Action]:
    from dicomanonymizer.simpledicomanonymizer import initialize_actions
    from pydicom.datadict import keyword_for_tag

    rules: dict[Tag, Action] = initialize_actions(TABLE)
    return {
        tag: _safely(action)
        for tag, action in rules.items()
        if len(tag) > 2 or keyword_for_tag((tag[0], tag[1])) not in kept
    }


def _safely(action: Action) -> Action:
    def act(level: Any, tag: Any) -> None:
        try:
            action(level, tag)
        except Exception:  # noqa: BLE001 - whatever the library cannot handle does not leave
            level.pop(tag, None)

    return act
