"""What lies beside a consultation: pictures, typed pages, plain text, and what was typed while talking."""

from domains.telemedicine.attachments.chat import chat
from domains.telemedicine.attachments.reading import read

__all__ = ["chat", "read"]
