"""Who acts where no person does: films that arrive by themselves still leave audit rows of their own."""

from data.actor import Actor, Role

NETWORK = Actor(id="network", name="Department network", role=Role.CLINICIAN)
"""Brings films in with a clinician's rights; `id` keeps it apart from every account."""
