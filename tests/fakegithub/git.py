"""The operations on git's own things: references, commits, trees, blobs."""

from base64 import b64encode
from collections.abc import Iterator

from fakegithub.call import WEB, Call, node_id, number, page_of, user
from fakegithub.contract import contract
from fakegithub.exchange import Answer, Json, Refused
from fakegithub.state import Folder, folder, kind, mode, oid


def get_ref(call: Call) -> Answer:
    name = f"refs/{call.values['ref']}"
    sha = call.state.refs().get(name)
    if sha is None:
        raise Refused(404, "Not Found")
    there = f"{call.repository_url}/git"
    target = {"type": "commit", "sha": sha, "url": f"{there}/commits/{sha}"}
    body = {
        "ref": name,
        "node_id": node_id(name),
        "url": f"{there}/{name}",
        "object": target,
    }
    return Answer(status=200, body=body)


def get_commit(call: Call) -> Answer:
    sha = call.values["commit_sha"]
    if sha not in call.state.commits():
        raise Refused(404, "Not Found")
    tree = oid(folder(call.state.files.get(sha, {})))
    said = {
        "sha": sha,
        "node_id": node_id("Commit", sha),
        "url": f"{call.repository_url}/git/commits/{sha}",
        "html_url": f"{WEB}/{call.state.repository}/commit/{sha}",
        "tree": {"sha": tree, "url": f"{call.repository_url}/git/trees/{tree}"},
        "parents": [
            {
                "sha": parent,
                "url": f"{call.repository_url}/git/commits/{parent}",
                "html_url": f"{WEB}/{call.state.repository}/commit/{parent}",
            }
            for parent in call.state.parents.get(sha, [])
        ],
    }
    return Answer(status=200, body=contract().least("git-commit") | said)


def get_commit_named(call: Call) -> Answer:
    if not call.state.commits():
        raise Refused(409, "Git Repository is empty.")
    sha = call.state.named(call.values["ref"])
    if sha is None:
        raise Refused(422, f"No commit found for SHA: {call.values['ref']}")
    return Answer(status=200, body=commit_shown(call, sha))


def compare(call: Call) -> Answer:
    """How two commits lie to each other: `A...B`. Files are on the first page only."""
    base, dots, head = call.values["basehead"].partition("...")
    refs = call.state.refs()
    shas = [refs.get(f"refs/heads/{name}", name) for name in (base, head)]
    if not dots or not call.state.commits().issuperset(shas):
        raise Refused(404, "Not Found")
    old, new = shas
    ahead = call.state.history(new) - call.state.history(old)
    behind = call.state.history(old) - call.state.history(new)
    there = f"{call.repository_url}/compare/{base}...{head}"
    words = {(True, True): "diverged", (True, False): "ahead", (False, True): "behind"}
    shared = call.state.history(old) & call.state.history(new)
    if not shared:
        raise Refused(404, f"No common ancestor between {base} and {head}.")
    said = {
        "url": there,
        "base_commit": commit_shown(call, old),
        "merge_base_commit": commit_shown(call, old if old in shared else min(shared)),
        "status": words.get((bool(ahead), bool(behind)), "identical"),
        "ahead_by": len(ahead),
        "behind_by": len(behind),
        "total_commits": len(ahead),
        "commits": [commit_shown(call, sha) for sha in page_of(call, sorted(ahead))],
    }
    if number(call, "page", 1) == 1:
        said["files"] = []
    return Answer(status=200, body=contract().least("commit-comparison") | said)


def commit_shown(call: Call, sha: str) -> Json:
    """A commit with a user, because no value of the schema's null is valid by the schema."""
    by = user(call, call.state.viewer)
    return contract().least("commit") | {"sha": sha, "author": by, "committer": by}


def get_tree(call: Call) -> Answer:
    """The tree of a name, or of a commit or a branch, which then is what the answer names."""
    asked = call.values["tree_sha"]
    sha = call.state.refs().get(f"refs/heads/{asked}", asked)
    if sha in call.state.commits():
        top: bytes | Folder | None = folder(call.state.files.get(sha, {}))
    else:
        top = call.state.objects().get(sha)
    if not isinstance(top, dict):
        raise Refused(404, "Not Found")
    # Whatever its value is: `recursive=0` is recursive too.
    entries = list(listed(call, top, "", recursive="recursive" in call.seen.query))
    most = call.state.most_entries
    body = {
        "sha": sha,
        "url": f"{call.repository_url}/git/trees/{sha}",
        "tree": entries[:most],
        "truncated": len(entries) > most,
    }
    return Answer(status=200, body=body)


def listed(call: Call, top: Folder, above: str, *, recursive: bool) -> Iterator[Json]:
    """The entries of a tree in git's order, which sorts a folder as if it ended with a slash."""
    for name, thing in sorted(top.items(), key=lambda one: one[0] + "/" * isinstance(one[1], dict)):
        sha, path, type_ = oid(thing), f"{above}{name}", kind(thing)
        entry: dict[str, Json] = {
            "path": path,
            "mode": mode(thing).decode().zfill(6),
            "type": type_,
            "sha": sha,
        }
        if type_ == "blob":
            entry["size"] = len(thing)
        if type_ != "commit":
            entry["url"] = f"{call.repository_url}/git/{type_}s/{sha}"
        yield entry
        if recursive and isinstance(thing, dict):
            yield from listed(call, thing, f"{path}/", recursive=True)


def get_blob(call: Call) -> Answer:
    sha = call.values["file_sha"]
    content = call.state.objects().get(sha)
    if not isinstance(content, bytes):
        raise Refused(404, "Not Found")
    encoded = b64encode(content).decode()
    lines = (encoded[start : start + 60] for start in range(0, len(encoded), 60))
    body = {
        "sha": sha,
        "node_id": node_id("Blob", sha),
        "size": len(content),
        "url": f"{call.repository_url}/git/blobs/{sha}",
        "content": "".join(f"{line}\n" for line in lines),
        "encoding": "base64",
    }
    return Answer(status=200, body=body)
