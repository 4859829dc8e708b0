"""The workflow of a release, from its start to the tags; what needs github.com is stood in for."""

from pathlib import Path

from e2e.releasing import BASE, JOINED, PLATFORMS, StandIns, ready, stand_ins
from e2e.workflow import Workflow, act_here
from helpers.gitrepo import git

from ml_readiness import __version__

IMAGE = "ghcr.io/ml-readiness/ml-readiness"
TAG, MAJOR = f"v{__version__}", f"v{__version__.partition('.')[0]}"


def released(folder: Path, around: StandIns) -> Workflow:
    """The whole workflow, started by hand."""
    event = {"inputs": {"version": __version__}, "ref": "refs/heads/main"}
    address = "https://x-access-token:token-of-the-run@github.com/acme/fraud.git"
    variables = {
        "STAND_IN": str(around.folder),
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{around.remote}.insteadOf",
        "GIT_CONFIG_VALUE_0": address,
    }
    return act_here(
        ready(folder / "project", __version__),
        "release.yml",
        event,
        programs=around.folder / "programs",
        instead=around.instead,
        variables=variables,
    )


def test_a_release_is_tried_and_signed_before_it_is_tagged_and_published(tmp_path: Path) -> None:
    around = stand_ins(tmp_path / "stand-in")
    run = released(tmp_path, around)
    assert set(run.jobs.values()) == {"success"}, run.log
    built = {each.words[-1]: each for each in around.of("docker", "build")}
    assert set(built) == {f"{IMAGE}:{__version__}-{platform}" for platform in PLATFORMS}
    assert all(f"BASE=python:3.13-slim@{BASE}" in each.words for each in built.values())
    [join] = around.of("docker", "buildx", "imagetools", "create")
    assert set(join.words[-2:]) == {f"{IMAGE}@{digest}" for digest in PLATFORMS.values()}
    tried = [*around.of("docker", "pull"), *around.of("docker", "run")]
    assert [each.words[-1] for each in tried] == [f"{IMAGE}@{JOINED}"] * 4
    assert not any(each.login for each in tried)
    signed = [each.words[2:] for each in around.of("docker", "attest")]
    names = ("", "sbom-amd64.spdx.json", "sbom-arm64.spdx.json")
    assert signed == [(f"{IMAGE}@{JOINED}", name) for name in names]

    remote = around.remote
    assert git(remote, "tag").decode().split() == [MAJOR, TAG]
    assert git(remote, "rev-parse", MAJOR) == git(remote, "rev-parse", TAG)
    assert (
        f"image: docker://{IMAGE}@{JOINED}\n" in git(remote, "show", f"{TAG}:action.yml").decode()
    )
    create, _, edit = around.of("gh", "release")
    assert (create.words[3], create.words[4], create.tags) == (TAG, "--draft", (TAG,))
    assert sorted(each.rpartition("/")[2] for each in create.words[-2:]) == list(names[1:])
    assert (edit.words[3:], edit.tags) == ((TAG, "--draft=false"), (TAG,))


def test_an_image_that_needs_a_login_is_not_released(tmp_path: Path) -> None:
    around = stand_ins(tmp_path / "stand-in")
    (around.folder / "private").touch()
    run = released(tmp_path, around)
    assert run.jobs["try"] == "failure"
    assert {"attest", "draft", "publish"}.isdisjoint(
        name for name, result in run.jobs.items() if result == "success"
    )
    said = [command.text for command in run.commands if command.name == "error"]
    assert any("Make the package public" in each for each in said)
    assert git(around.remote, "tag") == b""
    assert around.of("gh") == around.of("docker", "attest") == []
