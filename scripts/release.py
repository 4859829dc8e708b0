"""Makes the commit and the tags of a release: its `action.yml` names the image by digest.

The commit is made on top of HEAD without touching the branch or the working tree, so that the
branch goes on building its own Dockerfile. Without `--push` the commit is shown, and nothing is
tagged. The major version's tag is moved on its own, once the release is published.
"""

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from ml_readiness import __version__

IMAGE = re.compile(r"[a-z0-9.-]+(?:/[a-z0-9._-]+)+@sha256:[0-9a-f]{64}")
AUTHOR = (
    *("-c", "user.name=github-actions[bot]"),
    *("-c", "user.email=41898282+github-actions[bot]@users.noreply.github.com"),
)
BUILT_HERE = "  image: Dockerfile\n"


def main(argv: list[str]) -> int:
    """The exit status: 0 shown or pushed, 1 when something speaks against the release."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--version", required=True, help="the version to release, like 1.2.3")
    parser.add_argument("--notes", metavar="FILE", help="write the release's notes there")
    way = parser.add_mutually_exclusive_group(required=True)
    way.add_argument("--image", help="name@sha256:digest of the pushed image")
    way.add_argument("--move", metavar="REMOTE", help="move the major version to this one, there")
    parser.add_argument("--push", metavar="REMOTE", help="tag the commit, and push the tag there")
    options = parser.parse_args(argv)
    if options.move is not None:
        return move(options.version, options.move)
    wrong = list(objections(options.version, options.image))
    for each in wrong:
        say(f"release: {each}")
    if wrong and options.push:
        return 1
    if options.notes and not wrong:
        Path(options.notes).write_text(notes(options.version, options.image), encoding="utf-8")
    commit = release_commit(options.version, options.image)
    if options.push is None:
        say(git("show", "--stat", "--patch", "--format=fuller", commit))
        return 0
    tag = f"v{options.version}"
    git("tag", tag, commit)
    git("push", "--quiet", options.push, f"refs/tags/{tag}")
    say(f"release: pushed {tag}, {commit}")
    return 0


def move(version: str, remote: str) -> int:
    """The major version moves along: `uses: …@v1` is the newest release of it."""
    tag, major = f"v{version}", f"v{version.partition('.')[0]}"
    if not git("ls-remote", "--tags", remote, f"refs/tags/{tag}"):
        say(f"release: there is no tag {tag}")
        return 1
    git("fetch", "--quiet", "--no-tags", remote, f"+refs/tags/{tag}:refs/tags/{tag}")
    git("push", "--quiet", remote, f"+refs/tags/{tag}:refs/tags/{major}")
    say(f"release: {major} is {tag}")
    return 0


def notes(version: str, image: str) -> str:
    """What CHANGELOG.md says of the version, and how to see that the image is ours."""
    changes = Path("CHANGELOG.md").read_text(encoding="utf-8")
    section = changes.partition(f"## {version}\n")[2].partition("\n## ")[0].strip()
    return (
        f"{section}\n\n## The image\n\n`{image}`\n\n"
        f"```console\n$ gh attestation verify oci://{image} --repo ml-readiness/ml-readiness\n```\n"
    )


def objections(version: str, image: str) -> Iterator[str]:
    """Every reason not to release."""
    if version != __version__:
        yield f"the version is {__version__} in the code, and {version} here"
    if not IMAGE.fullmatch(image):
        yield f"{image} is no name with a digest"
    if f"## {version}\n" not in Path("CHANGELOG.md").read_text():
        yield f"CHANGELOG.md has no heading '## {version}'"
    if git("tag", "--list", f"v{version}"):
        yield f"the tag v{version} is there already"
    if git("status", "--porcelain", "--untracked-files=no"):
        yield "the working tree has changes that are not committed"


def release_commit(version: str, image: str) -> str:
    """The hash of a new commit on HEAD in which only `action.yml` differs."""
    action = git("show", "HEAD:action.yml") + "\n"
    if BUILT_HERE not in action:
        sys.exit("release: action.yml does not build the Dockerfile")
    released = action.replace(BUILT_HERE, f"  image: docker://{image}\n")
    blob = git("hash-object", "-w", "--stdin", data=released)
    with TemporaryDirectory() as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        git("read-tree", "HEAD", variables=index)
        git("update-index", "--cacheinfo", f"100644,{blob},action.yml", variables=index)
        tree = git("write-tree", variables=index)
    message = f"Release {version}\n\nThe image is {image}."
    return git("commit-tree", tree, "-p", "HEAD", "-m", message)


def git(*arguments: str, data: str | None = None, variables: dict[str, str] | None = None) -> str:
    """The output of a git command, without its last newline."""
    done = subprocess.run(  # noqa: S603 - no shell, and nothing that a stranger wrote
        ["git", *AUTHOR, *arguments],  # noqa: S607 - whichever git the machine has
        input=data,
        env={**os.environ, **(variables or {})},
        text=True,
        check=True,
        stdout=subprocess.PIPE,
    )
    return done.stdout.removesuffix("\n")


def say(text: str) -> None:
    """Print a line."""
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
