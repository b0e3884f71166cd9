"""What the administrator set, as JSON; every change is audited with what it was set to."""

from __future__ import annotations

import json
import re
from typing import Any, TypeAlias

from data.actor import Actor, Role, require
from data.audit import append
from data.database import Database
from data.tables import Setting
from data.types import utcnow

JSON: TypeAlias = Any
SECRET = re.compile(r"password|secret|token|credential|api_?key", re.IGNORECASE)
MASK = "***"


class Settings:
    """The settings in the database `suite`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str) -> JSON | None:
        """The value of a setting; None where it was never set."""
        with self._database.read() as session:
            row = session.get(Setting, key)
            return None if row is None else json.loads(row.value)

    def put(self, key: str, value: JSON, by: Actor) -> None:
        """Set a value.

        Raises:
            NotAllowed: only an administrator may.
            TypeError: the value has no JSON form.
            ValueError: it holds a number that is not finite.
        """
        require(by, Role.ADMINISTRATOR)
        stored, now = json.dumps(value, sort_keys=True, allow_nan=False), utcnow()
        with self._database.write() as session:
            session.merge(Setting(key=key, value=stored, changed_at=now, changed_by=by.name))
            append(session, by, "setting.put", f"setting/{key}", {"value": masked(value)})


def masked(value: JSON) -> JSON:
    """The value with everything hidden whose name sounds like a secret, for the audit log."""
    if isinstance(value, dict):
        return {str(name): MASK if SECRET.search(str(name)) else masked(inner) for name, inner in value.items()}
    return [masked(inner) for inner in value] if isinstance(value, list | tuple) else value
