"""Cases that come in, and unsigned ones that are thrown away again."""

from collections.abc import Callable, Sequence

from core.intake.intake import Intake
from core.intake.refusal import Refused
from data.actor import Actor
from domains.chest import arrival
from domains.chest.arrival import Arrival
from domains.chest.cases import CaseState, CaseView, NotNow
from domains.chest.config import Config
from domains.chest.delivery import Brought, LeftOut, Tell, by_study, called, check_one_note, new_among
from domains.chest.door import Door, subject_of
from domains.chest.filing import FileOutcome, Filing
from domains.chest.filmrows import Darkroom, Taken
from domains.chest.parcel import Parcel, new_case
from domains.chest.store import CaseRow
from domains.chest.views import case_view

CREATE = "case.create"


class Intray:
    """Checks what comes in before anything of it is kept."""

    def __init__(
        self, door: Door, config: Callable[[], Config], intake: Intake, darkroom: Darkroom, filing: Filing
    ) -> None:
        self._door = door
        self._config = config
        self._intake = intake
        self._darkroom = darkroom
        self._filing = filing

    def create(self, actor: Actor, parcel: Parcel) -> CaseView:
        """Keep a case.

        Raises:
            Refused: a part cannot be read or there is none; of it only digests and the reason are kept.
        """
        self._door.admit(actor, CREATE, "case")
        try:
            taken = self._take(parcel)
            facts = [film.facts for film in taken]
            arrived = arrival.receive(self._intake, facts, parcel.note, parcel.record, parcel.note_confirmed)
        except Refused as error:
            self._door.refuse(actor, CREATE, error, parcel.fingerprint())
            raise
        return self._keep(actor, parcel, arrived, taken)

    def bring_in(self, actor: Actor, parcel: Parcel, tell: Tell) -> Brought:
        """Keep what can be read of several films, as one case a study; what cannot is named and left out.

        Raises:
            Refused: the note or the record cannot be read, or several studies come with one note or record.
        """
        self._door.admit(actor, CREATE, "case")
        taken, left_out = self._sift(actor, parcel, tell)
        if parcel.all_films() and not taken:
            return Brought((), tuple(left_out))
        groups = by_study(taken)
        try:
            check_one_note(groups, parcel)
            facts = [[film.facts for film in group] for group in groups]
            arrived = [
                arrival.receive(self._intake, group, parcel.note, parcel.record, parcel.note_confirmed)
                for group in facts
            ]
        except Refused as error:
            self._door.refuse(actor, CREATE, error, parcel.fingerprint())
            raise
        cases = [self._keep(actor, parcel, each, group) for each, group in zip(arrived, groups, strict=True)]
        return Brought(tuple(cases), tuple(left_out))

    def _sift(self, actor: Actor, parcel: Parcel, tell: Tell) -> tuple[list[Taken], list[LeftOut]]:
        taken: list[Taken] = []
        left_out: list[LeftOut] = []
        films = parcel.all_films()
        for number, (name, data) in enumerate(films):
            tell(number / len(films), called(name))
            try:
                taken.append(new_among(taken, self._darkroom.take(self._intake, data, name)))
            except Refused as error:
                self._door.refuse(actor, CREATE, error, arrival.fingerprint([data], None))
                left_out.append(LeftOut(called(name), error.sentence))
        return taken, left_out

    def file(self, actor: Actor, data: bytes, name: str, source: str) -> FileOutcome:
        """File one film that a machine sent; see :meth:`domains.chest.filing.Filing.file`."""
        return self._filing.file(actor, data, name, source)

    def _take(self, parcel: Parcel) -> tuple[Taken, ...]:
        named = parcel.all_films()
        return tuple(self._named(name, data, len(named) > 1) for name, data in named)

    def _named(self, name: str | None, data: bytes, among_others: bool) -> Taken:
        try:
            return self._darkroom.take(self._intake, data, name)
        except Refused as error:
            if not among_others:
                raise
            raise Refused(error.code, f"{called(name)}: {error.sentence}") from error

    def _keep(self, actor: Actor, parcel: Parcel, arrived: Arrival, taken: Sequence[Taken]) -> CaseView:
        row = new_case(actor, parcel, arrived)
        with self._door.visit(actor, CREATE, subject_of(row.id)) as visit:
            visit.detail.update(parcel.fingerprint())
            row.films.extend(self._darkroom.keep(film, position) for position, film in enumerate(taken))
            visit.session.add(row)
            visit.session.flush()
            return case_view(row, actor, self._config().blind_first)

    def discard(self, actor: Actor, case_id: str, version: int) -> None:
        """Throw an unsigned case away, with the files that no other case needs.

        Raises:
            NotNow: the case is signed or being read.
        """
        with self._door.change(actor, "case.discard", case_id, version) as visit:
            row = visit.row
            if row.state in (CaseState.SIGNED, CaseState.READING):
                raise NotNow(
                    f"The case is {row.state}; only a case that is neither signed nor being read is discarded."
                )
            digests = _files(row)
            visit.detail.update({"state": row.state, "films": [film.digest for film in row.films]})
            visit.session.delete(row)
        self._darkroom.forget(digests)


def _files(row: CaseRow) -> set[str]:
    films = {digest for film in row.films for digest in (film.digest, film.preview)}
    films |= {transmission.digest for transmission in row.transmissions}
    return films | {digest for reading in row.readings for digest in reading.heatmaps.values()}
