"""The server's side of the hour: a suite that works in the background as under `chiron serve`, led by standard input.

Commands, one a line: `begin FILE`, `cancel`, `resume`, `quit`. Out come lines of JSON: how far the visit is four times
a second, and what each command took.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from pathlib import Path
from typing import Any

from data.actor import SYSTEM, Actor, Role
from domains.telemedicine.views import Consent
from ui.owner import operator
from ui.suite import Suite

EVERY = 0.25
CLINICIAN, PASSWORD = "clara", "a quiet river bends"
CONSENT = Consent(by="patient", how="spoken", words="A machine may write down what is said.", keep_recording=True)


class Rig:
    """One suite with one visit.

    Args:
        home: Its folder; what it holds already is gone on with.
    """

    def __init__(self, home: Path) -> None:
        self._suite = Suite.open(home)
        self._actor = self._clinician()
        for domain in ("chest", "vocabulary"):
            self._suite.lifecycle.disable(domain, operator())
        self._suite.start()
        self._service: Any = self._suite.service("telemedicine")
        self._lock = threading.Lock()

    def serve(self) -> None:
        """Do what is asked until there is no more."""
        threading.Thread(target=self._tell, daemon=True).start()
        self._say({"ready": True})
        for line in sys.stdin:
            verb, _, rest = line.strip().partition(" ")
            if verb == "quit":
                break
            self._do(verb, rest)
        self._suite.close()

    def _clinician(self) -> Actor:
        people = self._suite.people(Role.CLINICIAN)
        return people[0] if people else self._suite.accounts.create(CLINICIAN, PASSWORD, Role.CLINICIAN, SYSTEM)

    def _visit(self) -> int | None:
        lines = self._service.visits(self._actor).lines
        return lines[0].id if lines else None

    def _do(self, verb: str, rest: str) -> None:
        began = time.monotonic()
        if verb == "begin":
            visit = self._service.begin(self._actor, "An hour", "", "", CONSENT)
            self._service.add_recording(self._actor, visit, Path(rest), "hour.webm")
            self._service.start(self._actor, visit)
        else:
            getattr(self._service, verb)(self._actor, self._visit())
        self._say({"did": verb, "seconds": round(time.monotonic() - began, 3)})

    def _tell(self) -> None:
        while True:
            time.sleep(EVERY)
            visit = self._visit()
            if visit is None:
                continue
            progress = self._service.progress(self._actor, visit)
            running = [step.name for step in progress.steps if step.state == "running"]
            told = {"fraction": progress.fraction, "state": str(progress.state.value), "step": (running or [""])[0]}
            self._say({**told, "sentence": progress.sentence, "at": time.time()})

    def _say(self, what: dict[str, Any]) -> None:
        with self._lock:
            print(json.dumps(what), flush=True)


if __name__ == "__main__":
    Rig(Path(sys.argv[1])).serve()
