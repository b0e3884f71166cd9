"""How the models of this domain were made, from public data; never imported by its pages or its service."""
