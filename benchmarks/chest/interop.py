"""Films between a real Orthanc and the reading room under load, while either side is killed and started again.

Three journeys of so many instances, made from a real film with new identifiers: Orthanc pushes them by C-STORE into
`chiron chest listen`; the reading room pulls them by QIDO-RS and WADO-RS; the reading room pushes them, half by C-STORE
and half by STOW-RS. After a third has arrived, our process is killed (signal 9) and started again; after two thirds
Orthanc is. Told are how many were lost, how many are there twice, and the seconds, both restarts among them.
`python -m benchmarks.chest.interop [--instances N] [--per-study N]`; it needs Orthanc with its DICOMweb plug-in.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from benchmarks.chest.orthanc import LOGIN, TITLE, Missing, Orthanc, free_port

STEP, BATCH, PATIENCE = 16, 20, 1800.0
VARIABLE = "INTEROP_LOGIN"


def main() -> int:
    """Print a line a journey; 1 where anything was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", help="not needed; taken so that all benchmarks may be called alike")
    parser.add_argument("--instances", type=int, default=200)
    parser.add_argument("--per-study", type=int, default=4)
    parser.add_argument("--role", choices=("pull", "push"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    os.environ[VARIABLE] = ":".join(LOGIN)
    if given.role:
        return {"pull": pull, "push": push}[given.role]()
    films = made(given.instances, given.per_study)
    try:
        return sum(journey(films) for journey in (pushed_to_us, pulled_by_us, pushed_by_us))
    except Missing as missing:
        print(missing)
        return 0


def made(count: int, per_study: int) -> dict[str, bytes]:
    """Instances by UID: a real film, smaller, shifted and renamed."""
    import numpy as np
    from pydicom import dcmread
    from pydicom.data import get_testdata_file
    from pydicom.uid import generate_uid

    original = dcmread(str(get_testdata_file("RG1_UNCR.dcm")))
    pixels = original.pixel_array[::STEP, ::STEP]
    root, films = generate_uid(), {}
    for number in range(count):
        shifted = np.ascontiguousarray(np.roll(pixels, number % 97, axis=0) + np.uint16(number // 97))
        original.Rows, original.Columns = shifted.shape
        original.PixelData = shifted.tobytes()
        original.PatientID = f"L{number // per_study}"
        original.StudyInstanceUID = f"{root[:48]}.{number // per_study}"
        original.SeriesInstanceUID = f"{original.StudyInstanceUID}.1"
        original.SOPInstanceUID = original.file_meta.MediaStorageSOPInstanceUID = generate_uid()
        out = BytesIO()
        original.save_as(out)
        films[str(original.SOPInstanceUID)] = out.getvalue()
    return films


class Ours:
    """A process of ours that can be killed and started again, on a home of its own."""

    def __init__(self, home: Path, *command: str) -> None:
        self._command = [sys.executable, *command]
        self._environment = {**os.environ, "CHIRON_HOME": str(home)}
        self._process: subprocess.Popen[bytes] | None = None
        self.log = home / "log"
        self._log = self.log.open("ab")

    def start(self) -> None:
        """Start it."""
        self._process = subprocess.Popen(  # noqa: S603
            self._command, env=self._environment, stdout=self._log, stderr=self._log
        )

    def failed(self) -> bool:
        """False; raises where it ended by itself, which it should not."""
        if self._process is not None and self._process.poll() is not None:
            raise RuntimeError(f"Our process ended by itself:\n{self.log.read_text(errors='replace')[-1500:]}")
        return False

    def kill(self) -> None:
        """End it as a power cut would."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()


@contextmanager
def peers(modality: int = 0) -> Iterator[tuple[Path, Orthanc]]:
    """A home of ours and an Orthanc, both gone afterwards."""
    with tempfile.TemporaryDirectory() as name:
        home, folder = Path(name) / "home", Path(name) / "orthanc"
        home.mkdir(mode=0o700)
        folder.mkdir()
        with Orthanc(folder, modality) as orthanc:
            yield home, orthanc


@contextmanager
def opened(home: Path) -> Iterator[Any]:
    """Our reading room, in this process."""
    from ui.suite import Suite

    suite = Suite.open(home=home, engine="inline")
    try:
        yield suite
    finally:
        suite.close()


def configure(home: Path, orthanc: Orthanc) -> None:
    """Name Orthanc as an archive, for both ways."""
    from data.actor import SYSTEM

    lines = f"web {orthanc.web} env:{VARIABLE}\nstore dicom://{TITLE}@127.0.0.1:{orthanc.dicom}"
    with opened(home) as suite:
        suite.service("chest")
        suite.lifecycle.configure("chest", {"archives": lines, "archive_most_films": 500}, SYSTEM)


def rows(home: Path, query: str) -> list[tuple[Any, ...]]:
    """What stands in our database; looked at from outside, while our process works."""
    import sqlite3

    with sqlite3.connect(f"file:{home / 'databases' / 'chest.db'}?mode=ro", uri=True, timeout=30) as database:
        try:
            return database.execute(query).fetchall()
        except sqlite3.OperationalError:
            return []


def wait_for(what: Callable[[], bool]) -> None:
    """Wait until it holds; half an hour at most."""
    deadline = time.monotonic() + PATIENCE
    while not what():
        if time.monotonic() > deadline:
            raise RuntimeError("The journey does not come to its end.")
        time.sleep(0.1)


def in_turn(ours: Ours, orthanc: Orthanc, arrived: Callable[[], int], total: int, over: threading.Event) -> None:
    """Kill and restart our process after a third, and Orthanc after two thirds."""
    wait_for(lambda: arrived() >= total // 3 or over.is_set())
    ours.kill()
    at_first = arrived()
    ours.start()
    wait_for(lambda: arrived() >= max(at_first + 1, 2 * total // 3) or over.is_set())
    orthanc.kill()
    at_second = arrived()
    orthanc.start()
    print(f"  ours killed at {at_first}, Orthanc at {at_second} of {total}")


def told(name: str, films: dict[str, bytes], there: Sequence[str], began: float, more: str = "") -> int:
    """One line: how many came, were lost, are there twice; and seconds."""
    counts = Counter(there)
    lost = sum(uid not in counts for uid in films)
    doubled = sum(count - 1 for count in counts.values())
    seconds = time.monotonic() - began
    print(
        f"{name:<40} {len(films):>4} sent  {lost:>3} lost  {doubled:>3} doubled  {seconds:6.1f} s  {more}", flush=True
    )
    return int(bool(lost or doubled))


def filed(home: Path) -> list[str]:
    """UIDs of the films in our cases."""
    return [uid for (uid,) in rows(home, "SELECT sop_instance_uid FROM films")]


def arrivals(home: Path) -> str:
    """How many arrivals are in which state."""
    states = dict(rows(home, "SELECT state, count(*) FROM receptions GROUP BY state"))
    return ", ".join(f"{count} {state}" for state, count in sorted(states.items()))


def pushed_to_us(films: dict[str, bytes]) -> int:
    """Orthanc sends; a batch that failed is sent again, whole, as a sender does that heard nothing."""
    port = free_port()
    with peers(port) as (home, orthanc):
        configure(home, orthanc)
        instances = [orthanc.put(film) for film in films.values()]
        listen = ("-m", "ui", "chest", "listen", "--port", str(port), "--aet", "CHIRON", "--allow", TITLE)
        ours, over = Ours(home, *listen), threading.Event()
        ours.start()
        wait_for(lambda: ours.failed() or b"listening" in ours.log.read_bytes())
        began = time.monotonic()
        killer = threading.Thread(
            target=in_turn, args=(ours, orthanc, lambda: len(set(received(home))), len(films), over)
        )
        killer.start()
        for at in range(0, len(instances), BATCH):
            wait_for(lambda at=at: orthanc.send(instances[at : at + BATCH]))  # type: ignore[misc]
        over.set()
        killer.join()
        wait_for(lambda: not rows(home, "SELECT 1 FROM receptions WHERE state = 'spooled'"))
        ours.kill()
        return told("Orthanc pushes, C-STORE", films, filed(home), began, arrivals(home))


def received(home: Path) -> list[str]:
    """UIDs of all that arrived, filed or not."""
    return [uid for (uid,) in rows(home, "SELECT sop_instance_uid FROM receptions")]


def pulled_by_us(films: dict[str, bytes]) -> int:
    """We search and fetch; what was interrupted is asked for again."""
    with peers() as (home, orthanc):
        configure(home, orthanc)
        for film in films.values():
            orthanc.put(film)
        ours, over = Ours(home, "-m", "benchmarks.chest.interop", "--role", "pull"), threading.Event()
        began = time.monotonic()
        ours.start()
        killer = threading.Thread(target=in_turn, args=(ours, orthanc, lambda: len(received(home)), len(films), over))
        killer.start()
        wait_for(lambda: ours.failed() or len(set(filed(home))) >= len(films))
        over.set()
        killer.join()
        ours.kill()
        return told("We pull, QIDO-RS and WADO-RS", films, filed(home), began, arrivals(home))


def pull() -> int:
    """Bring in every study, again and again, until told to end."""
    from domains.chest.actors import NETWORK
    from domains.chest.network.dicomweb import Question
    from domains.chest.network.web import Unreachable

    with opened(Path(os.environ["CHIRON_HOME"])) as suite:
        network, stop = suite.service("chest").network, threading.Event()
        while True:
            try:
                for found in network.archives.search(NETWORK, "web", Question(reference="L*")):
                    network.archives.bring_in(NETWORK, "web", found.study.uid).ended.wait(PATIENCE)
            except Unreachable as error:
                print(error, flush=True)
                time.sleep(0.5)
            network.filer.drain(stop)


def pushed_by_us(films: dict[str, bytes]) -> int:
    """We queue them with a signed case and send what is due until all went."""
    with peers() as (home, orthanc):
        configure(home, orthanc)
        queue(home, list(films.values()))
        ours, over = Ours(home, "-m", "benchmarks.chest.interop", "--role", "push"), threading.Event()
        began = time.monotonic()
        ours.start()
        killer = threading.Thread(target=in_turn, args=(ours, orthanc, lambda: len(sent(home)), len(films), over))
        killer.start()
        wait_for(lambda: ours.failed() or len(sent(home)) >= len(films))
        over.set()
        killer.join()
        ours.kill()
        states = Counter(state for (state,) in rows(home, "SELECT state FROM transmissions"))
        more = ", ".join(f"{count} {state}" for state, count in states.items())
        return told("We push, C-STORE and STOW-RS", films, orthanc.uids(), began, more)


def sent(home: Path) -> list[str]:
    """UIDs of what the archive said that it has."""
    return [uid for (uid,) in rows(home, "SELECT sop_instance_uid FROM transmissions WHERE state = 'sent'")]


def queue(home: Path, films: list[bytes]) -> None:
    """Queue the films as objects of one signed case, half for each way."""
    from domains.chest.actors import NETWORK
    from domains.chest.cases import Record
    from domains.chest.network.outbox import Outbox
    from domains.chest.servers import parse

    with opened(home) as suite:
        service = suite.service("chest")
        case = service.create_case(NETWORK, note="Cough.", record=Record(age=61, sex="F", view="PA"))
        service.start_reading(NETWORK, case.id)
        wait_for(lambda: service.progress(NETWORK, case.id).done)
        case = service.open_case(NETWORK, case.id)
        case = service.accept_undecided(NETWORK, case.id, case.version)
        service.sign(NETWORK, case.id, case.version, confirmed=True)
        context, half = suite.context("chest"), len(films) // 2
        for name, part in (("store", films[:half]), ("web", films[half:])):
            box = Outbox(
                service._door,
                context.database,
                context.blobs,
                lambda _actor, _case, _kind, part=part: part,  # type: ignore[misc]
                lambda: parse(service.settings().archives),
                lambda: "CHIRON",
                home,
            )
            box.send(NETWORK, case.id, "sc", name)
            box.close()


def push() -> int:
    """Send what is due, until told to end."""
    with opened(Path(os.environ["CHIRON_HOME"])) as suite:
        outbox, stop = suite.service("chest").network.outbox, threading.Event()
        while True:
            outbox.drain(stop)
            time.sleep(0.2)


if __name__ == "__main__":
    sys.exit(main())
