from tests.domains.chest.conftest import ada, chest_film, engine, open_room, room

__all__ = ["ada", "chest_film", "engine", "open_room", "room"]
