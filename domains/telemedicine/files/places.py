"""Where work and live recordings lie in telemedicine's folder."""

WORK = "work"
"""Work folders, one a visit that is being processed."""
LIVE = "live"
"""Recordings that a browser is making, one a token."""
