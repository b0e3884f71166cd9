"""Medical words that the recogniser wrote wrongly, put right where that is nearly sure, and never for good."""

from domains.telemedicine.repair.records import Repair, Repaired, set_kept
from domains.telemedicine.repair.repairing import repaired

__all__ = ["Repair", "Repaired", "repaired", "set_kept"]
