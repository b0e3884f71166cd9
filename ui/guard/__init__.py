"""What every request passes before it reaches a page: host and origin, session, size, and the headers on the way out."""
