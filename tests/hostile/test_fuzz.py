"""A few of the inputs of `make fuzz`, the same each time, for whatever reads or shows."""

import random
import re
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"
sys.path.append(str(SCRIPTS))

from fuzz import answers, events, reports, store  # noqa: E402 - a script's own modules
from fuzz.__main__ import KINDS, TEXTS, texts  # noqa: E402
from fuzz.trial import Trial  # noqa: E402

# Few pages are rendered: one of ten reports.
FEW = {"store": 60, "events": 1_500, "answers": 400, "reports": 30}


def held(trials: Iterator[Trial], inputs: int) -> None:
    for trial in islice(trials, inputs):
        trial.judge()


def test_every_kind_is_held() -> None:
    assert FEW.keys() == KINDS.keys()


@pytest.mark.parametrize("kind", FEW)
def test_hostile_input_ends_as_it_should(kind: str) -> None:
    held(KINDS[kind].trials(random.Random(7)), FEW[kind])


@pytest.mark.parametrize("reader", TEXTS)
def test_a_mutated_text_ends_as_it_should(reader: str) -> None:
    held(texts(TEXTS[reader], SCRIPTS.parent / "examples")(random.Random(7)), 150)


# --- the judges notice ---


def test_a_reader_that_lets_an_error_out_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def unsound(*_: object) -> None:
        raise ValueError

    monkeypatch.setattr(events, "read_trigger", unsound)
    with pytest.raises(ValueError):
        held(events.trials(random.Random(7)), 1)


def test_a_client_that_lets_an_error_out_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a next page without an address is more than the client can bear."""

    def unsound(*_: object) -> bool:
        raise ValueError

    monkeypatch.setattr("ml_readiness.github.api._same_origin", unsound)
    with pytest.raises(ValueError):
        held(answers.trials(random.Random(7)), 4_000)


def test_a_text_that_is_not_escaped_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a renderer gives back the text of a user as it is: in CSV, and in the log."""
    monkeypatch.setattr("ml_readiness.render.csv.visible", lambda text: text)
    with pytest.raises(AssertionError):
        held(reports.trials(random.Random(7)), 9)
    monkeypatch.undo()
    monkeypatch.setattr("ml_readiness.github.runner._harmless", lambda line: line)
    with pytest.raises(AssertionError, match="a command"):
        held(reports.trials(random.Random(7)), 60)


def test_a_page_that_is_another_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no sign of Markdown is escaped."""
    monkeypatch.setattr("ml_readiness.render.escape.MARKUP", re.compile("(?!)"))
    with pytest.raises(AssertionError):
        held(reports.trials(random.Random(7)), 20)


def test_a_file_outside_a_repository_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def strays(*_: object) -> None:
        Path("/etc/hostname").exists()
        Path("/etc/passwd").read_bytes()

    monkeypatch.setattr(store, "_read", strays)
    with pytest.raises(AssertionError, match="opened"):
        held(store.trials(random.Random(7)), 1)
