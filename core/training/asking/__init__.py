"""How the suite's model that answers about a picture is made."""
