"""Arguments read with argparse: streams that are handed in, and errors that say what was meant."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from ml_readiness.rules.naming import nearest


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
            word = unknown[0].partition("=")[0]
            known = [
                name
                for parser in self._all()
                for action in parser._actions  # noqa: SLF001 - our own, by inheritance
                for name in action.option_strings
            ]
            found = nearest(word, known)
            hint = f"\n  hint: did you mean {found}?" if found else ""
            self.error(f"unknown argument {unknown[0]}{hint}")
        return options

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{self.format_usage()}error: {message}\n")

    def _all(self) -> list[ArgumentParser]:
        groups = [action.choices for action in self._actions if isinstance(action.choices, dict)]
        return [self, *(parser for group in groups for parser in group.values())]

    def _print_message(self, message: str, file: object = None) -> None:
        del file  # help and version are what was asked for: they go where results go
        self.say(message)
