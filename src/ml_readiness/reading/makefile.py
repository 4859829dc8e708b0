"""A Makefile to its targets that run something, by the rules of GNU make."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ml_readiness.reading.contents import Contents
from ml_readiness.reading.makelines import (
    assigned_variable,
    joined_line,
    logical_lines,
    split_at,
    unescaped_name,
    without_comment,
    words_between,
)

# Bounds of what variables can make of a file, and of the forms that rules by pattern may have.
MOST_WORDS = 100_000
MOST_EXPANDED = 2_000_000
MOST_FORMS = 50

CONDITIONALS = ("ifeq", "ifneq", "ifdef", "ifndef")
INCLUDES = ("include", "-include", "sinclude")
OTHERS = ("export", "unexport", "vpath", "load", "-load")
# What stands in place of a target and is none. Others that begin with a dot are files.
SPECIAL = frozenset(
    {
        *(".PHONY", ".SUFFIXES", ".DEFAULT", ".PRECIOUS", ".INTERMEDIATE", ".NOTINTERMEDIATE"),
        *(".SECONDARY", ".SECONDEXPANSION", ".DELETE_ON_ERROR", ".IGNORE", ".SILENT", ".WAIT"),
        *(".LOW_RESOLUTION_TIME", ".EXPORT_ALL_VARIABLES", ".NOTPARALLEL", ".ONESHELL", ".POSIX"),
    }
)
VARIABLE = re.compile(r"\$(?:\(([^\s()${}:]+)\)|\{([^\s(){}$:]+)\}|([^\s(){}$]))")
# A value that would change what a line is, and not only what it says.
PLAIN_VALUE = re.compile(r"[^:;#=%\\]*")
MOST_REFERENCES = 8  # of variables to variables
INCLUDED = "targets of files that it includes are cited there"


class TargetRule(NamedTuple):
    """What one line says of a target: the line, and what its recipe does.

    `runs` is None without a recipe, and False for one of blank lines and comments. The recipe of a
    rule that `replaces` stands in place of those before it.
    """

    line: int
    replaces: bool
    runs: bool | None = None


def read_targets(content: bytes) -> Contents:
    """Every target of a Makefile with a recipe, or that needs, directly or not, one with a recipe.

    Both arms of a condition count. A recipe has a line that is neither blank nor a comment. A name
    that has to be expanded is there when its variables are assigned in the file, unconditionally,
    to a plain value. What `include`, `define` and functions bring is not there.
    """
    makefile = _Makefile()
    try:
        makefile.read(content)
    except _RefusedError as error:
        return Contents({}, error=str(error))
    return makefile.contents()


class _RefusedError(Exception):
    """What make would refuse, or what is beyond a bound; the message ends a sentence."""


class _Makefile:
    """The rules and the variables of a file, as far as it has been read."""

    def __init__(self) -> None:
        self.rules: dict[str, list[TargetRule]] = {}
        # Patterns with a recipe: by the lengths of beginning and end, these two.
        self.patterns: dict[tuple[int, int], set[tuple[str, str]]] = {}
        self.others: dict[str, str] = {}
        self.variables: dict[str, str] = {}
        self.depth = 0  # of conditions
        self.defining = 0
        self.prefix = "\t"
        self.includes = False
        self.targets: list[str] | None = None  # of the rule that recipe lines belong to
        self.runs: bool | None = None  # what that recipe does by now
        self.needs: list[tuple[list[str], tuple[str, ...]]] = []  # of each rule its targets'
        self.ignoring = False  # a rule whose targets are not known takes its recipe along
        self.words = MOST_WORDS
        self.room = MOST_EXPANDED

    def read(self, content: bytes) -> None:
        if b"\0" in content:
            raise _RefusedError("it is not text")
        for number, line in logical_lines(content.decode("utf-8", "replace")):
            self._line(number, line)
        if self.depth:
            raise _RefusedError("a condition has no endif")
        if self.defining:
            raise _RefusedError("a define has no endef")

    def contents(self) -> Contents:
        lines = {}
        running = self._running()
        for name, rules in self.rules.items():
            if name in running:
                lines[name] = (self._recipes(name) or rules)[0].line
            else:
                self.others[name] = "it has no recipe there, nor has anything that it needs"
        more = INCLUDED if self.includes else None
        others = {name: what for name, what in self.others.items() if name not in lines}
        return Contents(lines, others, more=more)

    def _running(self) -> set[str]:
        """The targets with a recipe, and those that need one of them."""
        needing: dict[str, list[list[str]]] = {}
        for targets, needs in self.needs:
            for needed in needs:
                needing.setdefault(needed, []).append(targets)
        waiting = [name for name in {*self.rules, *needing} if self._has_recipe(name)]
        running = set(waiting)
        while waiting:
            for targets in needing.get(waiting.pop(), ()):
                running.update(targets)
                waiting += targets
                targets.clear()  # a rule may have many, and need many
        return running

    def _has_recipe(self, name: str) -> bool:
        if self._recipes(name):
            return True
        return any(
            len(name) > begins + ends and (name[:begins], name[len(name) - ends :]) in patterns
            for (begins, ends), patterns in self.patterns.items()
        )

    def _recipes(self, name: str) -> list[TargetRule]:
        """The rules of a target whose recipes make would run."""
        found: list[TargetRule] = []
        for rule in self.rules.get(name, ()):
            if rule.runs is not None and rule.replaces:
                found.clear()
            if rule.runs:
                found.append(rule)
        return found

    def _line(self, number: int, line: str) -> None:
        if self.defining:
            self._define(line)
            return
        if line.startswith(self.prefix):
            if self.targets is not None:
                self._recipe(line[len(self.prefix) :])
                return
            if self.ignoring:
                return
        text = without_comment(joined_line(line)).strip()
        if text:
            self._statement(number, text, line)

    def _recipe(self, line: str) -> None:
        runs = bool(line.lstrip(" \t@+-\\\n")) and not line.lstrip(" \t@+-").startswith("#")
        if self.runs or self.runs is runs:
            return  # nothing that the lines before have not said
        self.runs = runs
        for name in self.targets or ():
            if "%" not in name:
                self.rules[name][-1] = self.rules[name][-1]._replace(runs=runs)
            elif runs:
                self._pattern(name)

    def _pattern(self, name: str) -> None:
        begins, _, ends = name.partition("%")
        form = len(begins), len(ends)
        # One that matches every name says nothing of any.
        if name != "%" and (form in self.patterns or len(self.patterns) < MOST_FORMS):
            self.patterns.setdefault(form, set()).add((begins, ends))

    def _define(self, line: str) -> None:
        if not line.startswith(self.prefix):
            word = (without_comment(line).split() or [""])[0]
            self.defining += (word == "define") - (word == "endef")

    def _statement(self, number: int, text: str, line: str) -> None:
        word = text.split(None, 1)[0]
        if self._assignment(text):
            self.targets, self.ignoring = None, False
        elif word in CONDITIONALS:
            self.depth += 1
        elif word in ("else", "endif"):
            if not self.depth:
                raise _RefusedError(f"line {number} has an {word} without a condition")
            self.depth -= word == "endif"
        elif word in INCLUDES or word in OTHERS:
            self.targets, self.ignoring = None, False
            self.includes |= word in INCLUDES
        elif line.startswith(self.prefix) and not self.depth:
            raise _RefusedError(f"line {number} is a recipe without a target")
        else:
            self._rule(number, text)

    def _assignment(self, text: str) -> bool:
        """Whether a line assigns a variable, or begins to define one; it is then entered."""
        name, sign, value = assigned_variable(text)
        if sign == "define":
            self.defining = 1
        if not sign:
            return False
        # What a condition, the environment, or an earlier value decides is not known.
        known = sign in ("=", ":=", "::=") and not self.depth and PLAIN_VALUE.fullmatch(value)
        # A value behind `=` is worked out where it is used.
        plain = value if sign == "=" else self._expanded(value)
        self.variables.pop(name, None)
        if known and plain is not None:
            self.variables[name] = plain.strip()
        self.others.setdefault(name, "it is a variable there")
        if name == ".RECIPEPREFIX":
            if not known or "$" in value:
                raise _RefusedError("its .RECIPEPREFIX is not a plain character")
            self.prefix = value[:1] or "\t"
        return True

    def _rule(self, number: int, text: str) -> None:
        head, recipe = split_at(text, ";")
        names, rest = split_at(head, ":")
        self.targets, self.ignoring = None, True
        if rest is None:
            # Functions and variables can come to nothing; of another make's words we say nothing.
            if "$" in text or text[0] in ".!" or self.depth:
                return
            raise _RefusedError(f"line {number} is neither a rule nor a variable")
        certain = not (rest.startswith(":") or self.depth)
        rest = rest.removeprefix(":")
        if assigned_variable(rest)[1]:
            # A variable of these targets alone; without any the line is nothing.
            self.ignoring = "$" in names or not names.strip()
            return
        before, needs = split_at(rest, ":")  # `targets: pattern: needs`
        targets = [*self._names(names.removesuffix("&"))]
        needed = tuple(
            each for each in self._names(before if needs is None else needs) if each != "|"
        )
        self._enter(targets, needed, TargetRule(number, replaces=certain))
        if recipe is not None:
            self._recipe(recipe)

    def _enter(self, targets: Iterable[str], needs: tuple[str, ...], rule: TargetRule) -> None:
        self.targets, self.runs = [], None
        for name in targets:
            if name in SPECIAL:
                for each in needs if name == ".PHONY" else ():
                    self.others.setdefault(each, "it is only listed under .PHONY there")
            elif "%" in name:
                self.targets.append(name)
            elif not any(sign in name for sign in "*?[("):
                self.targets.append(name)
                self.rules.setdefault(name, []).append(rule)
        self.needs.append(([*self.targets], needs))

    def _names(self, text: str) -> Iterator[str]:
        """The names that words stand for; none of a word that has to be worked out."""
        for word in words_between(text):
            expanded = self._expanded(word) or ""
            for name in expanded.split() if "$" in word else (word,):
                self.words -= 1
                if self.words < 0:
                    raise _RefusedError("it has too many targets")
                yield unescaped_name(name).removeprefix("./")

    def _expanded(self, word: str, references: int = MOST_REFERENCES) -> str | None:
        """A word with its variables; None where one of them is not known."""
        if "$" not in word:
            return word
        parts = []
        end = 0
        for found in VARIABLE.finditer(word):
            value = self.variables.get(next(filter(None, found.groups())))
            if value and "$" in value:
                value = self._expanded(value, references - 1) if references else None
            if value is None:
                return None
            self.room -= len(value) + 1
            if self.room < 0:
                raise _RefusedError("its variables make it too long")
            parts += [word[end : found.start()], value]
            end = found.end()
        rest = word[end:]
        return None if "$" in "".join([*parts[::2], rest]) else "".join([*parts, rest])
