"""The GraphQL half: a query is held against GitHub's schema, and answered from the state."""

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from fakegithub.call import NOT_ADMITTED
from fakegithub.contract import DAY, schema
from fakegithub.exchange import Answer, Json, Seen
from fakegithub.state import BaseChange, Folder, Pull, State, Submodule, folder, kind, mode, oid

if TYPE_CHECKING:
    from graphql import GraphQLError

# GitHub cuts the text of a blob here, and sets isTruncated.
TEXT_LIMIT = 512_000
TIMELINE = {
    "AutomaticBaseChangeSucceededEvent": "AUTOMATIC_BASE_CHANGE_SUCCEEDED_EVENT",
    "BaseRefChangedEvent": "BASE_REF_CHANGED_EVENT",
}

Item = TypeVar("Item")


def answered(state: State, states: Mapping[str, State], seen: Seen) -> tuple[Answer, list[str]]:
    """What GitHub says to a query, and what is wrong with the query."""
    from graphql import GraphQLError, execute_sync, parse, validate

    if not isinstance(seen.body, dict) or not isinstance(seen.body.get("query"), str):
        said = {"message": "A query attribute must be specified and must be a string."}
        return Answer(status=200, body={"errors": [said]}), [said["message"]]
    unknown = seen.body.keys() - {"query", "variables", "operationName"}
    wrong = [f"{name} is no property of its body" for name in unknown]
    try:
        document = parse(seen.body["query"])
        errors = validate(schema(), document)
    except GraphQLError as error:
        errors = [error]
    if errors:
        wrong += [str(error) for error in errors]
        return Answer(status=200, body={"errors": [told(error) for error in errors]}), wrong
    result = execute_sync(
        schema(),
        document,
        root_value=root(state, states),
        variable_values=seen.body.get("variables"),
        operation_name=seen.body.get("operationName"),
    )
    errors = result.errors or []
    body = {"data": result.data} | ({"errors": [told(error) for error in errors]} if errors else {})
    wrong += [str(error) for error in errors if "type" not in (error.extensions or {})]
    return Answer(status=200, body=body), wrong


def told(error: "GraphQLError") -> Json:
    """An error in GitHub's form: its type is not below `extensions`."""
    said = {name: value for name, value in error.formatted.items() if name != "extensions"}
    return {**(error.extensions or {}), **said}


def not_found(message: str) -> "GraphQLError":
    from graphql import GraphQLError

    return GraphQLError(message, extensions={"type": "NOT_FOUND"})


def forbidden(message: str) -> "GraphQLError":
    from graphql import GraphQLError

    return GraphQLError(message, extensions={"type": "FORBIDDEN"})


def root(state: State, states: Mapping[str, State]) -> Json:
    return {
        "id": node_id("Query"),
        "viewer": actor("User", state.viewer),
        "repository": lambda _, owner, name, **__: repository(
            states.get(f"{owner}/{name}", state), f"{owner}/{name}"
        ),
        "repositoryOwner": lambda _, login: owner_shown(states, login),
    }


def owner_shown(states: Mapping[str, State], login: str) -> Json:
    """An organization with the repositories that it has; None where there is no such one."""
    own = [each for name, each in states.items() if name.lower().startswith(f"{login.lower()}/")]
    if not own:
        return None
    own.sort(key=lambda each: each.repository.lower())
    return {
        **actor("Organization", own[0].repository.partition("/")[0]),
        "repositories": lambda _, **asked: repositories(own, **asked),
    }


def repositories(
    own: Sequence[State],
    first: int | None = None,
    after: str | None = None,
    **asked: Any,
) -> Json:
    """The page of a list behind a cursor, of the archived ones and of forks as is asked."""
    kept = [
        each
        for each in own
        if asked.get("isArchived") in {None, each.archived}
        and asked.get("isFork") in {None, each.a_fork}
    ]
    start = int(b64decode(after).decode().removeprefix("cursor:")) if after else 0
    shown = part(kept[start:], first, None)
    end = start + len(shown)
    return {
        "nodes": lambda _: [Repository(each).shown() for each in shown],
        "pageInfo": {
            "endCursor": b64encode(f"cursor:{end}".encode()).decode() if shown else None,
            "hasNextPage": end < len(kept),
        },
        "totalCount": len(kept),
    }


def repository(state: State, name: str) -> Json:
    if not state.admitted:
        raise forbidden(NOT_ADMITTED)
    if name not in {state.repository, state.former}:
        raise not_found(f"Could not resolve to a Repository with the name '{name}'.")
    return Repository(state).shown()


class Repository:
    """The repository in the types of the schema; a field is a value, or called for one."""

    def __init__(self, state: State) -> None:
        self.state = state

    @cached_property
    def objects(self) -> Mapping[str, bytes | Folder]:
        """Found once for a query, which may ask for hundreds."""
        return self.state.objects()

    def shown(self) -> Json:
        return {
            **named(self.state.repository),
            "isArchived": self.state.archived,
            "isFork": self.state.a_fork,
            "defaultBranchRef": lambda _: self.ref(self.state.default_branch),
            "object": lambda _, expression="", oid="": (
                self.by_oid(oid) if oid else self.by_expression(expression)
            ),
            "pullRequest": lambda _, number: self.pull(number),
            "ref": lambda _, **asked: self.ref(asked["qualifiedName"]),
        }

    def ref(self, asked: str) -> Json:
        refs = self.state.refs()
        name = asked if asked in refs else f"refs/heads/{asked}"
        if name not in refs:
            return None
        prefix = "refs/heads/" if name.startswith("refs/heads/") else "refs/"
        return {
            "id": node_id("Ref", name),
            "name": name.removeprefix(prefix),
            "prefix": prefix,
            "repository": lambda _: self.shown(),
            "target": lambda _: self.commit(refs[name]),
        }

    def pull(self, number: int) -> Json:
        pull = self.state.pulls.get(number)
        if pull is None:
            raise not_found(f"Could not resolve to a PullRequest with the number of {number}.")
        return {
            "id": node_id("PullRequest", number),
            "author": actor("User", self.state.viewer),
            "baseRef": lambda _: self.ref(pull.base_ref),
            "baseRefName": pull.base_ref,
            "baseRefOid": pull.base_sha,
            "changedFiles": pull.changed_files,
            "headRef": lambda _: None if pull.fork else self.ref(pull.head_ref),
            "headRefName": pull.head_ref,
            "headRefOid": pull.head_sha,
            "headRepository": lambda _: named(pull.fork) if pull.fork else self.shown(),
            "isCrossRepository": pull.fork is not None,
            "mergeable": pull.mergeable,
            "number": number,
            "potentialMergeCommit": lambda _: pull.merge_sha and self.commit(pull.merge_sha),
            "repository": lambda _: self.shown(),
            "state": pull.state,
            "timelineItems": lambda _, **asked: self.timeline(pull, **asked),
        }

    def timeline(
        self,
        pull: Pull,
        first: int | None = None,
        last: int | None = None,
        **asked: Any,
    ) -> Json:
        """What the state knows of it: changes of the base branch, the oldest first."""
        wanted = asked.get("itemTypes")
        items = [
            item
            for change in pull.base_changes
            for item in [self.base_change(pull, change)]
            if wanted is None or item["type"] in wanted
        ]
        return {"nodes": part(items, first, last), "totalCount": len(items)}

    def base_change(self, pull: Pull, change: BaseChange) -> Json:
        kind = "AutomaticBaseChangeSucceededEvent" if change.automatic else "BaseRefChangedEvent"
        return {
            "__typename": kind,
            "type": TIMELINE[kind],
            "id": node_id(kind, pull.number, change.at),
            "actor": actor("User", self.state.viewer),
            "createdAt": change.at,
            "pullRequest": lambda _: self.pull(pull.number),
            **(
                {"oldBase": change.old, "newBase": change.new}
                if change.automatic
                else {"previousRefName": change.old, "currentRefName": change.new}
            ),
        }

    def by_expression(self, expression: str) -> Json:
        start, colon, path = expression.partition(":")
        sha = self.sha(start)
        if sha is None:
            return None
        if not colon:
            return self.commit(sha)
        files = self.state.files.get(sha, {})
        # A query may ask for hundreds of paths: only one of a folder needs the folders made.
        return self.thing(files[path] if path in files else found(folder(files), path), path)

    def sha(self, name: str) -> str | None:
        refs = self.state.refs()
        if name in self.state.commits():
            return name
        branch = self.state.default_branch if name == "HEAD" else name
        return refs.get(name) or refs.get(f"refs/heads/{branch}")

    def by_oid(self, wanted: str) -> Json:
        if wanted in self.state.commits():
            return self.commit(wanted)
        return self.thing(self.objects.get(wanted))

    def commit(self, sha: str) -> Json:
        return {
            **self.git_object("Commit", sha),
            "committedDate": self.state.committed.get(sha, DAY),
            "parents": lambda _, **asked: self.parents(sha, **asked),
            "tree": lambda _: self.thing(folder(self.state.files.get(sha, {}))),
        }

    def parents(self, sha: str, first: int | None = None, last: int | None = None) -> Json:
        shas = self.state.parents.get(sha, [])
        shown = part(shas, first, last)
        return {
            "nodes": lambda _: [self.commit(parent) for parent in shown],
            "totalCount": len(shas),
        }

    def thing(self, thing: bytes | Folder | None, path: str = "") -> Json:
        if isinstance(thing, Submodule):
            return None
        if isinstance(thing, bytes):
            return self.blob(thing)
        return None if thing is None else self.tree(thing, path)

    def blob(self, content: bytes) -> Json:
        binary, name = b"\0" in content, oid(content)
        text = None if binary else content[:TEXT_LIMIT].decode(errors="replace")
        return {
            **self.git_object("Blob", name),
            "byteSize": len(content),
            "isBinary": binary,
            "isTruncated": len(content) > TEXT_LIMIT,
            "text": self.state.texts.get(name, text),
        }

    def tree(self, tree: Folder, path: str) -> Json:
        return {
            **self.git_object("Tree", oid(tree)),
            "entries": lambda _: [
                self.entry(name, below, f"{path.rstrip('/')}/{name}".lstrip("/"))
                for name, below in sorted(tree.items())
            ],
        }

    def entry(self, name: str, below: bytes | Folder, path: str) -> Json:
        return {
            "mode": int(mode(below), 8),
            "name": name,
            "object": lambda _: self.thing(below, path),
            "oid": oid(below),
            "path": path,
            "size": len(below) if kind(below) == "blob" else 0,
            "type": kind(below),
        }

    def git_object(self, kind: str, sha: str) -> Json:
        return {
            "__typename": kind,
            "id": node_id(kind, sha),
            "oid": sha,
            "abbreviatedOid": sha[:7],
            "repository": lambda _: self.shown(),
        }


def part(items: Sequence[Item], first: int | None, last: int | None) -> Sequence[Item]:
    """As many as are asked for; the schema does not say that a number is required."""
    from graphql import GraphQLError

    if not 1 <= (first or last or 0) <= 100:
        raise GraphQLError("You must provide a `first` or `last` value from 1 to 100.")
    return items[:first] if first else items[-(last or 0) :]


def named(repository: str) -> Json:
    owner, name = repository.split("/")
    return {
        "id": node_id("Repository", repository),
        "name": name,
        "nameWithOwner": repository,
        "owner": actor("Organization", owner),
    }


def actor(kind: str, login: str) -> Json:
    return {"__typename": kind, "id": node_id(kind, login), "login": login}


def found(top: Folder, path: str) -> bytes | Folder | None:
    here: bytes | Folder | None = top
    for part in path.removesuffix("/").split("/") if path else ():
        here = here.get(part) if isinstance(here, dict) else None
    return here


def node_id(*parts: object) -> str:
    return b64encode(":".join(map(str, parts)).encode()).decode()
