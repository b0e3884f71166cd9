"""What a sentence claims, and whether other words claim the same."""

from domains.telemedicine.claims.comparing import carried, objection
from domains.telemedicine.claims.reading import Claim, claim_of

__all__ = ["Claim", "carried", "claim_of", "objection"]
