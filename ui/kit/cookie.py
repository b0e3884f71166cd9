"""The name of the cookie that holds a session's token."""

COOKIE = "chiron_session"
