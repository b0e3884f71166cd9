"""The suite's own terminal commands; each module is imported only when one of its commands is invoked."""
