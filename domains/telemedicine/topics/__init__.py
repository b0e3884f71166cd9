"""Which of the 20 sections of MTS-Dialog a dialogue belongs to."""
