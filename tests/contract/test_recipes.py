"""Every workflow, file and command of the recipes is valid, and does what its recipe says."""

import json
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml
from fakegithub import FakeGitHub
from helpers.gitrepo import git, init
from helpers.harness import Outcome, check, run, track, write
from helpers.step import FILES, MANIFEST, clone, known, push, repository, step
from helpers.target import BASE, HEAD, judged
from helpers.target import known as known_target

from ml_readiness import __version__
from ml_readiness.reading.markdown import read_anchors
from ml_readiness.reading.rubric import read_rubric

TOP = Path(__file__).parents[2]
PAGE = (TOP / "docs" / "recipes.md").read_text("utf-8")
HOOKS = yaml.safe_load((TOP / ".pre-commit-hooks.yaml").read_text())
PROGRAMS = Path(sys.executable).parent
# Only github.com can answer these.
NOT_RUN = {"gh api --method POST repos/OWNER/REPOSITORY/actions/policies --input policy.json"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of code, the recipe that it stands in, and the file that its first line names."""

    recipe: str
    language: str
    file: str
    text: str

    @property
    def data(self) -> Any:
        return yaml.safe_load(self.text)


def blocks() -> Iterator[Block]:
    for section in PAGE.split("\n## ")[1:]:
        recipe = section.partition("\n")[0]
        for language, text in re.findall(
            r"^```(\w+)\n(.*?)^```$", section, re.DOTALL | re.MULTILINE
        ):
            named = re.match(r"# ([\w./-]+)", text)
            yield Block(recipe=recipe, language=language, file=named[1] if named else "", text=text)


BLOCKS = tuple(blocks())
WORKFLOWS = [block for block in BLOCKS if block.file.startswith(".github/workflows/")]


def of(recipe: str, file: str = ".github/workflows/") -> list[Block]:
    return [each for each in BLOCKS if each.recipe == recipe and each.file.startswith(file)]


def steps(block: Block) -> list[dict[str, Any]]:
    [job] = block.data["jobs"].values()
    return list(job["steps"])


def gate(block: Block, **values: str) -> dict[str, Any]:
    """What a workflow's gate is given, as arguments of `step`; expressions by their last word."""
    [given] = [
        each.get("with", {})
        for each in steps(block)
        if each.get("uses", "").startswith("ml-readiness/ml-readiness")
    ]
    return {
        name.replace("-", "_"): re.sub(
            r"\$\{\{ \w+\.(\w+) \}\}", lambda found: values[found[1]], text
        )
        for name, text in given.items()
    }


def commands() -> set[str]:
    shown = "".join(block.text for block in BLOCKS if block.language == "console")
    return set(re.findall(r"^\$ (.*)$", shown, re.MULTILINE))


def typed(folder: Path, command: str) -> Outcome:
    """A command of the page, run in a folder."""
    program, *arguments = shlex.split(command)
    assert program == "ml-readiness"
    return run(folder, *arguments)


def test_every_block_is_of_a_kind_that_is_tried_here() -> None:
    kinds = {(block.language, re.sub(r"workflows/.*", "workflows", block.file)) for block in BLOCKS}
    assert kinds == {
        ("yaml", ".github/workflows"),
        ("yaml", "ml-readiness.yml"),
        ("yaml", "ml-rubric.yml"),
        ("yaml", ".pre-commit-config.yaml"),
        ("console", ""),
        ("json", ""),
        ("markdown", ""),
    }


@pytest.mark.parametrize("page", ["recipes", "events", "branch-protection", "security"])
def test_every_link_between_the_pages_leads_somewhere(page: str) -> None:
    text = (TOP / "docs" / f"{page}.md").read_text("utf-8")
    links = re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)", text)
    assert links
    for path, anchor in links:
        target = TOP / "docs" / (path or f"{page}.md")
        assert target.exists(), path
        if anchor:
            assert anchor in read_anchors(target.read_bytes()), f"{path}#{anchor}"


def test_every_workflow_is_one_that_github_takes(tmp_path: Path) -> None:
    init(tmp_path)
    names = [f".github/workflows/{number}.yml" for number in range(len(WORKFLOWS))]
    write(tmp_path, dict(zip(names, (block.text for block in WORKFLOWS), strict=True)))
    for command in (
        ["actionlint", "-no-color"],
        ["check-jsonschema", "--builtin-schema", "vendor.github-workflows", *names],
    ):
        program = [str(PROGRAMS / command[0]), *command[1:]]
        done = subprocess.run(program, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def test_every_workflow_has_the_permissions_that_it_needs_and_no_more() -> None:
    for block in WORKFLOWS:
        uses = " ".join(str(each.get("uses")) for each in steps(block))
        needed = {"contents": "read"}
        if "ml-readiness/ml-readiness" in uses:
            needed["pull-requests"] = "write"
        if "upload-sarif" in uses:
            needed["security-events"] = "write"
        if any("git push" in each.get("run", "") for each in steps(block)):
            needed["contents"] = "write"
        assert block.data["permissions"] == needed, block.recipe


LOW = FILES | {"ml-readiness.yml": MANIFEST.replace("minimum: 1", "minimum: 7")}
WORSE = {"ml-readiness.yml": LOW["ml-readiness.yml"].replace("level: automated", "level: none")}


def test_an_old_repository_fails_only_for_what_gets_worse(tmp_path: Path) -> None:
    [block] = of("An old repository")
    [command] = commands() - NOT_RUN
    root = repository(tmp_path, LOW)
    with FakeGitHub(known(root)) as github:
        assert step(root, github, **gate(block)).status == 0
        assert step(root, github).status == 1
    assert typed(root, command).status == 0
    push(root, WORSE)
    with FakeGitHub(known(root)) as github:
        assert step(root, github, **gate(block)).status == 1
    assert typed(root, command).status == 1


TESTED = {
    "ml-readiness.yml": re.sub(r"model/\w+\.jsonl", "tests/test_a.py::test_a", MANIFEST),
    "tests/test_a.py": "def test_a():\n    assert open('a').read()\n",
}


def test_results_of_the_same_job_decide(tmp_path: Path) -> None:
    [block] = of("Test results of the same job")
    root = repository(tmp_path, TESTED)
    assert step(root, event="push", payload={}).status == 0
    for failure, status in (("", 0), ("<failure/>", 1)):
        case = f'<testcase classname="tests.test_a" name="test_a">{failure}</testcase>'
        write(root, {"results.xml": f"<testsuite>{case}</testsuite>"})
        assert step(root, event="push", payload={}, **gate(block)).status == status
    [tests] = [each["run"] for each in steps(block) if "--junit-xml" in each.get("run", "")]
    assert f"--junit-xml={gate(block)['junit']}" in tests


SERVICES = {
    f"services/{name}/{path}": text for name in ("churn", "fraud") for path, text in FILES.items()
}


def test_one_gate_over_a_monorepo_writes_one_comment(tmp_path: Path) -> None:
    block, _ = of("A monorepo")
    files = {path: text.replace("[model/", "[./model/") for path, text in SERVICES.items()}
    root = repository(tmp_path, files)
    with FakeGitHub(known(root)) as github:
        assert step(root, github, **gate(block)).status == 0
        [comment] = github.state.comments
    assert "services/churn" in comment.body
    assert "services/fraud" in comment.body


def test_several_gates_keep_their_comments_apart(tmp_path: Path) -> None:
    _, block = of("A monorepo")
    [job] = block.data["jobs"].values()
    root = repository(tmp_path, SERVICES)
    with FakeGitHub(known(root)) as github:
        for service in job["strategy"]["matrix"]["service"]:
            for _ in range(2):
                assert step(root, github, **gate(block, service=service)).status == 0
        assert len(github.state.comments) == 2


def test_a_rubric_of_ones_own_asks_its_own_questions(tmp_path: Path) -> None:
    rubric, strict = of("A rubric of your own", "ml-rubric.yml")
    [manifest] = of("A rubric of your own", "ml-readiness.yml")
    write(
        tmp_path,
        {
            rubric.file: rubric.text,
            manifest.file: manifest.text,
            "tests/test_ranking.py": "def test_ndcg():\n    assert open('a').read()\n",
            "docs/fallback.md": "# Drill\n\nDone.\n",
        },
    )
    track(tmp_path)
    done = check(tmp_path, "--format", "json")
    [said] = json.loads(done.stdout)["manifests"]
    assert (done.status, said["rubric"], said["score"]) == (0, "acme-ranking", 1)
    assert said["band"]["id"] == "careful"
    assert said["checklist"]["total"] == 1
    assert [section["maximum"] for section in said["sections"]] == [6, 6]
    assert (
        read_rubric(strict.text.encode(), "x").sections
        == read_rubric(b"version: 1\nid: x\ntitle: x\nextends: ml-test-score\n", "x").sections
    )


def test_the_format_of_a_rubric_names_keys_that_there_are() -> None:
    schema = json.loads((TOP / "schema" / "rubric.schema.json").read_text())
    section = PAGE.partition("\n| key (* required) |")[2].partition("\n\n")[0]
    said = {
        cells[1].strip(): cells[2]
        for line in section.splitlines()[2:]
        if (cells := line.split("|"))
    }
    keys = re.findall(r"`(\w+)`", " ".join(each for each in said if each.startswith("`")))
    assert set(keys) == set(schema["properties"])
    definitions = schema["$defs"]
    for name, definition in (("a criterion", "criterion"), ("`checklist`", "point")):
        named = set(re.findall(r"`(\w+)`", said[name].partition(" (")[0]))
        assert named <= set(definitions[definition]["properties"])
        assert set(re.findall(r"`(\w+)`\*", said[name].partition(" (")[0])) == set(
            definitions[definition]["required"]
        )


def test_the_badge_lies_alone_on_its_branch(tmp_path: Path) -> None:
    [block] = of("A badge")
    source, remote = tmp_path / "source", init(tmp_path / "remote", "--bare")
    write(source, FILES)
    track(source)
    git(source, "commit", "-qm", "x")
    git(source, "push", "-q", str(remote), "main")
    [command, script] = [each["run"] for each in steps(block) if "run" in each][1:]
    for number in range(2):
        root = clone(remote, tmp_path / f"{number}")
        assert typed(root, command).status == 0
        subprocess.run(
            ["bash", "-e"], input=script, text=True, cwd=root, check=True, capture_output=True
        )
    assert git(remote, "ls-tree", "--name-only", "-r", "badges") == b"badge.json\n"
    badge = json.loads(git(remote, "show", "badges:badge.json"))
    assert badge["schemaVersion"] == 1
    [install] = [each["run"] for each in steps(block) if "pip install" in each.get("run", "")]
    assert install.endswith(f"@v{__version__.partition('.')[0]}")


def test_code_scanning_gets_a_file_and_the_commit_that_was_judged(tmp_path: Path) -> None:
    [block] = of("Code scanning")
    root = repository(tmp_path)
    with FakeGitHub(known(root)) as github:
        done = step(root, github, **gate(block))
    [upload] = [each["with"] for each in steps(block) if "upload-sarif" in each.get("uses", "")]
    assert json.loads((root / upload["sarif_file"]).read_text())["version"] == "2.1.0"
    for name in ("ref", "sha"):
        assert upload[name] == f"${{{{ steps.gate.outputs.{name} }}}}"
        assert done.outputs[name]


def test_the_hook_of_pre_commit_is_the_program(tmp_path: Path) -> None:
    [block] = of("pre-commit", ".pre-commit-config.yaml")
    [source], [hook] = block.data["repos"], HOOKS
    assert source["rev"] == f"v{__version__}"
    assert [each["id"] for each in source["hooks"]] == [hook["id"]]
    assert (hook["language"], hook["pass_filenames"], hook["always_run"]) == ("python", False, True)
    write(tmp_path, FILES)
    track(tmp_path)
    assert typed(tmp_path, hook["entry"]).status == 0
    (tmp_path / "model/age.jsonl").unlink()
    assert typed(tmp_path, hook["entry"]).status == 1
    [arguments] = re.findall(r"`args: \[(.*)\]`", PAGE)
    write(tmp_path, SERVICES)
    track(tmp_path)
    assert "services/churn" in typed(tmp_path, f"{hook['entry']} {arguments}").stdout


def test_a_runner_without_docker_uses_the_action_that_there_is() -> None:
    [block] = of("A runner without Docker")
    [used] = [each["uses"] for each in steps(block) if "ml-readiness" in each["uses"]]
    folder = used.removeprefix("ml-readiness/ml-readiness/").partition("@")[0]
    action = yaml.safe_load((TOP / folder / "action.yml").read_text())
    assert action["runs"]["using"] == "composite"


GROUP = {
    "merge_group": {
        "head_sha": HEAD,
        "base_sha": BASE,
        "base_ref": "refs/heads/main",
        "head_ref": "refs/heads/gh-readonly-queue/main/x",
    }
}


@pytest.mark.parametrize(
    ("files", "event", "status"),
    [
        (FILES, "pull_request_target", 0),
        (FILES, "merge_group", 0),
        ({"README.md": "# x\n"}, "pull_request_target", 0),
        ({"README.md": "# x\n"}, "merge_group", 2),
    ],
)
def test_an_organisation_covers_repositories_without_a_manifest_but_for_a_queue(
    tmp_path: Path, files: Mapping[str, str], event: str, status: int
) -> None:
    [block] = of("An organisation")
    assert event in block.data[True]
    with FakeGitHub(known_target(files, files)) as github:
        done = judged(
            tmp_path,
            github,
            event,
            payload=GROUP if event == "merge_group" else None,
            environment={"GITHUB_SHA": HEAD},
            **gate(block),
        )
    assert done.status == status, done.log


def test_the_policy_allows_the_event_for_the_file_of_the_events_page() -> None:
    [block] = [block for block in BLOCKS if block.language == "json"]
    policy = json.loads(block.text)
    [path] = policy["conditions"]["workflow_path"]["include"]
    events = (TOP / "docs" / "events.md").read_text()
    assert f"# {path}, on the default branch\n" in events
    [rule] = policy["rules"]
    assert rule["parameters"] == {"allowed_events": ["pull_request_target"]}
    assert set(policy) == {"name", "target", "enforcement", "conditions", "rules"}
