"""Arguments read with argparse: streams that are handed in, and errors that say what was meant."""

from argparse import Action, ArgumentParser, HelpFormatter, Namespace
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, NoReturn

from ml_readiness.rules.naming import choice, meant
from ml_readiness.visible import clipped, visible

# What other programs call a command.
SYNONYMS: Mapping[str, str] = {
    **dict.fromkeys(("validate", "verify", "lint", "run", "score", "test", "gate"), "check"),
    **dict.fromkeys(("new", "create", "generate", "start"), "init"),
    **dict.fromkeys(("show", "describe", "list"), "explain"),
}
WIDEST_HELP = 100
LONGEST_WORD = 100


class UsageError(Exception):
    """The command line itself is wrong; the text is whole, with usage and hint."""


class Parser(ArgumentParser):
    """An argparse parser without a world of its own; `width` is a number of columns."""

    def __init__(self, *, say: Callable[[str], None], width: int, **options: Any) -> None:
        form = partial(HelpFormatter, width=min(width, WIDEST_HELP))
        super().__init__(allow_abbrev=False, formatter_class=form, **options)
        self.say = say
        # What to write instead of an option, or of a word alone, that is no argument here.
        self.others: dict[str, str] = {}

    def parse(self, argv: Sequence[str]) -> Namespace:
        """The options; raises UsageError, and SystemExit after --help and --version."""
        options, unknown = self.parse_known_args(argv)
        if unknown:
            word = unknown[0].partition("=")[0]
            chosen = self.commands().get(getattr(options, "command", ""), self)
            self.refuse(f"unknown argument {_shown(unknown[0])}", self._meant(word, chosen))
        return options

    def refuse_command(self, word: str, argv: Sequence[str]) -> NoReturn:
        """Say what to write where no command begins the arguments."""
        commands, bare = self.commands(), word.partition("=")[0]
        if not word.startswith("-"):
            self.refuse(f"there is no command {_shown(word)!r}", self._command(word))
        found = "version" if bare == "-V" else meant(bare.lstrip("-"), self.long_options())
        if found:
            self.refuse(f"unknown argument {_shown(word)}", f"did you mean --{found}?")
        named = [commands[each] for each in argv if each in commands] or [*commands.values()]
        for command in named:
            if found := meant(bare.lstrip("-"), command.long_options()):
                hint = f"write {command.prog} --{found}, behind the command"
                self.refuse(f"unknown argument {_shown(word)}", hint)
        self.refuse(f"unknown argument {_shown(word)}", None)

    def refuse(self, message: str, hint: str | None) -> NoReturn:
        """Raise a UsageError that says what to write instead, if that is known."""
        self.error(f"{message}\n  hint: {hint}" if hint else message)

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{self.format_usage()}error: {message}\n")

    def commands(self) -> "dict[str, Parser]":
        """The parsers of the commands, by their names; none in that of a command."""
        found: dict[str, Parser] = {}
        for action in self._actions:
            if isinstance(action.choices, dict):
                found |= action.choices
        return found

    def _command(self, word: str) -> str | None:
        """What to write instead of a command that there is not."""
        commands = self.commands()
        if meant(word, commands):
            return choice(word, commands)
        if word in SYNONYMS:
            return f"write {self.prog} {SYNONYMS[word]}"
        if found := meant(word, self.long_options()):
            return f"write {self.prog} --{found}"
        if any(sign in word for sign in "./*"):
            return f"write {self.prog} check {_shown(word)}"
        return choice(word, commands)

    def _meant(self, word: str, chosen: "Parser") -> str | None:
        """What to write instead of an argument that the command does not have."""
        bare = word.lstrip("-")
        if said := chosen.others.get(word if bare != word else ""):
            return said.format(_shown(word))
        if found := meant(bare, chosen.long_options()):
            return f"did you mean --{found}?"
        if found := meant(bare, self.long_options()):
            return f"write {self.prog} --{found}, without a command"
        return None

    def declared(self) -> list[Action]:
        """What was added to it, in that order, `--help` first."""
        return [*self._actions]

    def long_options(self) -> list[str]:
        """The long options, without their dashes."""
        names = [name for action in self._actions for name in action.option_strings]
        return [name.removeprefix("--") for name in names if name.startswith("--")]

    def _print_message(self, message: str, file: object = None) -> None:
        del file  # help and version are what was asked for: they go where results go
        self.say(message)


def _shown(word: str) -> str:
    return clipped(visible(word), LONGEST_WORD)
