"""The session of the one writer: it moves the audit anchor along with each commit."""

from __future__ import annotations

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from data.anchor import Anchor
from data.chain import Head, head

NAME = "database"
BASE = "audit base"


class WriteSession(Session):
    """A session whose commit anchors the chain: intended before it, confirmed after it.

    `info[NAME]` is the database's name; `info[BASE]` the head of the chain before the transaction's first audit row.
    """

    def __init__(self, bind: Engine | Connection, anchor: Anchor, name: str) -> None:
        super().__init__(bind, expire_on_commit=False, info={NAME: name})
        self._anchor = anchor

    def commit(self) -> None:
        """Commit; `data.anchor` tells what a crash leaves behind."""
        self.flush()
        base: Head | None = self.info.pop(BASE, None)
        ahead = head(self) if base else None
        if base is None or ahead is None or ahead == base:
            super().commit()
            return
        self._anchor.intend(base, ahead)
        super().commit()
        self._anchor.confirm(ahead)
