"""Asks a domain how it is."""

import logging
from collections.abc import Callable
from typing import Any

from core.plugins.fence import Fence, Overdue
from core.plugins.plugin import State

log = logging.getLogger(__name__)
SECONDS = 5.0
Verdict = tuple[State, tuple[str, ...]]


def examine(open_service: Callable[[str], Any], id: str, seconds: float = SECONDS) -> Verdict:
    """Open a domain's service and ask for its health.

    Returns:
        Ready without a reason; degraded with the reasons that it gave, or when it did not answer in time; failed when
        it raised, or answered with anything but sentences.
    """
    try:
        return _judge(Fence(lambda: open_service(id).health()).result(seconds))
    except Overdue:
        return State.DEGRADED, (f"Its health check did not answer within {seconds:g} s.",)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        log.warning("The health check of '%s' failed.", id, exc_info=error)
        return State.FAILED, (f"Its health check failed with {type(error).__name__}: {error}.",)


def _judge(answer: object) -> Verdict:
    if not isinstance(answer, (tuple, list)) or not all(isinstance(reason, str) for reason in answer):
        return State.FAILED, (
            f"Its health check answered with {type(answer).__name__}, not with a tuple of sentences.",
        )
    return (State.DEGRADED, tuple(answer)) if answer else (State.READY, ())
