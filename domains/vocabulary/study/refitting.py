"""The scheduler fitted to a learner's own log, in the background, and kept as a version of its own."""

import logging
import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, cast

from core.engine.task import EngineClosed, QueueFull, Report, Task, TaskFailed
from data.actor import Actor
from data.audit import append
from domains.vocabulary import clock
from domains.vocabulary.door import subject
from domains.vocabulary.memory import refit
from domains.vocabulary.memory.log import Review
from domains.vocabulary.memory.refit import Fitted
from domains.vocabulary.store import ParametersRow
from domains.vocabulary.study import log
from domains.vocabulary.study.versions import STANDARD, versions

if TYPE_CHECKING:
    from ui.kit.context import DomainContext

_log = logging.getLogger(__name__)
ENTRY = "domains.vocabulary.study.refitting:run"


class Refitting:
    """Fits when it is told to.

    Args:
        context: The domain's corner of the house.
    """

    def __init__(self, context: "DomainContext") -> None:
        self._context = context

    def start(self, actor: Actor) -> None:
        """Fit in the background under a server, here and now in the terminal; without the optimiser not at all."""
        if not refit.available():
            return
        if self._context.serving:
            threading.Thread(target=self._quietly, args=(actor,), daemon=True).start()
        else:
            self._quietly(actor)

    def fit(self, actor: Actor) -> bool:
        """Fit now; whether a better version came of it, which later answers are scheduled by.

        Raises:
            TaskFailed: the fit failed.
        """
        with self._context.database.read() as session:
            weights = versions(session, actor.id).weights
            reviews = [log.review(row) for row in log.rows(session, actor.id)]
        payload = {"reviews": reviews, "weights": weights}
        task = Task(ENTRY, payload, kind="fit the scheduler", domain=self._context.id, timeout=1800.0)
        fitted = cast(Fitted | None, self._context.engine.submit(task).result())
        return fitted is not None and self._keep(actor, weights, fitted)

    def _quietly(self, actor: Actor) -> None:
        try:
            self.fit(actor)
        except (TaskFailed, QueueFull, EngineClosed) as error:
            _log.warning("The scheduler of a learner could not be fitted: %s", error)

    def _keep(self, actor: Actor, weights: Sequence[float], fitted: Fitted) -> bool:
        with self._context.database.write() as session:
            known = versions(session, actor.id)
            if known.weights != tuple(weights):
                return False
            row = ParametersRow(learner_id=actor.id, version=known.next, values=list(fitted.values), retention=STANDARD)
            row.fitted_at, row.reviews = clock.now(), fitted.reviews
            row.loss_before, row.loss_after = fitted.loss_before, fitted.loss_after
            session.add(row)
            detail = {"version": row.version, "reviews": row.reviews}
            append(session, actor, "parameters.fit", subject("learner", actor.id), detail)
        return True


def run(payload: Mapping[str, object], _report: Report) -> Fitted | None:
    """The task: fit a log; an empty payload only loads what it needs."""
    reviews = cast(Sequence[Review], payload.get("reviews", ()))
    return refit.refit(reviews, cast(Sequence[float], payload["weights"])) if reviews else None
