"""The objects that leave for an archive, made from the signed versions of a case."""

from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version

from core.intake.intake import Intake
from data.actor import Actor
from data.blobs import BlobStore
from domains.chest.cases import NotNow, SignedVersion
from domains.chest.network.outbox import Make

KINDS = {
    "sr": "Structured report",
    "sc": "Picture with overlay",
    "gsps": "Presentation state",
    "ko": "Key images",
    "film": "Films that came as pictures",
}


def maker(blobs: BlobStore, intake: Intake, versions: Callable[[Actor, str], Sequence[SignedVersion]]) -> Make:
    """What makes the objects of one kind, those first that it refers to.

    An archive that is asked for what an object refers to should have it already.
    """

    def make(actor: Actor, case_id: str, kind: str) -> Sequence[bytes]:
        from domains.chest.outputs import Sources, Version, objects, of_versions

        if kind not in KINDS:
            raise NotNow(f"There is no object of the kind '{kind[:16]}'; choose one of {', '.join(KINDS)}.")
        signed = versions(actor, case_id)
        if not all(each.intact for each in signed):
            raise NotNow("A signed version was altered; nothing is sent before your administrator cleared that up.")
        case = of_versions([Version(each.document, each.sha256) for each in signed], "", _software())
        return [made.data for made in reversed(objects(case, kind, Sources(blobs, intake)))]

    return make


def _software() -> str:
    try:
        return version("chiron-suite")
    except PackageNotFoundError:
        return ""
