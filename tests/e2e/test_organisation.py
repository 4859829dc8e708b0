"""The example of an organization: its workflow run as it stands, with three shares and one page.

What needs github.com is stood in for: the actions of others leave what the next steps need, and the
commands are those of this checkout, asked of a fake GitHub.
"""

import json
import re
import shutil
import sys
from pathlib import Path

from e2e.containers import TOP
from e2e.workflow import Workflow, act_here
from fakegithub import FakeGitHub
from helpers.gitrepo import git, init
from helpers.surveyed import FILES, hosted

EXAMPLE = TOP / "examples" / "organisation"
COPY = 'mkdir -p "$STAND_IN/$TO" && cp $FROM "$STAND_IN/$TO/"'
# What each action does here, with what it is given.
ACTIONS = {
    "actions/create-github-app-token": 'echo "token=token-of-the-run" >> "$GITHUB_OUTPUT"',
    "actions/setup-python": "true",
    "actions/cache/restore": 'cp "$STAND_IN/cache/$FROM" . 2>/dev/null || true',
    "actions/cache/save": COPY.replace("$TO", "cache"),
    "actions/upload-artifact": COPY.replace("$TO", "artifacts"),
    "actions/download-artifact": 'mkdir -p "$FROM" && cp "$STAND_IN"/artifacts/* "$FROM/"',
    "actions/upload-pages-artifact": 'rm -rf "$STAND_IN/site" && cp -R "$FROM" "$STAND_IN/site"',
    "actions/deploy-pages": 'echo "page_url=https://acme.github.io" >> "$GITHUB_OUTPUT"',
}
GIVEN = (
    *("client-id", "private-key", "owner", "permission-contents", "permission-actions"),
    *("python-version", "path", "key", "restore-keys", "name", "pattern", "merge-multiple"),
)


def stand_ins(folder: Path) -> dict[str, Path]:
    """The folder of each action that the workflow uses, by its name and commit."""
    text = (EXAMPLE / ".github" / "workflows" / "survey.yml").read_text()
    used = dict(re.findall(r"uses: (actions/[\w/-]+)@([0-9a-f]{40}) ", text))
    assert set(used) == {*ACTIONS, "actions/checkout"}
    places = {}
    for name, script in ACTIONS.items():
        owner, repository, *below = name.split("/")
        top = folder / owner / repository
        declared = "".join(f"  {each}: {{default: ''}}\n" for each in GIVEN)
        outputs = "".join(
            f"  {each}: {{value: '${{{{ steps.it.outputs.{each} }}}}'}}\n"
            for each in ("token", "page_url")
        )
        place = top.joinpath(*below)
        place.mkdir(parents=True, exist_ok=True)
        (place / "action.yml").write_text(
            f"name: x\ninputs:\n{declared}outputs:\n{outputs}"
            "runs:\n  using: composite\n  steps:\n  - id: it\n    shell: bash\n"
            f"    env: {{FROM: '${{{{ inputs.path }}}}'}}\n    run: |\n      {script}\n"
        )
        places[f"{owner}/{repository}@{used[name]}"] = top
    for top in set(places.values()):
        git(init(top), "add", "-A")
        git(top, "commit", "-qm", "x")
    return places


def programs(folder: Path) -> Path:
    """The command of this checkout, and a pip that has nothing to do."""
    folder.mkdir()
    command = f'#!/bin/sh\nexec {sys.executable} -m ml_readiness "$@"\n'
    for name, text in {"ml-readiness": command, "pip": "#!/bin/sh\n"}.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    return folder


def surveyed(folder: Path, github: FakeGitHub, places: dict[str, Path]) -> Workflow:
    variables = {
        "STAND_IN": str(folder / "stand-in"),
        "GITHUB_API_URL": github.url,
        "GITHUB_GRAPHQL_URL": github.graphql_url,
        "GITHUB_SERVER_URL": "https://github.example",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{folder / 'remote'}.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://github.com/acme/survey",
        "PYTHONPATH": str(TOP / "src"),
    }
    return act_here(
        folder / "project",
        "survey.yml",
        {"repository": {"owner": {"login": "acme"}}, "ref": "refs/heads/main"},
        programs=folder / "programs",
        instead=places,
        variables=variables,
    )


def test_an_organization_is_surveyed_in_shares_and_has_a_page(tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE, tmp_path / "project")
    init(tmp_path / "project")
    init(tmp_path / "remote", "--bare")
    git(tmp_path / "project", "remote", "add", "origin", "https://github.com/acme/survey")
    git(tmp_path / "project", "add", "-A")
    git(tmp_path / "project", "commit", "-qm", "x")
    (tmp_path / "stand-in").mkdir()
    programs(tmp_path / "programs")
    places = stand_ins(tmp_path / "actions")
    names = [f"acme/system-{index}" for index in range(12)]
    states = [hosted(name) for name in names]
    states.append(hosted("acme/plain", {"README.md": b"# Plain\n"}))
    with FakeGitHub(*states) as github:
        run = surveyed(tmp_path, github, places)
        assert set(run.jobs.values()) == {"success"}, run.log
        first = len(github.seen)
        lower = dict(FILES) | {"ml-readiness.yml": FILES["ml-readiness.yml"].replace(b"1}", b"0}")}
        github.states[names[3]] = hosted(names[3], lower)
        # The runner checks out what is there; this one copies the folder that it stands in.
        git(tmp_path / "project", "pull", "-q", str(tmp_path / "remote"), "main")
        again = surveyed(tmp_path, github, places)
        assert set(again.jobs.values()) == {"success"}, again.log
        second = len(github.seen) - first
    shares = sorted((tmp_path / "stand-in" / "artifacts").glob("share-*.ndjson"))
    found = [json.loads(line) for share in shares for line in share.read_text().splitlines()]
    assert len(shares) == 3
    assert sorted(line["repository"] for line in found) == sorted([*names, "acme/plain"])
    # Three listings, and then only what has another commit.
    assert (first, second) == (3 + 2 * 12, 3 + 2)
    site = tmp_path / "stand-in" / "site"
    page = (site / "index.html").read_text()
    assert all(name in page for name in names)
    kept = git(tmp_path / "remote", "ls-tree", "-r", "--name-only", "main").decode().split()
    [day] = [name for name in kept if name.startswith("history/")]
    assert re.fullmatch(r"history/\d{4}-\d\d-\d\d\.parquet", day)
