"""The watch folder: files that stand still are taken in, and moved aside once it is known what became of them."""

import hashlib
import logging
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from core.intake import sniff
from core.intake.refusal import Code, Refused
from data.database import Database
from domains.chest.network.inbox import MEGABYTE, Inbox, NoRoom, Origin
from domains.chest.store import ReceptionRow

STILL = 2
MOST = 2000
DEPTH = 4
DONE, REFUSED = "done", "refused"
FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
UNFINISHED = (".part", ".partial", ".tmp", ".filepart", ".crdownload")
logger = logging.getLogger("chiron.chest.network")


class CannotWatch(RuntimeError):
    """The folder cannot be used; the sentence says why."""


@dataclass(frozen=True)
class Look:
    """How a file stood when it was last looked at, and for how many looks it stood so."""

    size: int
    mtime: int
    inode: int
    times: int = 1


class Watcher:
    """Looks into one folder, and into its folders to a depth of four, each time that it is told to.

    Links are never followed, of files and folders alike. A file is taken when its size and time stood still for two
    looks, is read whole, and compared again; it stays where it is until it is filed, so that a crash loses nothing and
    what is read twice is recognised by its digest. Then it goes to ``done``, or with a sentence to ``refused``.
    """

    def __init__(self, inbox: Inbox, database: Database, folder: Path, megabytes: int) -> None:
        self._inbox = inbox
        self._database = database
        self.folder = folder
        self._most = megabytes * MEGABYTE
        self._looks: dict[str, Look] = {}
        self._taken: dict[str, str] = {}

    def poll(self) -> int:
        """Look once; how many files were moved aside.

        Raises:
            CannotWatch: the folder is missing, a link, or cannot be written.
        """
        self._prepare()
        seen: dict[str, Look] = {}
        moved = 0
        for name, look in self._walk():
            seen[name] = look
            moved += self._step(name, look)
        self._looks = seen
        self._taken = {name: digest for name, digest in self._taken.items() if name in seen}
        return moved

    def _prepare(self) -> None:
        try:
            demand_folder(self.folder)
            for name in (DONE, REFUSED):
                (self.folder / name).mkdir(mode=0o700, exist_ok=True)
                if _is_no_folder(self.folder / name):
                    raise CannotWatch(f"The folder {self.folder / name} is a link; take it away.")
        except OSError as error:
            raise CannotWatch(f"The watch folder {self.folder} cannot be used: {error.strerror}.") from error

    def _walk(self) -> Iterator[tuple[str, Look]]:
        count = 0
        for root, folders, files, descriptor in os.fwalk(self.folder, follow_symlinks=False):
            where = os.path.relpath(root, self.folder)
            _prune(folders, where)
            for name in sorted(files):
                look = None if _is_unfinished(name) else _look(name, descriptor)
                if look is None:
                    continue
                if (count := count + 1) > MOST:
                    return
                yield os.path.normpath(os.path.join(where, name)), self._again(os.path.join(where, name), look)

    def _again(self, name: str, look: Look) -> Look:
        before = self._looks.get(os.path.normpath(name))
        same = before is not None and (before.size, before.mtime, before.inode) == (look.size, look.mtime, look.inode)
        return Look(look.size, look.mtime, look.inode, before.times + 1) if before and same else look

    def _step(self, name: str, look: Look) -> int:
        try:
            if name in self._taken:
                return self._settle(name, self._taken[name])
            return self._take(name, look) if look.times >= STILL else 0
        except NoRoom as error:
            logger.warning("%s", error)
        except FileNotFoundError:
            self._taken.pop(name, None)
        except OSError as error:
            logger.warning("A file of the watch folder could not be read: %s.", error.strerror)
        return 0

    def _take(self, name: str, look: Look) -> int:
        origin = Origin("watch", str(self.folder), os.path.basename(name))
        try:
            data = self._read(name, look)
            if data is None:
                return 0
            if sniff.picture(data) is None:
                error = Refused(Code.KIND, "The file is neither DICOM, PNG nor JPEG; put films into this folder only.")
                self._inbox.refuse(error, origin, hashlib.sha256(data).hexdigest(), len(data))
                raise error
            self._inbox.receive(data, origin)
        except Refused as error:
            return self._aside(name, REFUSED, error.sentence)
        self._taken[name] = hashlib.sha256(data).hexdigest()
        return 0

    def _read(self, name: str, look: Look) -> bytes | None:
        """The whole file as it stood; None where it changed meanwhile.

        Raises:
            Refused: it is larger than films may be.
        """
        if look.size > self._most:
            error = Refused(Code.BYTES, f"The file is larger than {self._most // MEGABYTE} MB; export it compressed.")
            self._inbox.refuse(error, Origin("watch", str(self.folder), os.path.basename(name)), "", look.size)
            raise error
        descriptor = self._open(name)
        with os.fdopen(descriptor, "rb") as file:
            before = _facts(os.fstat(descriptor))
            data = file.read(self._most + 1)
            after = _facts(os.fstat(descriptor))
        same = before == after == (look.size, look.mtime, look.inode)
        return data if same and len(data) == look.size else None

    def _open(self, name: str) -> int:
        folder = self._folder_of(name)
        try:
            flags = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
            return os.open(os.path.basename(name), flags, dir_fd=folder)
        finally:
            os.close(folder)

    def _folder_of(self, name: str) -> int:
        """Opened step by step, so that no folder on the way can be a link."""
        at = os.open(self.folder, FOLDER)
        for folder in Path(name).parts[:-1]:
            before, at = at, -1
            try:
                at = os.open(folder, FOLDER, dir_fd=before)
            finally:
                os.close(before)
        return at

    def _settle(self, name: str, digest: str) -> int:
        """Move the file once it is known what became of its bytes."""
        query = select(ReceptionRow.state, ReceptionRow.reason).where(ReceptionRow.digest == digest)
        with self._database.read() as session:
            states = {state: reason for state, reason in session.execute(query.order_by(ReceptionRow.id))}
        if "spooled" in states:
            return 0
        if "filed" in states or ("duplicate" in states and "refused" not in states):
            return self._aside(name, DONE)
        return self._aside(name, REFUSED, states.get("refused", "It could not be filed; put it here again."))

    def _aside(self, name: str, where: str, sentence: str = "") -> int:
        target = _free(self.folder / where / os.path.basename(name))
        folder = self._folder_of(name)
        try:
            os.rename(os.path.basename(name), target, src_dir_fd=folder)
        finally:
            os.close(folder)
        self._taken.pop(name, None)
        if sentence:
            target.with_name(target.name + ".txt").write_text(sentence + "\n", encoding="utf-8")
        return 1


def demand_folder(path: Path) -> None:
    """Let only a real folder pass.

    Raises:
        CannotWatch: it is missing, or a link.
    """
    if _is_no_folder(path):
        raise CannotWatch(f"The watch folder {path} is not there, or is a link: make it, or name another.")


def _is_no_folder(path: Path) -> bool:
    return path.is_symlink() or not path.is_dir()


def _prune(folders: list[str], where: str) -> None:
    deep = where != "." and len(Path(where).parts) >= DEPTH
    own = (DONE, REFUSED) if where == "." else ()
    folders[:] = [] if deep else sorted(name for name in folders if name not in own and not name.startswith("."))


def _is_unfinished(name: str) -> bool:
    return name.startswith((".", "~")) or name.lower().endswith(UNFINISHED)


def _look(name: str, folder: int) -> Look | None:
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except OSError:
        return None
    return Look(*_facts(found)) if stat.S_ISREG(found.st_mode) else None


def _facts(found: os.stat_result) -> tuple[int, int, int]:
    return found.st_size, found.st_mtime_ns, found.st_ino


def _free(path: Path) -> Path:
    """A name that is not taken yet."""
    candidate, count = path, 1
    while candidate.exists() or candidate.is_symlink():
        count += 1
        candidate = path.with_name(f"{path.stem}-{count}{path.suffix}")
    return candidate
