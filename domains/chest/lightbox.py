"""What readers do with the films of a case: add one, take one away, choose which the machine reads."""

from collections.abc import Callable, Sequence

from sqlalchemy import select

from core.intake.intake import Intake
from core.intake.refusal import Refused
from core.weights import digest
from data.actor import Actor
from domains.chest import arrival, priors
from domains.chest.cases import CaseState, CaseView, KnownFilm, NotNow
from domains.chest.config import Config
from domains.chest.door import CaseVisit, Door
from domains.chest.filmrows import Darkroom, Taken
from domains.chest.grouping import Study
from domains.chest.projection import is_lateral
from domains.chest.shelf import choose, shelve, unshelve
from domains.chest.store import CaseRow, FilmRow
from domains.chest.views import case_view

ADD = "film.add"
TWICE = "This film is in the case already; nothing was added."
OTHER_PATIENT = "This film is of another patient; bring it in as a case of its own."
OTHER_STUDY = "This film is of another study; bring it in as a case of its own."
NO_FILM = "This case has no such film."
LATERAL = "The machine reads frontal films only; choose a frontal one."
LAST = "This is all that the case has; discard the case instead."
SIGNED = "This reading is signed and its films stay; bring the film in as a case of its own."
BUSY = "This case is being read; wait for the reading or cancel it, then change its films."


class Lightbox:
    """Changes the films of unsigned cases."""

    def __init__(self, door: Door, config: Callable[[], Config], intake: Intake, darkroom: Darkroom) -> None:
        self._door = door
        self._config = config
        self._intake = intake
        self._darkroom = darkroom

    def known(self, actor: Actor, films: Sequence[tuple[str, bytes]]) -> tuple[KnownFilm, ...]:
        """Which of these films the worklist has already, as far as the actor may see; demonstrations do not count."""
        names = {digest(data): name for name, data in films}
        query = select(FilmRow.digest, FilmRow.case_id).where(FilmRow.digest.in_(names)).order_by(FilmRow.id)
        with self._door.visit(actor, "film.lookup", "worklist") as visit:
            rows = [
                (names[key], self._door.seen(visit.session, actor, case_id))
                for key, case_id in visit.session.execute(query)
            ]
            found = {name: case for name, case in rows if case is not None and not case.is_demonstration}
            visit.detail.update({"asked": list(names), "found": [case.id for case in found.values()]})
            return tuple(_known(name, case) for name, case in found.items())

    def add(self, actor: Actor, case_id: str, version: int, data: bytes, name: str) -> CaseView:
        """Add a film to an unsigned case.

        Raises:
            Refused: it cannot be read; of it only its digest and the reason are kept.
            NotNow: the case is signed or being read, has the film already, or the film is of another study.
        """
        self._door.admit(actor, ADD, "case")
        try:
            taken = self._darkroom.take(self._intake, data, name)
        except Refused as error:
            self._door.refuse(actor, ADD, error, arrival.fingerprint([data], None))
            raise
        with self._door.change(actor, ADD, case_id, version) as visit:
            _check_open(visit.row)
            _check_fits(visit.row, taken)
            film = shelve(visit.row, self._darkroom.keep(taken, len(visit.row.films)))
            visit.detail["film"] = film.digest
            return self._view(visit)

    def remove(self, actor: Actor, case_id: str, version: int, index: int) -> CaseView:
        """Take a film out of an unsigned case; its files go unless another case needs them.

        Raises:
            NotNow: the case is signed or being read, has no such film, or would be left with nothing.
        """
        with self._door.change(actor, "film.remove", case_id, version) as visit:
            _check_open(visit.row)
            film = _film(visit.row, index)
            if len(visit.row.films) == 1 and visit.row.note is None:
                raise NotNow(LAST)
            visit.detail["film"] = film.digest
            unshelve(visit.row, film)
            visit.session.flush()
            view = self._view(visit)
        self._darkroom.forget({film.digest, film.preview})
        return view

    def choose(self, actor: Actor, case_id: str, version: int, index: int) -> CaseView:
        """Have the machine read this film; a reading of another film is then out of date.

        Raises:
            NotNow: the case is signed or being read, has no such film, or the film is lateral.
        """
        with self._door.change(actor, "film.choose", case_id, version) as visit:
            _check_open(visit.row)
            film = _film(visit.row, index)
            if is_lateral(visit.row, film):
                raise NotNow(LATERAL)
            visit.detail["film"] = film.digest
            choose(visit.row, film)
            return self._view(visit)

    def _view(self, visit: CaseVisit) -> CaseView:
        visit.session.flush()
        return case_view(visit.row, visit.actor, self._config().blind_first, priors.of(visit, self._door))


def _known(name: str, case: CaseRow) -> KnownFilm:
    return KnownFilm(name, case.id, case.patient_label, CaseState(case.state))


def _film(case: CaseRow, index: int) -> FilmRow:
    if not 0 <= index < len(case.films):
        raise NotNow(NO_FILM)
    return case.films[index]


def _check_open(case: CaseRow) -> None:
    if case.state == CaseState.SIGNED:
        raise NotNow(SIGNED)
    if case.state == CaseState.READING:
        raise NotNow(BUSY)


def _check_fits(case: CaseRow, taken: Taken) -> None:
    there, told = Study.of(case), Study.told(taken.facts)
    sop_uids = {film.sop_instance_uid for film in case.films if film.sop_instance_uid}
    if taken.uid("sop_uid") in sop_uids or taken.digest in {film.digest for film in case.films}:
        raise NotNow(TWICE)
    if there.reference and told.reference and (there.reference, there.issuer) != (told.reference, told.issuer):
        raise NotNow(OTHER_PATIENT)
    if there.uid and told.uid and there.uid != told.uid:
        raise NotNow(OTHER_STUDY)
