"""Three accounts to look around with. They exist only in a home that is flagged as a demonstration."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from data.accounts import SYSTEM, Accounts, Role

if TYPE_CHECKING:
    from data.accounts import Actor


@dataclass(frozen=True)
class DemonstrationAccount:
    """One of the three.

    Attributes:
        name: What it is called in the account list.
        role: What it may do.
        purpose: What it is good for, in a few words.
    """

    name: str
    role: Role
    purpose: str


ACCOUNTS = (
    DemonstrationAccount("demo-clinician", Role.CLINICIAN, "reviews and signs findings"),
    DemonstrationAccount("demo-learner", Role.LEARNER, "practises"),
    DemonstrationAccount("demo-administrator", Role.ADMINISTRATOR, "runs the suite"),
)


def create_accounts(accounts: Accounts) -> None:
    """Make those of the three that are not there yet, under passwords that nobody ever sees."""
    present = {person.name for person in accounts.people()}
    for account in ACCOUNTS:
        if account.name not in present:
            accounts.create(account.name, secrets.token_urlsafe(32), account.role, SYSTEM)


def actor_for(accounts: Accounts, role: str) -> Actor | None:
    """The demonstration account of a role, unless it was disabled."""
    name = next((account.name for account in ACCOUNTS if account.role == role), None)
    return next((person.actor for person in accounts.people() if person.name == name and not person.disabled), None)


def buttons(target: str) -> str:
    """The three buttons, as HTML."""
    rows = "".join(
        f'<button name="role" value="{account.role}">{account.role.capitalize()}'
        f"<span>{escape(account.purpose)}</span></button>"
        for account in ACCOUNTS
    )
    return (
        '<section class="demo" aria-labelledby="demo-title"><h2 id="demo-title">Demonstration</h2>'
        "<p>Sample cases on this machine only. Pick a role to look around; no password is needed.</p>"
        f'<form method="post" action="/signin/demonstration"><input type="hidden" name="next" value="{escape(target)}">'
        f"{rows}</form></section>"
    )
