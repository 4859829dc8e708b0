"""What DVC, pre-commit and nbformat make of a file; runs where they are installed.

Reads lines of JSON, a sort and a text, and answers each with a line: the names that the tool has,
the cells of a notebook, or null where it refuses.
"""

import json
import logging
import os
import sys
import tempfile
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any


def stages(text: str) -> list[str]:
    """The stages of a pipeline, those that are made for many values by their common name."""
    from dvc.repo import Repo

    with tempfile.TemporaryDirectory() as folder:
        Repo.init(folder, no_scm=True).close()
        Path(folder, "dvc.yaml").write_text(text, encoding="utf-8")
        with Repo(folder) as repo:
            return sorted({stage.name.partition("@")[0] for stage in repo.index.stages})


def hooks(text: str) -> list[str]:
    """The ids of the hooks of a configuration."""
    from pre_commit.clientlib import load_config

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, ".pre-commit-config.yaml")
        path.write_text(text, encoding="utf-8")
        config = load_config(os.fspath(path))
    return sorted({hook["id"] for repo in config["repos"] for hook in repo["hooks"]})


def cells(text: str) -> list[list[str]]:
    """The sort and the text of each cell of a notebook."""
    import nbformat

    notebook = nbformat.reads(text, as_version=4)
    return [[cell["cell_type"], cell["source"]] for cell in notebook["cells"]]


JUDGES: Mapping[str, Callable[[str], Any]] = {"dvc": stages, "hooks": hooks, "notebook": cells}


def main() -> None:
    logging.disable()
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        sort, text = json.loads(line)
        try:
            said = JUDGES[sort](text)
        except Exception:  # noqa: BLE001 - however a tool refuses
            said = None
        sys.stdout.write(json.dumps(said) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
