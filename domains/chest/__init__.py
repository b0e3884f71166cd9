"""Diagnosis support from a chest film, a clinical note and the patient's record."""
