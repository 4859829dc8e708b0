"""A comparison with a base: our check of a full manifest with and without it, in turns.

The base is a commit of the same repository in which everything differs a little: the manifest, and
every file that is cited, so that nothing can be taken from the head.
"""

import argparse
import subprocess
from pathlib import Path

import corpus
from measure import (
    Command,
    Figures,
    environment,
    in_turns,
    megabytes,
    module,
    ratio,
    seconds,
    workshop,
)

MOST = 1.4


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    rounds: int = parser.parse_args().rounds
    figures = Figures()
    with workshop() as folder:
        repository = folder / "repository"
        path = corpus.one(repository)
        variables = environment(folder)
        commit(repository, variables)
        for file in repository.rglob("*"):
            if file.suffix in {".py", ".md", ".yml"} and ".git/" not in str(file):
                file.write_text(file.read_text("utf-8") + "\n# changed\n", "utf-8")
        commit(repository, variables)
        check = ("check", "--offline", path)
        plain, compared = in_turns(
            Command(
                argv=module("ml_readiness", *check),
                folder=repository,
                environment=variables,
                says="12 of 14",
            ),
            Command(
                argv=module("ml_readiness", *check, "--base", "HEAD~1"),
                folder=repository,
                environment=variables,
                says="as the base",
            ),
            rounds=rounds,
        )
    for name, costs in (("without a base", plain), ("with a base", compared)):
        figures.note(
            f"base, {name}", f"{seconds(costs):.3f} s, {megabytes(costs):.0f} MB (medians)"
        )
    figures.hold("base, with by without", ratio(compared, plain), MOST)
    figures.leave()


def commit(repository: Path, variables: dict[str, str]) -> None:
    """All files as one commit."""
    for arguments in (("add", "-A"), ("commit", "-qm", "x")):
        command = ["git", "-c", "user.name=x", "-c", "user.email=x@x", *arguments]
        subprocess.run(command, cwd=repository, env=variables, check=True)


if __name__ == "__main__":
    main()
