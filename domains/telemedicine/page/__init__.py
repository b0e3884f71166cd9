"""Telemedicine's page: it draws what the service says, and hands back what the clinician does."""

from domains.telemedicine.page.room import page

__all__ = ["page"]
