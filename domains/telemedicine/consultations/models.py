"""The speech models that an administrator may choose."""

from __future__ import annotations

from domains.telemedicine.speech.models import choices
from domains.telemedicine.views import ModelChoice


def listed(chosen: str) -> tuple[ModelChoice, ...]:
    """Those that lie on this machine, and the one that the settings name even where it does not."""
    found = [ModelChoice(one.name, f"{one.name} ({one.megabytes} MB)", True, one.name == chosen) for one in choices()]
    if not any(each.chosen for each in found):
        found.append(ModelChoice(chosen, f"{chosen} (missing)", False, True))
    return tuple(found)
