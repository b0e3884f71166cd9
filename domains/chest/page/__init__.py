"""The reading room's page: it draws what the service says, and hands back what the reader does."""

from domains.chest.page.room import page

__all__ = ["page"]
