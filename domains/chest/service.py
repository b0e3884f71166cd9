"""What the reading room does: every call takes an actor, checks the role, and leaves its audit row."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Literal, cast
from uuid import uuid4

from core.intake.intake import Intake
from core.intake.limits import Limits
from core.weights import WeightsError
from data.actor import Actor, Role
from data.types import utcnow
from domains.chest import certified, health, inuse, signing, worklist
from domains.chest.assignment import Assignments
from domains.chest.cases import (
    CaseView,
    Choice,
    Counts,
    Filters,
    KnownFilm,
    Lock,
    Order,
    Picture,
    Prior,
    Priority,
    Progress,
    Record,
    Redraft,
    SignedVersion,
    Stated,
    Tally,
    Worklist,
)
from domains.chest.config import Config
from domains.chest.deidentify.looking import Looking
from domains.chest.delivery import Brought, Tell
from domains.chest.desk import Desk
from domains.chest.dismissals import Dismissals
from domains.chest.door import Door
from domains.chest.drift import Drift
from domains.chest.filing import FileOutcome, Filing
from domains.chest.filmrows import Darkroom
from domains.chest.gallery import Gallery
from domains.chest.holding import Holding
from domains.chest.intray import Intray
from domains.chest.lightbox import Lightbox
from domains.chest.measured import measured
from domains.chest.network.department import Department
from domains.chest.network.outgoing import maker
from domains.chest.offers import Offers
from domains.chest.outcomes import Outcomes
from domains.chest.outputs.exporter import Exporter, Terminal
from domains.chest.outputs.made import Made
from domains.chest.oversight import Overseen, Oversight
from domains.chest.parcel import Parcel
from domains.chest.priors import Priors
from domains.chest.readings import Readings
from domains.chest.tally import Counter, pressing
from domains.chest.views import is_withheld, sign_blocker
from domains.chest.watch import Watch
from domains.chest.writing import Writing
from ui.kit.context import DomainContext


class ChestService:
    """The reading room of one installation.

    Every method raises :class:`~data.actor.NotAllowed` for a role that may not, and those about one case raise
    :class:`~domains.chest.cases.NoSuchCase` where there is none for the actor. Changes return the case as it then is.
    """

    def __init__(self, context: DomainContext) -> None:
        self._context = context
        self._door = Door(
            context.database, lambda: self.settings().shared_worklist, lambda: self.settings().lock_minutes
        )
        self._intake = Intake()
        darkroom = Darkroom(context.blobs, context.database, self.settings)
        filing = Filing(self._door, self._intake, darkroom)
        self._intray = Intray(self._door, self.settings, self._intake, darkroom, filing)
        self._lightbox = Lightbox(self._door, self.settings, self._intake, darkroom)
        self._priors = Priors(self._door)
        self._desk = Desk(self._door, self.settings)
        self._holding = Holding(self._door, context.database, self.settings, self._desk.view)
        self._writing = Writing(self._desk)
        self._dismissals = Dismissals(self._desk)
        self._assignments = Assignments(self._door, context.database, partial(context.people, Role.CLINICIAN))
        self._oversight = Oversight(self._door)
        self._gallery = Gallery(self._door, context.blobs, self.settings)
        self.pixels = Looking(context, self._door)
        self.offers = Offers(context, self._door, self._intake, self._desk.view)
        self._outcomes = Outcomes(context.database, context.blobs)
        self._readings = Readings(context, self._door, self.settings, self._outcomes)
        self._watch = Watch(context.database, context.folder, context.home, lambda: self.settings().drift_window)
        self._exporter = Exporter(context, self._door, self.settings, self._intake)
        make = maker(self._exporter.export)
        self.network = Department(
            context, self._door, self.settings, filing.file, darkroom.forget, make, self._readings.start
        )

    def settings(self) -> Config:
        """The configuration as it stands now."""
        return cast(Config, self._context.config())

    def limits(self) -> Limits:
        """What the intake takes at most."""
        return Limits()

    def health(self) -> tuple[str, ...]:
        """Why cases cannot be read here, or films do not arrive, one sentence a reason."""
        return (
            *self._undecided(),
            *self.network.station.problems(),
            *filter(None, (self.drift().alarm,)),
        )

    def _undecided(self) -> tuple[str, ...]:
        """Why these weights cannot read or decide."""
        try:
            weights = inuse.folder(self._context.home, self._context.folder)
        except WeightsError as error:
            return (str(error),)
        point = self.settings().operating_point
        return (*health.reasons(weights), *certified.reasons(weights, self._context.home, point))

    def recover(self) -> None:
        """Put back the cases whose reading died with its process."""
        self._outcomes.recover()

    def close(self) -> None:
        """Stop what arrives, what is being read, and the intake's process."""
        self.network.close()
        self._readings.close()
        self._intake.close()

    def export(
        self, actor: Actor, case_id: str, kind: str, deidentified: bool = False, release: int = 4
    ) -> tuple[Made, ...]:
        """A signed case as ``sr``, ``sc``, ``gsps``, ``ko``, ``film``, ``fhir`` or ``csv``, what was asked for first.

        Raises:
            NotNow: the case is not signed.
            NotExportable: there is nothing of this kind in the case.
            NotChecked: it cannot leave without names yet.
        """
        return self._exporter.export(actor, case_id, kind, deidentified, release)

    def terminal(self) -> Terminal:
        """Exports for whoever owns the home folder."""
        return Terminal(self._context, self.settings, self._intake)

    def create_case(
        self,
        actor: Actor,
        *,
        film: bytes | None = None,
        name: str | None = None,
        note: str | bytes | None = None,
        record: Record = Record(),  # noqa: B008 - frozen
        patient: str = "",
        priority: Priority = Priority.ROUTINE,
        films: Sequence[tuple[str, bytes]] = (),
        note_confirmed: bool = False,
    ) -> CaseView:
        """Bring in a case; nothing of it is kept before all of it passed the intake.

        ``films`` are further films of the same study, each with its name. ``note_confirmed`` says that the note is of
        this patient although it names another.

        Raises:
            Refused: a part cannot be read, or there is none.
        """
        parcel = Parcel(film, name, note, record, patient, priority, films=tuple(films), note_confirmed=note_confirmed)
        return self._intray.create(actor, parcel)

    def bring_in(
        self,
        actor: Actor,
        films: Sequence[tuple[str, bytes]],
        *,
        note: str | bytes | None = None,
        record: Record = Record(),  # noqa: B008 - frozen
        patient: str = "",
        priority: Priority = Priority.ROUTINE,
        note_confirmed: bool = False,
        tell: Tell = lambda _fraction, _name: None,
    ) -> Brought:
        """Bring in several files at once: one case a study, and what cannot be read is named while the rest goes on.

        ``tell`` hears the fraction done and the file that comes next.

        Raises:
            Refused: the note or the record cannot be read, or several studies come with one note or record.
        """
        parcel = Parcel(None, None, note, record, patient, priority, films=tuple(films), note_confirmed=note_confirmed)
        return self._intray.bring_in(actor, parcel, tell)

    def file_film(self, actor: Actor, data: bytes, name: str, source: str) -> FileOutcome:
        """File a film that a machine sent into the unsigned case of its study, or into a new one; never twice.

        Raises:
            Refused: it cannot be read.
        """
        return self._intray.file(actor, data, name, source)

    def known_films(self, actor: Actor, films: Sequence[tuple[str, bytes]]) -> tuple[KnownFilm, ...]:
        """Which of these films are in the worklist already."""
        return self._lightbox.known(actor, films)

    def add_film(self, actor: Actor, case_id: str, version: int, data: bytes, name: str) -> CaseView:
        """Add a film to an unsigned case."""
        return self._lightbox.add(actor, case_id, version, data, name)

    def remove_film(self, actor: Actor, case_id: str, version: int, index: int) -> CaseView:
        """Take a film out of an unsigned case."""
        return self._lightbox.remove(actor, case_id, version, index)

    def choose_film(self, actor: Actor, case_id: str, version: int, index: int) -> CaseView:
        """Have the machine read this film of the case."""
        return self._lightbox.choose(actor, case_id, version, index)

    def open_prior(self, actor: Actor, case_id: str, prior_id: str) -> Prior:
        """An earlier case of the same patient, beside this one."""
        return self._priors.open(actor, case_id, prior_id)

    def worklist(
        self,
        actor: Actor,
        filters: Filters = Filters(),  # noqa: B008 - frozen
        order: Order = Order.NEWEST,
        page: int = 1,
    ) -> Worklist:
        """One page of the cases that the filters let through."""
        config = self.settings()
        with self._door.visit(actor, "worklist.list", "worklist") as visit:
            where = worklist.conditions(filters, actor, config.shared_worklist, config.blind_first)
            size, blind = config.worklist_page_size, config.blind_first
            listed = worklist.listing(visit.session, where, order, page, size, actor, blind)
            visit.detail.update({**worklist.described(filters, order), "page": listed.page, "shown": len(listed.rows)})
            return listed

    def tally(self, actor: Actor, filters: Filters = Filters()) -> Tally:  # noqa: B008 - frozen
        """How many cases each choice of a filter would show; no patient's data, so no audit row."""
        self._door.admit(actor, "worklist.count", "worklist")
        config = self.settings()
        with self._context.database.read() as session:
            return Counter(session, filters, actor, config.shared_worklist, config.blind_first).tally()

    def next_case(self, actor: Actor, but: str, filters: Filters = Filters()) -> str | None:  # noqa: B008 - frozen
        """The case to read next among those that the filters let through, whatever its state; None where none waits."""
        config = self.settings()
        with self._door.visit(actor, "worklist.next", "worklist") as visit:
            where = worklist.conditions(filters, actor, config.shared_worklist, config.blind_first)
            found = worklist.following(visit.session, where, actor, but, utcnow())
            visit.detail["case"] = found
            return found

    def clinicians(self, actor: Actor) -> tuple[Actor, ...]:
        """Whom a case may be assigned to; for clinicians and administrators."""
        return self._assignments.clinicians(actor)

    def assign(self, actor: Actor, seen: Mapping[str, str | None], to: str | None) -> tuple[str, ...]:
        """Assign cases; ``seen`` maps each to the assignee before, and what comes back says which were left alone.

        For clinicians and administrators.
        """
        return self._assignments.assign(actor, seen, to)

    def prioritise(self, actor: Actor, seen: Mapping[str, Priority], priority: Priority) -> tuple[str, ...]:
        """Change how much cases press; ``seen`` maps each to its priority before. For clinicians and administrators."""
        return self._assignments.prioritise(actor, seen, priority)

    def open_for_review(self, actor: Actor, case_id: str) -> CaseView:
        """Everything that the actor may see of a case, which is taken in hand if it waits for review and is free."""
        return self._holding.open(actor, case_id)

    def take_over(self, actor: Actor, case_id: str) -> CaseView:
        """Take in hand a case that another reader has; they are told at their next step."""
        return self._holding.take_over(actor, case_id)

    def renew_lock(self, actor: Actor, case_id: str) -> Lock | None:
        """Keep a case in hand; who has it now. No audit row."""
        return self._holding.renew(actor, case_id)

    def release(self, actor: Actor, case_id: str) -> None:
        """Let go of a case on leaving it."""
        self._holding.release(actor, case_id)

    def oversee(self, actor: Actor) -> Overseen:
        """The cases that are not signed, without their patients, for administrators."""
        return self._oversight.look(actor)

    def break_lock(self, actor: Actor, case_id: str) -> None:
        """Take a case out of its reader's hands; for administrators."""
        self._holding.break_open(actor, case_id)

    def signed_out(self, actor: Actor) -> None:
        """Let go of all that somebody had in hand; the suite calls it when they sign out."""
        self._holding.release_all(actor)

    def open_case(self, actor: Actor, case_id: str) -> CaseView:
        """Everything that the actor may see of a case."""
        return self._desk.open(actor, case_id)

    def start_reading(self, actor: Actor, case_id: str) -> Progress:
        """Have the machine read a case; calling it twice starts one reading.

        Raises:
            NotNow: the case is signed.
        """
        return self._readings.start(actor, case_id)

    def read_again(self, actor: Actor, case_id: str, version: int) -> Progress:
        """Have the machine read a case anew, with other weights for instance; its decisions no longer count.

        Raises:
            Conflict: someone changed the case after the actor saw it.
            NotNow: the case is signed, or has no reading yet.
        """
        return self._readings.again(actor, case_id, version)

    def progress(self, actor: Actor, case_id: str) -> Progress:
        """How far the reading is; tells nothing of the patient, so it leaves no audit row and may be polled."""
        self._door.admit(actor, "reading.progress", "case")
        return self._readings.progress(actor, case_id)

    def cancel_reading(self, actor: Actor, case_id: str) -> CaseView:
        """Stop the reading under way."""
        self._readings.cancel(actor, case_id)
        return self.open_case(actor, case_id)

    def state_impression(self, actor: Actor, case_id: str, version: int, text: str) -> CaseView:
        """Write down one's own impression; in blind-first mode the findings are shown after it."""
        return self._desk.state_impression(actor, case_id, version, text)

    def decide(
        self,
        actor: Actor,
        case_id: str,
        version: int,
        label: str,
        choice: Choice,
        stated: Stated | None = None,
        comment: str = "",
    ) -> CaseView:
        """Accept, reject or edit one finding; an edit needs ``stated``."""
        return self._desk.decide(actor, case_id, version, label, choice, stated, comment)

    def accept_undecided(self, actor: Actor, case_id: str, version: int) -> CaseView:
        """Accept every finding without a decision as the machine says."""
        return self._desk.accept_undecided(actor, case_id, version)

    def edit_report(self, actor: Actor, case_id: str, version: int, text: str, step: str = "") -> CaseView:
        """Keep the report in the reader's own words; what is saved under one ``step`` is taken back by one undo."""
        return self._writing.edit(actor, case_id, version, text, step or uuid4().hex)

    def redraft(self, actor: Actor, case_id: str, version: int, how: Redraft) -> CaseView:
        """Bring the reader's own words and the draft that changed under them together."""
        return self._writing.redraft(actor, case_id, version, how)

    def dismiss_contradiction(
        self, actor: Actor, case_id: str, version: int, contradiction: int, reason: str
    ) -> CaseView:
        """Put a contradiction aside, with a reason in words."""
        return self._dismissals.dismiss(actor, case_id, version, contradiction, reason)

    def restore_contradiction(self, actor: Actor, case_id: str, version: int, contradiction: int) -> CaseView:
        """Take up again a contradiction that was put aside."""
        return self._dismissals.restore(actor, case_id, version, contradiction)

    def undo(self, actor: Actor, case_id: str, version: int) -> CaseView:
        """Take back one's own last step."""
        return self._desk.undo(actor, case_id, version)

    def can_sign(self, actor: Actor, case_id: str) -> str:
        """Why the case cannot be signed now; empty where it can."""
        with self._door.case(actor, "case.check", case_id) as visit:
            return sign_blocker(visit.row, is_withheld(visit.row, actor, self.settings().blind_first))

    def sign(self, actor: Actor, case_id: str, version: int, confirmed: bool) -> CaseView:
        """Freeze the reading; nothing of it can be changed afterwards."""
        return self._desk.sign(actor, case_id, version, confirmed)

    def addendum(self, actor: Actor, case_id: str, text: str) -> CaseView:
        """Add words to a signed reading as a further version."""
        return self._desk.addendum(actor, case_id, text)

    def versions(self, actor: Actor, case_id: str) -> tuple[SignedVersion, ...]:
        """The signed versions, oldest first, each compared with its digest and the audit log."""
        with self._door.case(actor, "version.view", case_id) as visit:
            return signing.versions(visit.row)

    def film(self, actor: Actor, case_id: str, index: int = 0, bits: Literal[8, 16] = 8) -> Picture:
        """A film as PNG."""
        return self._gallery.film(actor, case_id, index, bits)

    def heatmaps(self, actor: Actor, case_id: str) -> Mapping[str, Picture]:
        """Where the image expert saw each finding: PNGs over the whole film, by label."""
        return self._gallery.heatmaps(actor, case_id)

    def figures(self) -> Mapping[str, Any]:
        """What was measured of the weights; empty where that is missing, which :meth:`health` then tells."""
        try:
            return measured(inuse.folder(self._context.home, self._context.folder))
        except WeightsError:
            return {}

    def drift(self) -> Drift:
        """How the last readings compare with the training films; no patient's data, so no audit row."""
        return self._watch.drift()

    def calibrated(self) -> str:
        """One sentence on the hospital's own calibration; empty where there is none."""
        return certified.calibration(self._context.home)

    def card(self) -> str:
        """The model's card, in Markdown; empty where there is none."""
        path = self._context.folder / "CARD.md"
        return path.read_text(encoding="utf-8") if path.is_file() else ""

    def demo(self, actor: Actor) -> tuple[str, ...]:
        """Make the demonstration cases that are not there yet, a signed one among them.

        Returns:
            What could not be made, one sentence each.
        """
        from domains.chest.demo import Demonstration

        return Demonstration(self._context.database, self._intray, self._readings, self._desk).fill(actor)

    def discard(self, actor: Actor, case_id: str, version: int) -> None:
        """Throw an unsigned case away."""
        self._intray.discard(actor, case_id, version)

    def counts(self, actor: Actor) -> Counts:
        """How many cases are in each state; no patient's data, so no audit row."""
        self._door.admit(actor, "worklist.count", "worklist", Role.CLINICIAN, Role.ADMINISTRATOR)
        with self._context.database.read() as session:
            return worklist.counts(session)

    def waiting(self, actor: Actor) -> str:
        """One sentence on what waits in the worklist; no patient's data."""
        found = self.counts(actor)
        if not (found.new or found.read):
            return "Nothing waits."
        more = pressing(self.tally(actor)) if actor.role is Role.CLINICIAN else ""
        return f"{found.new} to be read, {found.read} to be signed{f': {more}' if more else ''}."


def open_service(context: DomainContext) -> ChestService:
    """The reading room over this context; readings that died with their process are put back."""
    service = ChestService(context)
    service.recover()
    return service
