"""The operations of the REST API that are served."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime

from fakegithub import actions, git
from fakegithub.call import WEB, Call, node_id, paged, user
from fakegithub.contract import contract
from fakegithub.exchange import Answer, Json, Refused
from fakegithub.state import Comment, Pull, Status


def carried_out(call: Call) -> Answer:
    """What GitHub says to a request, after it has done what it was asked."""
    try:
        call.admit()
        return SERVED[call.asked.operation.id](call)
    except Refused as refused:
        return refused.answer(call.asked.operation.documentation)


def list_comments(call: Call) -> Answer:
    pull = call.pull("issue_number")
    since = datetime.fromisoformat(call.seen.query.get("since", "1970-01-01T00:00:00Z"))
    found = [
        comment
        for comment in sorted(call.state.comments, key=lambda comment: comment.id)
        if comment.pull == pull.number and datetime.fromisoformat(comment.updated_at) >= since
    ]
    return paged(call, [shown(call, comment) for comment in found])


def create_comment(call: Call) -> Answer:
    pull = call.pull("issue_number")
    if pull.locked:
        raise Refused(403, "Unable to create comment because issue is locked.")
    comment = call.state.comment(pull.number, comment_body(call, "Body"))
    body = shown(call, comment)
    return Answer(status=201, body=body, headers={"Location": body["url"]})


def get_comment(call: Call) -> Answer:
    return Answer(status=200, body=shown(call, call.comment()))


def update_comment(call: Call) -> Answer:
    comment = call.own_comment()
    comment.body = comment_body(call, "body")
    comment.updated_at = call.state.now()
    return Answer(status=200, body=shown(call, comment))


def delete_comment(call: Call) -> Answer:
    call.state.comments.remove(call.own_comment())
    return Answer(status=204)


def comment_body(call: Call, called: str) -> str:
    body = call.sent("body")
    if not body.strip():
        raise invalid("IssueComment", "data", f"{called} cannot be blank")
    if len(body) > 65_536:
        raise invalid("IssueComment", "data", f"{called} is too long (maximum is 65536 characters)")
    return body


def invalid(resource: str, field: str, message: str, code: str = "unprocessable") -> Refused:
    error = {"resource": resource, "code": code, "field": field, "message": message}
    return Refused(422, "Validation Failed", error)


def get_pull(call: Call) -> Answer:
    pull = call.pull("pull_number")
    said = {
        "merged": pull.state == "MERGED",
        "mergeable": {"MERGEABLE": True, "CONFLICTING": False}.get(pull.mergeable),
        "changed_files": pull.changed_files,
    }
    return Answer(status=200, body=pull_shown(call, pull, "pull-request") | said)


def list_pulls(call: Call) -> Answer:
    """The newest first; the states, heads and bases that are asked for."""
    asked = call.seen.query
    states = {"open": ["OPEN"], "closed": ["CLOSED", "MERGED"]}.get(asked.get("state", "open"))
    found = [
        pull_shown(call, pull, "pull-request-simple")
        for pull in sorted(call.state.pulls.values(), key=lambda pull: -pull.number)
        if states is None or pull.state in states
    ]
    return paged(
        call,
        [
            shown
            for shown in found
            if asked.get("head", shown["head"]["label"]) == shown["head"]["label"]
            and asked.get("base", shown["base"]["ref"]) == shown["base"]["ref"]
        ],
    )


def pull_shown(call: Call, pull: Pull, schema: str) -> Json:
    """The pull request; what the state does not know is the least that GitHub's schema takes."""
    said = {
        "number": pull.number,
        "url": f"{call.repository_url}/pulls/{pull.number}",
        "html_url": f"{WEB}/{call.state.repository}/pull/{pull.number}",
        "state": "open" if pull.state == "OPEN" else "closed",
        "merge_commit_sha": pull.merge_sha,
        "user": user(call, call.state.viewer),
        "head": side(call, pull.fork or call.state.repository, pull.head_ref, pull.head_sha),
        "base": side(call, call.state.repository, pull.base_ref, pull.base_sha),
    }
    return contract().least(schema) | said


def side(call: Call, repository: str, ref: str, sha: str) -> Json:
    owner, name = repository.split("/")
    said = {
        "name": name,
        "full_name": repository,
        "owner": user(call, owner),
        "fork": repository != call.state.repository,
        "url": f"{call.url}/repos/{repository}",
        "html_url": f"{WEB}/{repository}",
        "default_branch": call.state.default_branch,
    }
    return {
        "label": f"{owner}:{ref}",
        "ref": ref,
        "sha": sha,
        "user": user(call, owner),
        "repo": contract().least("repository") | said,
    }


def create_status(call: Call) -> Answer:
    sha = call.values["sha"]
    if sha not in call.state.commits():
        raise Refused(422, f"No commit found for SHA: {sha}")
    said = call.seen.body
    status = Status(
        id=next(call.state.ids),
        sha=sha,
        state=call.sent("state"),
        context=said.get("context", "default"),
        description=said.get("description"),
        target_url=said.get("target_url"),
        created_at=call.state.now(),
    )
    if status.state not in ("error", "failure", "pending", "success"):
        raise invalid("Status", "state", "state is not included in the list", "custom")
    if len(status.description or "") > 140:
        too_long = "description is too long (maximum is 140 characters)"
        raise invalid("Status", "description", too_long, "custom")
    call.state.statuses.append(status)
    creator = user(call, call.state.viewer)
    there = f"{call.repository_url}/statuses/{sha}"
    body = {name: value for name, value in asdict(status).items() if name != "sha"}
    body |= {
        "url": there,
        "avatar_url": creator["avatar_url"],
        "node_id": node_id("StatusContext", status.id),
        "updated_at": status.created_at,
        "creator": creator,
    }
    return Answer(status=201, body=body, headers={"Location": there})


def shown(call: Call, comment: Comment) -> Json:
    pull = f"{WEB}/{call.state.repository}/pull/{comment.pull}"
    return {
        "url": f"{call.repository_url}/issues/comments/{comment.id}",
        "html_url": f"{pull}#issuecomment-{comment.id}",
        "issue_url": f"{call.repository_url}/issues/{comment.pull}",
        "id": comment.id,
        "node_id": node_id("IssueComment", comment.id),
        "user": user(call, comment.login),
        "created_at": comment.created_at,
        "updated_at": comment.updated_at,
        "author_association": "NONE",
        "body": comment.body,
        "performed_via_github_app": None,
    }


SERVED: Mapping[str, Callable[[Call], Answer]] = {
    "actions/list-repo-workflows": actions.list_workflows,
    "actions/list-workflow-runs": actions.list_runs,
    "actions/list-jobs-for-workflow-run": actions.list_jobs,
    "repos/get": actions.get_repository,
    "issues/list-comments": list_comments,
    "issues/create-comment": create_comment,
    "issues/get-comment": get_comment,
    "issues/update-comment": update_comment,
    "issues/delete-comment": delete_comment,
    "git/get-blob": git.get_blob,
    "git/get-commit": git.get_commit,
    "git/get-ref": git.get_ref,
    "git/get-tree": git.get_tree,
    "repos/get-commit": git.get_commit_named,
    "repos/compare-commits-with-basehead": git.compare,
    "pulls/get": get_pull,
    "pulls/list": list_pulls,
    "repos/create-commit-status": create_status,
}
