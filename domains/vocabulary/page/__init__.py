"""The vocabulary's page: it draws what the service says, and hands back what the learner does."""

from domains.vocabulary.page.room import page

__all__ = ["page"]
