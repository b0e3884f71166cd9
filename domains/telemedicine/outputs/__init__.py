"""What leaves: a visit as text, as WebVTT, as a FHIR bundle, and as a summary in plain words."""
