"""Cuts GitHub's own descriptions of its API down to what the tests' fake of it serves.

    python scripts/trim_github.py api.github.com.json schema.graphql

Both arguments come from npm packages; tests/fakegithub/README.md says which. What is kept keeps
its types, its nullability and what it requires; what only explains is dropped.
"""

import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from graphql import (
    REMOVE,
    FieldDefinitionNode,
    NamedTypeNode,
    TypeDefinitionNode,
    Visitor,
    VisitorAction,
    assert_valid_schema,
    build_schema,
    parse,
    print_ast,
    specified_scalar_types,
    visit,
)

HERE = Path(__file__).parent.parent / "tests" / "fakegithub"

OPERATIONS = {
    "/repos/{owner}/{repo}": ("get",),
    "/repos/{owner}/{repo}/actions/runs/{run_id}/jobs": ("get",),
    "/repos/{owner}/{repo}/actions/workflows": ("get",),
    "/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs": ("get",),
    "/repos/{owner}/{repo}/commits/{ref}": ("get",),
    "/repos/{owner}/{repo}/compare/{basehead}": ("get",),
    "/repos/{owner}/{repo}/issues/{issue_number}/comments": ("get", "post"),
    "/repos/{owner}/{repo}/issues/comments/{comment_id}": ("get", "patch", "delete"),
    "/repos/{owner}/{repo}/git/trees/{tree_sha}": ("get",),
    "/repos/{owner}/{repo}/git/blobs/{file_sha}": ("get",),
    "/repos/{owner}/{repo}/git/commits/{commit_sha}": ("get",),
    "/repos/{owner}/{repo}/git/ref/{ref}": ("get",),
    "/repos/{owner}/{repo}/pulls": ("get",),
    "/repos/{owner}/{repo}/pulls/{pull_number}": ("get",),
    "/repos/{owner}/{repo}/statuses/{sha}": ("post",),
}

# An error names the page in externalDocs, and a response must have a description.
EXPLAINS = re.compile(r"description|summary|title|examples?|tags|x-(?!multi-segment)")
NAMES = {"properties": "schema", "responses": "response", "headers": "header"}
DESCRIPTION = re.compile(r'""".*?"""', re.DOTALL)

FIELDS = {
    "Query": "id repository repositoryOwner viewer",
    "Node": "id",
    "GitObject": "abbreviatedOid id oid repository",
    "Actor": "login",
    "RepositoryOwner": "id login repositories",
    "User": "id login repositories",
    "Bot": "id login",
    "Organization": "id login repositories",
    "Repository": """
        defaultBranchRef id isArchived isFork name nameWithOwner object owner pullRequest ref
    """,
    "RepositoryConnection": "nodes pageInfo totalCount",
    "PageInfo": "endCursor hasNextPage",
    "PullRequest": """
        author baseRef baseRefName baseRefOid changedFiles headRef headRefName headRefOid
        headRepository id isCrossRepository mergeable number potentialMergeCommit repository state
        timelineItems
    """,
    "PullRequestTimelineItemsConnection": "nodes totalCount",
    "BaseRefChangedEvent": "actor createdAt currentRefName id previousRefName pullRequest",
    "AutomaticBaseChangeSucceededEvent": "actor createdAt id newBase oldBase pullRequest",
    "Ref": "id name prefix repository target",
    "Commit": "abbreviatedOid committedDate id oid parents repository tree",
    "CommitConnection": "nodes totalCount",
    "Tree": "abbreviatedOid entries id oid repository",
    "TreeEntry": "mode name object oid path size type",
    "Blob": "abbreviatedOid byteSize id isBinary isTruncated oid repository text",
}

Json = Any


def trimmed_openapi(whole: Json) -> Json:
    paths = {
        path: {method: bare(whole["paths"][path][method]) for method in methods}
        for path, methods in OPERATIONS.items()
    }
    components: dict[str, dict[str, Json]] = {}
    wanted = list(references(paths))
    while wanted:
        _, _, kind, name = wanted.pop().split("/")
        if name not in components.setdefault(kind, {}):
            components[kind][name] = bare(whole["components"][kind][name], NAMES.get(kind, ""))
            wanted += references(components[kind][name])
    return {
        "openapi": whole["openapi"],
        "info": {name: whole["info"][name] for name in ("title", "version", "license")},
        "servers": whole["servers"],
        "paths": paths,
        "components": {kind: dict(sorted(components[kind].items())) for kind in sorted(components)},
    }


def bare(node: Json, inside: str = "") -> Json:
    """A node without what explains; the keys inside of some keywords are names, and stay."""
    if isinstance(node, list):
        return [bare(item) for item in node]
    if not isinstance(node, Mapping):
        return node
    if inside in NAMES:
        return {name: bare(value, inside=NAMES[inside]) for name, value in node.items()}
    return {
        key: value if key == "description" else bare(value, inside=key)
        for key, value in node.items()
        if not EXPLAINS.match(key) or (key == "description" and inside == "response")
    }


def references(node: Json) -> Iterator[str]:
    if isinstance(node, list):
        for item in node:
            yield from references(item)
    elif isinstance(node, Mapping):
        for key, value in node.items():
            if key == "$ref" and isinstance(value, str):
                yield value
            else:
                yield from references(value)


def trimmed_graphql(whole: str) -> str:
    """The types of FIELDS with those fields, and whatever else these name."""
    definitions = {
        node.name.value: node
        for node in parse(DESCRIPTION.sub("", whole), no_location=True).definitions
        if isinstance(node, TypeDefinitionNode)
    }
    kept: dict[str, str] = {}
    wanted = set(FIELDS)
    while wanted:
        name = wanted.pop()
        trimmer = Trimmer(FIELDS.get(name, "").split())
        kept[name] = print_ast(visit(definitions[name], trimmer))
        wanted |= trimmer.named - kept.keys() - specified_scalar_types.keys()
    return "\n\n".join(kept[name] for name in sorted(kept)) + "\n"


class Trimmer(Visitor):
    """Keeps some fields of a type, and says which types they name."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__()
        self.fields = fields
        self.named: set[str] = set()

    def enter_field_definition(self, node: FieldDefinitionNode, *_: Any) -> VisitorAction:
        return None if node.name.value in self.fields else REMOVE

    def enter_named_type(
        self, node: NamedTypeNode, _key: Any, _parent: Any, path: list[str | int], *_: Any
    ) -> VisitorAction:
        listed = "interfaces" in path or "types" in path
        if listed and node.name.value not in FIELDS:
            return REMOVE
        self.named.add(node.name.value)
        return None

    def enter_directive(self, *_: Any) -> VisitorAction:
        return REMOVE


def main(openapi: str, schema: str) -> None:
    description = trimmed_openapi(json.loads(Path(openapi).read_text()))
    types = trimmed_graphql(Path(schema).read_text())
    assert_valid_schema(build_schema(types))
    (HERE / "openapi.json").write_text(json.dumps(description, indent=1, ensure_ascii=False) + "\n")
    (HERE / "schema.graphql").write_text(types)


if __name__ == "__main__":
    main(*sys.argv[1:])
