"""Two processes on one database: a turn that one answers is gone for the other."""

import subprocess
import sys
from pathlib import Path

import pytest

from domains.vocabulary.views import Answer, Gone
from tests.domains.vocabulary.conftest import LENA, School
from tests.domains.vocabulary.study.desk_at import made, turn

ANSWER = """
import sys
from pathlib import Path
from core.engine.inline import InlineEngine
from data.actor import Actor, Role
from data.blobs import BlobStore
from data.database import Database
from domains.vocabulary.config import Config
from domains.vocabulary.service import open_service
from domains.vocabulary.views import Answer, Gone
from ui.kit.context import DomainContext

folder, token = Path(sys.argv[1]), sys.argv[2]
home = folder / "domains" / "vocabulary"
with Database.open("vocabulary", folder) as database:
    blobs = BlobStore(home / "blobs")
    context = DomainContext("vocabulary", Path(), home, database, blobs, Config, InlineEngine(), list)
    for _ in range(2):
        try:
            open_service(context).answer(Actor("d" * 32, "Lena", Role.LEARNER), token, Answer(3))
            print("kept")
        except Gone:
            print("gone")
"""


def test_a_turn_answered_by_another_process_is_gone(
    school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CHIRON_DATABASE_URL", raising=False)
    token = turn(school.service.next(LENA, made(school, 2))).token
    command = [sys.executable, "-c", ANSWER, str(tmp_path), token]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert (done.stdout.split(), done.stderr) == (["kept", "gone"], "")
    with pytest.raises(Gone):
        school.service.answer(LENA, token, Answer(3))
    assert school.service.replay(LENA) == ()
