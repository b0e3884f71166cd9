"""The department's network: films that arrive by themselves, archives that are asked, objects that are sent on."""
