"""Databases of a test's own in a PostgreSQL that tests share."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def new_database(cluster: str) -> Iterator[str]:
    """Address of a new, empty database, which is dropped at the end.

    Args:
        cluster: Address with ``%s`` in place of the database's name.
    """
    import psycopg

    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(cluster % "postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield cluster % name
    with psycopg.connect(cluster % "postgres", autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
