"""Arguments read with argparse: streams that are handed in, and errors that say what was meant."""

from argparse import Action, ArgumentParser, HelpFormatter, Namespace
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NoReturn

from ml_readiness.rules.naming import choice, meant
from ml_readiness.visible import clipped, visible

WIDEST_HELP = 100
LONGEST_WORD = 100

# What the action's inputs, and options of other tools, are on this command line.
ELSEWHERE = {
    "json": "--format json",
    "json-file": "--output json=FILE",
    "links": "--offline",
    "sarif": "--format sarif",
    "sarif-file": "--output sarif=FILE",
}
# What somebody may try who does not know the commands' names.
NEAR_COMMANDS = {
    **dict.fromkeys(("gate", "lint", "run", "score", "test", "validate", "verify"), "check"),
    **dict.fromkeys(("create", "new", "setup", "start"), "init"),
    **dict.fromkeys(("describe", "docs", "why"), "explain"),
}


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
        for word in argv:
            self._refuse_dash(word)
        options, unknown = self.parse_known_args(argv)
        if unknown:
            word = unknown[0].partition("=")[0]
            chosen = self.commands().get(getattr(options, "command", ""), self)
            every = options.program().commands()
            hint = self._meant(word, chosen, every) or f"{chosen.prog} --help lists what there is"
            self.refuse(f"unknown argument {_shown(unknown[0])}", hint)
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
        self.refuse(f"unknown argument {_shown(word)}", f"{self.prog} --help lists what there is")

    def refuse(self, message: str, hint: str | None) -> NoReturn:
        """Raise a UsageError that says what to write instead, if that is known."""
        self.error(f"{message}\n  hint: {hint}" if hint else message)

    def error(self, message: str) -> NoReturn:
        """Raise a UsageError; of argparse's own messages too it says what to write instead."""
        if "\n" not in message and (hint := self._hint(message)):
            message = f"{message}\n  hint: {hint}"
        raise UsageError(f"{self.format_usage()}error: {message}\n")

    def commands(self) -> "dict[str, Parser]":
        """The parsers of the commands, by their names; none in that of a command."""
        found: dict[str, Parser] = {}
        for action in self._actions:
            if isinstance(action.choices, dict):
                found |= action.choices
        return found

    def _hint(self, message: str) -> str | None:
        """What to write instead where argparse says this."""
        named = {name: action for action in self._actions for name in action.option_strings}
        words = message.removeprefix("argument ").partition(":")
        action = named.get(words[0])
        if action and "expected" in words[2]:
            return f"write {words[0]} {action.metavar}"
        if action and "ignored explicit" in words[2]:
            return f"write {words[0]} alone"
        return None

    def _refuse_dash(self, word: str) -> None:
        """Refuse an option whose dashes an editor of texts has joined to one."""
        if word[:1].isascii():
            return
        from ml_readiness.rules.misread import named, taken_for

        if taken_for(word[0]) == "'-'":
            hint = f"write --{word.lstrip('-' + word[0])}: this has {named(word[0])}"
            self.refuse(f"unknown argument {_shown(word)}", hint)

    def _command(self, word: str) -> str | None:
        """What to write instead of a command that there is not."""
        commands = self.commands()
        if word.casefold() in NEAR_COMMANDS:
            return f"write {self.prog} {NEAR_COMMANDS[word.casefold()]}"
        if meant(word, commands):
            return choice(word, commands)
        if found := meant(word, self.long_options()):
            return f"write {self.prog} --{found}"
        if any(sign in word for sign in "./*"):
            return f"write {self.prog} check {_shown(word)}"
        return choice(word, commands)

    def _meant(self, word: str, chosen: "Parser", every: "dict[str, Parser]") -> str | None:
        """What to write instead of an argument that the command does not have."""
        bare = word.lstrip("-")
        if said := chosen.others.get(word if bare != word else ""):
            return said.format(_shown(word))
        own = ELSEWHERE.get(bare, "")
        if own.partition(" ")[0].lstrip("-") in chosen.long_options():
            return f"write {own}"
        those = [command.prog for command in every.values() if bare in command.long_options()]
        if those and word.startswith("--"):
            return f"{word} is an option of {' and '.join(those)}"
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
