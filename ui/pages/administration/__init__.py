"""The administrator's page: one section a file."""
