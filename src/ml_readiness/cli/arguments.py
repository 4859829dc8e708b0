"""Arguments read with argparse: streams that are handed in, and errors that say what was meant."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from ml_readiness.rules.naming import meant


class UsageError(Exception):
    """The command line itself is wrong; the text is whole, with usage and hint."""


class Parser(ArgumentParser):
    """An argparse parser without a world of its own."""

    def __init__(self, *, say: Callable[[str], None], **options: Any) -> None:
        super().__init__(allow_abbrev=False, **options)
        self.say = say

    def parse(self, argv: Sequence[str]) -> Namespace:
        """The options; raises UsageError, and SystemExit after --help and --version."""
        options, unknown = self.parse_known_args(argv)
        if unknown:
            hint = self._meant(unknown[0].partition("=")[0], options)
            told = f"\n  hint: {hint}" if hint else ""
            self.error(f"unknown argument {unknown[0]}{told}")
        return options

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{self.format_usage()}error: {message}\n")

    def _meant(self, word: str, options: Namespace) -> str | None:
        """What to write instead of an argument that the command does not have."""
        commands: dict[str, Parser] = {}
        for action in self._actions:
            if isinstance(action.choices, dict):
                commands |= action.choices
        chosen = commands.get(getattr(options, "command", ""), self)
        bare = word.lstrip("-")
        if found := meant(bare, chosen.long_options()):
            return f"did you mean --{found}?"
        if found := meant(bare, self.long_options()):
            return f"write {self.prog} --{found}, without a command"
        return None

    def long_options(self) -> list[str]:
        """The long options, without their dashes."""
        names = [name for action in self._actions for name in action.option_strings]
        return [name.removeprefix("--") for name in names if name.startswith("--")]

    def _print_message(self, message: str, file: object = None) -> None:
        del file  # help and version are what was asked for: they go where results go
        self.say(message)
