"""`chiron train`: make the weights of a domain, or of a model that the suite ships."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from ui.failing import fail

if TYPE_CHECKING:
    from core.plugins.discovery import Found

app = typer.Typer(rich_markup_mode=None)
OWN = {"space": "core.training.space:train", "bridge": "core.training.bridge:train"}
CHECKPOINTS = "checkpoints"


@app.command()
def train(
    what: Annotated[str, typer.Argument(metavar="DOMAIN", help="A domain's id, or 'space' or 'bridge'.")],
    recipe: Annotated[Path | None, typer.Option(help="Recipe to follow; the domain's own when not given.")] = None,
    data: Annotated[Path | None, typer.Option(help="Folder with the data.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder for the weights; below CHIRON_HOME when not given.")] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh/--resume", help="Begin anew, or go on where a stopped run was.")
    ] = False,
    seed: Annotated[int | None, typer.Option(min=0, help="Of everything drawn; the recipe's when not given.")] = None,
) -> None:
    """Train a model; a run that was stopped, by `kill -9` too, goes on where it was."""
    from core.recipe import TrainingRecipe, load, load_training
    from core.training import seeds
    from core.training.loop import Plan
    from core.training.run import TrainingRun
    from ui.commands.progress import Progress

    domain = None if what in OWN else _found(what)
    path = recipe or (_recipe(domain) if domain else None)
    whole = load(path) if path and domain else None
    said = (whole.training if whole else load_training(path) if path else None) or TrainingRecipe()
    make = _function(what, domain)
    folder = out or _default(what)
    _prepare(folder, fresh)
    with Progress() as report:
        start = seed if seed is not None else said.seed or 0
        seeds.plant(start, 0, 0)
        run = TrainingRun(whole, path, data, folder, start, report, folder / CHECKPOINTS, said)
        if domain is None:
            run.plan(Plan(), also=())
        make(run)
    shutil.rmtree(folder / CHECKPOINTS, ignore_errors=True)
    typer.echo(f"The weights are in {folder}.")


def _found(what: str) -> Found:
    from core.plugins.discovery import discover
    from ui.suite import shipped

    every = {found.id: found for found in reversed(discover([shipped()]))}
    if what not in every:
        names = ", ".join(sorted([*every, *OWN]))
        fail(f"There is nothing to train called '{what}'; there are {names}.")
    if every[what].problem:
        fail(every[what].problem)
    return every[what]


def _recipe(domain: Found) -> Path | None:
    recipe = domain.manifest.recipe if domain.manifest else None
    return domain.folder / recipe if recipe else None


def _function(what: str, domain: Found | None) -> Any:
    """The training function by its entry; nothing of a domain is imported before."""
    from core.plugins.loading import LoadError, load

    entry = OWN.get(what) or (domain.manifest.training if domain and domain.manifest else None)
    if entry is None:
        fail(f"The domain '{what}' does not say how it is trained: its plugin.toml has no key 'training'.")
    try:
        return cast(Any, load(entry))
    except LoadError as error:
        fail(f"'{what}' cannot be trained here: {error}")


def _default(what: str) -> Path:
    from data.home import home

    return home() / "weights" / what


def _prepare(folder: Path, fresh: bool) -> None:
    """Weights that are done are made anew only when that is asked for; a corrupt checkpoint is met before all work."""
    from core.training.checkpoint import verify
    from core.weights import MANIFEST

    if fresh:
        shutil.rmtree(folder / CHECKPOINTS, ignore_errors=True)
    elif (folder / MANIFEST).exists() and not (folder / CHECKPOINTS).exists():
        fail(f"{folder} holds weights already: name another folder with --out, or make them anew with --fresh.")
    verify(folder / CHECKPOINTS)
