"""Where work, live recordings and files on their way lie in telemedicine's folder."""

WORK = "work"
"""Work folders, one a visit that is being processed."""
LIVE = "live"
"""Recordings that a browser is making, one a token."""
ARRIVING = "arriving"
"""Files that a browser is sending, a folder for each visit."""
