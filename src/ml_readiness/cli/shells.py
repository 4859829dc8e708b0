"""Scripts that let a shell complete the command line, made from its parser.

They are whole: completing starts no process of ours.
"""

from argparse import SUPPRESS, Action
from collections.abc import Callable, Collection, Iterator, Mapping

from msgspec import Struct

from ml_readiness.cli.arguments import Parser
from ml_readiness.reading.rubric import DEFAULT_RUBRIC, built_in, built_in_names
from ml_readiness.render import RENDERERS

PROGRAM = "ml-readiness"
OF_FOLDERS = "DIR"
# The metavar of a value that is a word, `=`, and a file.
OF_FILES = "FORMAT=FILE"
# What stands between the words of a value, where an option's help lists them.
CHOICE = " | "


class Option(Struct, frozen=True, kw_only=True):
    """One option: its name with dashes, what it does, and its value's metavar and words.

    `metavar` is None where it takes no value. Where there are no words a value is a file.
    """

    name: str
    help: str
    metavar: str | None = None
    words: tuple[str, ...] = ()
    repeatable: bool = False


class Command(Struct, frozen=True, kw_only=True):
    """What stands behind the name of a command; `words` is what its arguments may be."""

    help: str
    options: tuple[Option, ...]
    argument: str | None
    words: tuple[str, ...]


Commands = Mapping[str, Command]


def commands_of(program: Parser) -> Commands:
    """What a shell has to know of each command, read from the parser of all."""
    known = _known()
    return {name: _command(parser, known) for name, parser in program.commands().items()}


def _known() -> Mapping[str, Collection[str]]:
    """The words that a value can be, by its metavar."""
    rubric = built_in(DEFAULT_RUBRIC)
    criteria = [criterion.id for section in rubric.sections for criterion in section.criteria]
    return {
        OF_FILES: RENDERERS,
        "NAME": built_in_names(),
        "WORD": dict.fromkeys([*criteria, *(point.id for point in rubric.checklist)]),
    }


def _command(parser: Parser, known: Mapping[str, Collection[str]]) -> Command:
    options: list[Option] = []
    argument: str | None = None
    words: tuple[str, ...] = ()
    for action in parser.declared():
        metavar = _metavar(action)
        said = (action.help or "").split(CHOICE)
        of_value = tuple(said if len(said) > 1 else known.get(metavar or "", ()))
        if not action.option_strings:
            argument, words = metavar, of_value
        elif action.help != SUPPRESS:
            options.append(
                Option(
                    name=action.option_strings[-1],
                    help=action.help or "",
                    metavar=metavar,
                    words=of_value,
                    repeatable=isinstance(action.default, list),
                )
            )
    return Command(
        help=parser.description or "", options=tuple(options), argument=argument, words=words
    )


def _metavar(action: Action) -> str | None:
    """The name of an action's value; None where it takes none."""
    return str(action.metavar or action.dest) if action.nargs != 0 else None


def _bash(commands: Commands) -> Iterator[str]:
    """For bash 3.2 and later; where nothing is replied, bash offers files."""
    yield f'# {PROGRAM} in bash: eval "$({PROGRAM} completion bash)"'
    yield "_ml_readiness() {"
    yield '    local line=${COMP_LINE:0:COMP_POINT} token word before command="" each words=""'
    yield "    token=${line##*[[:space:]]} word=$token"
    yield "    local -a typed"
    yield '    read -ra typed <<<"${line%"$token"}"'
    yield "    before=${typed[${#typed[@]} - 1]}"
    yield '    for each in "${typed[@]:1}"; do'
    yield f"        case $each in {'|'.join(commands)}) command=$each && break ;; esac"
    yield "    done"
    yield "    case $token in --*=*) before=${token%%=*} word=${token#*=} ;; esac"
    yield "    case $command:$before in"
    for name, command in commands.items():
        for option in command.options:
            if option.metavar:
                sign, only = (
                    ("=", "[[ $word == *=* ]] || ") if option.metavar == OF_FILES else ("", "")
                )
                words = " ".join(f"{each}{sign}" for each in option.words)
                yield f'        {name}:{option.name}) {only}words="{words}" ;;'
        named = " ".join(option.name for option in command.options)
        begun = f'[[ $token == -* ]] && words="{named}"'
        other = f' || words="{" ".join(command.words)}"' if command.words else ""
        yield f"        {name}:*) {begun}{other} ;;"
    yield f'        :*) words="{" ".join(commands)} --help --version" ;;'
    yield "    esac"
    yield "    COMPREPLY=()"
    yield "    [[ -n $words ]] || return 0"
    yield "    while IFS= read -r each; do"
    yield "        [[ $each == *= ]] && compopt -o nospace 2>/dev/null"
    yield '        # Readline may take what follows a "=" for a word of its own.'
    yield "        [[ $token == --*=* && $COMP_WORDBREAKS != *=* ]] && each=$before=$each"
    yield '        COMPREPLY+=("$each")'
    yield '    done < <(compgen -W "$words" -- "$word")'
    yield "}"
    yield f"complete -o default -F _ml_readiness {PROGRAM}"


def _zsh(commands: Commands) -> Iterator[str]:
    yield f"#compdef {PROGRAM}"
    yield f"# {PROGRAM} in zsh: save this as _{PROGRAM} in a folder of $fpath, or eval it"
    yield "_ml_readiness_prefixed() {"
    yield "    if compset -P '*='; then _files; else compadd -S = -- \"$@\"; fi"
    yield "}"
    yield "_ml_readiness() {"
    yield "    local context state state_descr line"
    yield "    local -a commands"
    yield "    typeset -A opt_args"
    yield "    _arguments -C '(- *)--help[show how it is used]' \\"
    yield "        '(- *)--version[show the version]' \\"
    yield "        '1:command:->command' '*::argument:->argument'"
    yield "    case $state in"
    yield "    command)"
    told = (_quoted(f"{name}:{command.help}") for name, command in commands.items())
    yield f"        commands=({' '.join(told)})"
    yield "        _describe command commands"
    yield "        ;;"
    yield "    argument)"
    yield "        case $words[1] in"
    for name, command in commands.items():
        specs = [_zsh_option(option) for option in command.options]
        if command.argument:
            specs.append(f"*:{command.argument}:{_zsh_value(command.argument, command.words)}")
        yield f"        {name}) _arguments {' '.join(map(_quoted, specs))} ;;"
    yield "        esac"
    yield "        ;;"
    yield "    esac"
    yield "}"
    yield 'if [[ $funcstack[1] == _ml-readiness ]]; then _ml_readiness "$@"'
    yield f"else compdef _ml_readiness {PROGRAM}; fi"


def _zsh_option(option: Option) -> str:
    told = "".join(f"\\{letter}" if letter in "[]:\\" else letter for letter in option.help)
    again = "*" if option.repeatable else ""
    if option.metavar is None:
        return f"{again}{option.name}[{told}]"
    return f"{again}{option.name}=[{told}]:{option.metavar}:" + _zsh_value(
        option.metavar, option.words
    )


def _zsh_value(metavar: str, words: tuple[str, ...]) -> str:
    if metavar == OF_FILES:
        return f"_ml_readiness_prefixed {' '.join(words)}"
    if words:
        return f"({' '.join(words)})"
    return "_files -/" if metavar == OF_FOLDERS else "_files"


def _fish(commands: Commands) -> Iterator[str]:
    yield f"# {PROGRAM} in fish: {PROGRAM} completion fish | source"
    start = f"complete -c {PROGRAM} -n __fish_use_subcommand"
    yield f"{start} -f -l help -d 'show how it is used'"
    yield f"{start} -f -l version -d 'show the version'"
    for name, command in commands.items():
        yield f"{start} -f -a {name} -d {_fish_quoted(command.help)}"
        behind = f"complete -c {PROGRAM} -n '__fish_seen_subcommand_from {name}'"
        if command.words:
            yield f"{behind} -f -a {_fish_quoted(' '.join(command.words))}"
        for option in command.options:
            value = _fish_value(option)
            yield f"{behind} -l {option.name.lstrip('-')}{value} -d {_fish_quoted(option.help)}"


def _fish_value(option: Option) -> str:
    if option.metavar is None:
        return ""
    if option.metavar == OF_FOLDERS:
        return " -x -a '(__fish_complete_directories)'"
    if option.metavar == OF_FILES:
        return f" -r -a {_fish_quoted(' '.join(f'{word}=' for word in option.words))}"
    return f" -x -a {_fish_quoted(' '.join(option.words))}" if option.words else " -r"


def _quoted(text: str) -> str:
    inner = text.replace("'", "'\\''")
    return f"'{inner}'"


def _fish_quoted(text: str) -> str:
    inner = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{inner}'"


# How the script of each shell is written.
SHELLS: Mapping[str, Callable[[Commands], Iterator[str]]] = {
    "bash": _bash,
    "zsh": _zsh,
    "fish": _fish,
}
