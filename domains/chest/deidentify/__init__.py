"""What leaves the house without a name: DICOM objects and signed documents, checked before they go.

Three things stand one behind the other. The Basic Application Level Confidentiality Profile of PS3.15 is applied by
dicom-anonymizer. What it lets through must be on a closed list. Last, the bytes that are about to leave are searched
for everything by which their source could be told; if any of it is found, nothing leaves.
"""

from domains.chest.deidentify.documents import document
from domains.chest.deidentify.objects import dataset, film
from domains.chest.deidentify.pixels import Box, Checked
from domains.chest.deidentify.refusal import NotChecked, StillIdentified
from domains.chest.deidentify.secret import secret_of

__all__ = ["Box", "Checked", "NotChecked", "StillIdentified", "dataset", "document", "film", "secret_of"]
