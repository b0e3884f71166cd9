"""A consultation that was written for this purpose and is spoken by a machine: for the demonstration and for tests."""
