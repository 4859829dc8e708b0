"""Which key was meant by one that a schema does not have, and where it belongs."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import takewhile
from typing import Any

from msgspec import Struct

from ml_readiness.document import NodePath
from ml_readiness.rules.naming import folded, listed, meant

# Guessing is slow, and a report shows fewer mistakes than these.
MOST_GUESSES = 200
# A key that many mappings have belongs to none of them in particular.
MOST_PLACES = 3
# What other files of YAML may say, and nothing here.
FOREIGN_KEYS: Mapping[str, str] = {"<<": "merges are not read here: write the keys themselves"}


class Guess(Struct, frozen=True, kw_only=True):
    """What is said of an unknown key, and the schema that its value was probably meant for."""

    hint: str | None
    rule: Any = None


class Known(Struct, frozen=True, kw_only=True):
    """A key of the schema, the mappings that it lies in from the top, and its own schema.

    `within` is what the last of those mappings is: `criterion`; empty where nothing says it.
    """

    name: str
    above: tuple[str, ...]
    rule: Any
    within: str


class Guesses:
    """The unknown keys of one document, each thought about once.

    `codes` are other names of keys, folded; `special` says of a path what its key is instead.
    """

    def __init__(
        self,
        schema: Mapping[str, Any],
        codes: Mapping[str, str],
        special: Callable[[NodePath], str | None],
    ) -> None:
        self.schema, self.codes, self.special = schema, codes, special
        self.places: dict[str, list[Known]] = {}
        self.made: dict[NodePath, Guess] = {}

    def of(self, path: NodePath, schema: Any) -> Guess:
        """What was meant by the last key of a path, which `schema` does not have."""
        if path not in self.made:
            if len(self.made) >= MOST_GUESSES:
                return Guess(hint=None)
            known = schema.get("properties", {}) if isinstance(schema, Mapping) else {}
            self.made[path] = self._guess(path, known)
        return self.made[path]

    def _guess(self, path: NodePath, known: Mapping[str, Any]) -> Guess:
        key = str(path[-1])
        code = self.codes.get(folded(key))
        same = [name for name in known if name == code or folded(name) == folded(key)]
        if same:
            hint = f"did you mean '{same[0]}'?{_foreign(key, same[0])}"
            return Guess(hint=hint, rule=known[same[0]])
        if place := self._elsewhere(path, code or key):
            named = f"'{key}' is '{code}', which" if code else f"'{place.name}'"
            # In another part of the file the value would have another form as well.
            near_by = len(path) == 1 or path[:1] == place.above[:1]
            rule = place.rule if near_by else None
            return Guess(hint=f"{named} belongs {_where(place, path)}", rule=rule)
        if said := self.special(path) or FOREIGN_KEYS.get(key) or _colon(key):
            return Guess(hint=said)
        if said := self._deeper(path, known):
            return Guess(hint=said)
        if near := meant(key, known):
            return Guess(hint=f"did you mean '{near}'?{_foreign(key, near)}", rule=known[near])
        return Guess(hint=listed(tuple(known)))

    def _elsewhere(self, path: NodePath, name: str) -> Known | None:
        """The place nearest to a path where a key of this name would be right."""
        places = self._places(name)
        if not places or len(places) > MOST_PLACES:
            return None
        return max(
            places,
            key=lambda each: (
                _shared(each.above, path),
                each.above[-1:] == path[-2:-1],
                -len(each.above),
            ),
        )

    def _deeper(self, path: NodePath, known: Iterable[str]) -> str | None:
        """What is said of a key that many mappings have, which all lie deeper than it stands."""
        places = self._places(str(path[-1]))
        kinds = dict.fromkeys(each.within for each in places if len(each.above) >= len(path))
        if len(places) <= MOST_PLACES or not all(kinds) or not kinds:
            return None
        if any(len(self._places(name)) > MOST_PLACES for name in known):
            return None  # it stands as deep as those
        first, *_ = places
        return f"'{first.name}' belongs under a {' or a '.join(kinds)}: is it indented enough?"

    def _places(self, name: str) -> list[Known]:
        if not self.places:
            for each in _known(self.schema):
                self.places.setdefault(folded(each.name), []).append(each)
        return self.places.get(folded(name), [])


def _foreign(key: str, meant: str) -> str:
    """The character of a key that only looks like one of the name that was meant."""
    from ml_readiness.rules.misread import named  # only bad input pays for it

    found = next((each for each in key if not each.isascii() and each not in meant), None)
    return f" This one has {named(found)}" if found else ""


def _colon(key: str) -> str | None:
    """What is said of a key that goes on behind what is easily taken for its colon."""
    from ml_readiness.rules.misread import named, taken_for

    found = next((each for each in key if taken_for(each) == "':'"), None)
    return f"this has {named(found)}: write ':'" if found else None


def _known(
    schema: Mapping[str, Any], above: tuple[str, ...] = (), within: str = ""
) -> Iterator[Known]:
    noun = str(schema.get("errorMessage", "")).removeprefix("unknown ")
    for name, rule in schema.get("properties", {}).items():
        yield Known(name=name, above=above, rule=rule, within=within)
        if isinstance(rule, Mapping):
            yield from _known(rule, (*above, name), noun)


def _shared(above: tuple[str, ...], path: NodePath) -> int:
    pairs = zip(above, path, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _where(place: Known, path: NodePath) -> str:
    if not place.above:
        return "at the top of the file"
    here = place.above[:-1] == path[: len(place.above) - 1]
    named = ", ".join(f"'{name}'" for name in place.above[-1 if here else 0 :])
    return f"under {named}"
