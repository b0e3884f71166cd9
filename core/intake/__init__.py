"""Bytes in, signals out: bounded before parsing, parsed in a limited process."""
