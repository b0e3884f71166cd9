"""Why something does not leave as de-identified."""


class NotChecked(ValueError):
    """Nothing was exported: a check is missing or failed; the sentence says what to do next."""


class StillIdentified(NotChecked):
    """The last check found something of the source in what was about to leave.

    Attributes:
        kinds: What kinds of identifier were found; the sentence and this never hold the identifier itself.
    """

    def __init__(self, kinds: tuple[str, ...]) -> None:
        found = ", ".join(kinds)
        super().__init__(f"After de-identification this was still found: {found}; nothing was exported. Report it.")
        self.kinds = kinds
