"""What every request passes before a page: host and origin, session, size, and headers on the way out."""
