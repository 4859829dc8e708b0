"""The rubrics of one tree, and the text of a file that has to be there."""

from collections.abc import Callable
from datetime import date
from posixpath import dirname, normpath

from ml_readiness.document import Document
from ml_readiness.model.errors import InputError, mistake
from ml_readiness.model.rubric import Rubric
from ml_readiness.model.tree import TEXT_BYTES, Tree, Unreadable
from ml_readiness.reading.manifest import read_manifest, rubric_name
from ml_readiness.reading.manifest_schema import Schema, manifest_schema, resolved
from ml_readiness.reading.rubric import DEFAULT_RUBRIC, built_in, built_in_names, read_rubric
from ml_readiness.reading.validation import place_of
from ml_readiness.rules.naming import choice, nearest

FIRST_STEPS = (
    "write one with 'ml-readiness init', or name its folder as the root (--root, the input root);"
    " see https://github.com/ml-readiness/ml-readiness"
)
# What a path is that no manifest or rubric can be read from.
OBSTACLE_WORDS = {"symlink": "is reached through a symbolic link", "not-regular": "is not a file"}


def content(path: str, noun: str, tree: Tree) -> bytes:
    try:
        return tree.read(path)
    except Unreadable as error:
        if error.obstacle == "too-large":
            message, hint = f"the file is larger than {TEXT_BYTES // 1_000_000} MB", None
        elif error.obstacle == "not-in-worktree":
            near = nearest(path, tree.paths())
            message = f"there is no {noun} {path or repr('')}"
            hint = f"did you mean {near}?" if near else FIRST_STEPS
            if path == ".":
                hint = "a folder is none: leave it out, or name it with --root"
            elif path.startswith("/"):
                hint = "paths start at the root: write it without the folders above"
        else:
            message = f"{path} {OBSTACLE_WORDS[error.obstacle]}"
            hint = "give the path of a file itself"
        raise mistake(message, hint=hint, path=path) from None


class Rubrics:
    """The rubrics of one tree, each read once, with the schema of their manifests.

    `asked` is the rubric that scores every manifest, whatever they name themselves.
    """

    def __init__(self, tree: Tree, asked: str | None, today: date) -> None:
        self.tree, self.asked, self.today = tree, asked, today
        self.read: dict[str, tuple[Rubric, Schema]] = {}

    def of(self, document: Document) -> tuple[Rubric, Schema]:
        """The rubric that scores a manifest; raises InputError when there is none."""
        name, path = self.place(document)
        if path is None:
            return self._once(name, lambda: built_in(name))
        return self._once(path, lambda: read_rubric(content(path, "rubric", self.tree), path))

    def place(self, document: Document) -> tuple[str, str | None]:
        """The name of a manifest's rubric, and the path of its file where it is not built in.

        Raises InputError when there is none.
        """
        name = self.asked or rubric_name(document) or DEFAULT_RUBRIC
        if name in built_in_names():
            return name, None
        if "/" not in name and not name.endswith((".yml", ".yaml")):
            raise self._unknown(name, document)
        folder = dirname(document.path) if name.startswith("./") and not self.asked else ""
        path = normpath(f"{folder}/{name}" if folder else name)
        if self.tree.paths().get(path) != "file":
            raise self._unknown(name, document)
        return name, path

    def _once(self, key: str, read: Callable[[], Rubric]) -> tuple[Rubric, Schema]:
        if key not in self.read:
            rubric = read()
            self.read[key] = (rubric, resolved(manifest_schema(rubric)))
        return self.read[key]

    def _unknown(self, name: str, document: Document) -> InputError:
        message = f"unknown rubric '{name}'"
        hint = choice(name, built_in_names())
        if "/" in name or name.endswith((".yml", ".yaml")):
            message = f"there is no tracked rubric file {name}"
            stem = name.removesuffix(".yml").removesuffix(".yaml")
            hint = "name a file of the repository: paths start at the root"
            if stem in built_in_names():
                hint = f"did you mean '{stem}'?"
        if self.asked:
            return mistake(message, hint=hint)
        # The rest of the file is still checked, as if it had named the default rubric.
        problems = [document.problem(message, hint, document.values["rubric",])]
        rubric, schema = self._once(DEFAULT_RUBRIC, lambda: built_in(DEFAULT_RUBRIC))
        try:
            read_manifest(document, rubric, schema, self.today)
        except InputError as error:
            problems += error.problems
        return InputError(*sorted(problems, key=place_of))
