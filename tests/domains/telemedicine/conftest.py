"""Telemedicine on real parts: its own database, blobs, weights and worker; and a consultation of our own."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

import domains.telemedicine
from core.engine.inline import InlineEngine
from core.plugins.registry import Registry
from data.actor import Actor, Role
from data.blobs import BlobStore
from data.database import Database
from data.migrate import upgrade
from domains.telemedicine.config import Config
from domains.telemedicine.service import TelemedicineService, open_service
from domains.telemedicine.store import SCRIPTS
from domains.telemedicine.views import Consent, VisitView
from ui.kit import host
from ui.kit.context import DomainContext, Engine

ADA, BEA = Actor("a" * 32, "Dr Ada", Role.CLINICIAN), Actor("b" * 32, "Dr Bea", Role.CLINICIAN)
LENA = Actor("d" * 32, "Lena", Role.LEARNER)
TALK = """Doctor: Good morning, what brings you in today?
Patient: I've had a bad cough for 3 weeks, and I feel tired all the time.
Doctor: Okay. Do you have any fever or chills?
Patient: No.
Doctor: Have you noticed any blood when you cough?
Patient: No, I haven't.
Doctor: Do you smoke?
Patient: Yes, about ten cigarettes a day.
Doctor: Are you still taking your lisinopril for the high blood pressure?
Patient: Yes.
Doctor: Let me listen to your chest. On your lung exam there are crackles at the right base.
Patient: Is that bad?
Doctor: I think you have a pneumonia. I'd like to prescribe amoxicillin 500 milligrams three times a day.
Patient: Fine.
Doctor: We'll get a chest x-ray today, and I want you to come back in a week.
"""
CONSENT = Consent("patient", "spoken", "May I record and process our conversation?", keep_recording=True, chest=True)


@dataclass(frozen=True)
class Practice:
    """One installation."""

    context: DomainContext
    service: TelemedicineService
    database: Database

    def begun(self, consent: Consent = CONSENT, reference: str = "P1") -> int:
        """A visit of Ada's with consent, and nothing in it yet."""
        return self.service.begin(ADA, "Cough", reference, "Mary Jones", consent)

    def read(self, text: str = TALK, consent: Consent = CONSENT, reference: str = "P1") -> VisitView:
        """A visit of Ada's that was processed from a transcript."""
        number = self.begun(consent, reference)
        self.service.add_transcript(ADA, number, text.encode(), "talk.txt")
        self.service.start(ADA, number)
        assert self.service.settle(number, 60)
        return self.service.open(ADA, number)

    def signed(self, text: str = TALK, consent: Consent = CONSENT) -> VisitView:
        """A visit of Ada's whose note is signed as the machine drafted it."""
        view = self.read(text, consent)
        view = self.service.accept_all(ADA, view.id, view.version)
        self.service.sign(ADA, view.id, view.version)
        return self.service.open(ADA, view.id)


class House:
    """The least of a suite: this one domain, with Ada in every browser."""

    def __init__(self, practice: Practice) -> None:
        self.registry = Registry((), None)  # type: ignore[arg-type]
        self._practice = practice

    def actor_of(self, token: str) -> Actor | None:
        return ADA

    def operator(self) -> Actor:
        return ADA

    def service(self, domain: str) -> TelemedicineService:
        return self._practice.service


def corner(home: Path, database: Database, engine: Engine, config: Config | None = None) -> DomainContext:
    """Telemedicine's corner of a house."""
    folder = Path(domains.telemedicine.__path__[0])
    settings = config or Config()
    return DomainContext(
        "telemedicine", folder, home, database, BlobStore(home / "blobs"), lambda: settings, engine, lambda wanted: []
    )


@pytest.fixture
def practice(tmp_path: Path) -> Iterator[Practice]:
    with Database.open("telemedicine", tmp_path) as database, InlineEngine() as engine:
        upgrade(database, SCRIPTS)
        context = corner(tmp_path, database, engine)
        made = Practice(context, open_service(context), database)
        host.set_host(cast(host.Host, House(made)))
        yield made
        made.service.close()
        host.set_host(None)
