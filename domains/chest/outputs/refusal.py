"""Why something of a case cannot be handed out."""


class NotExportable(ValueError):
    """Nothing was made; the sentence says what to do next."""
