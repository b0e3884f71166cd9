"""Where heavy work runs: worker processes that hold models, report progress and may die."""
