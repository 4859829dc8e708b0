"""What GitHub would not have written, said once for all of it, in GitHub's own words."""

from ml_readiness.action.deliver.delivered import Delivered
from ml_readiness.action.task import Judged, Task
from ml_readiness.github.trigger import PullRequest

# What a token may have to write for each.
PERMISSIONS = {"comment": "pull-requests", "status": "statuses"}
FORK = (
    "A pull request from a fork gets such a token: on workflow_run or pull_request_target it can "
    "be judged with one that writes. For others give"
)


def to_notice(judged: Judged, _: Task, delivered: Delivered) -> Delivered:
    """What was lost, and what to do."""
    if not delivered.withheld:
        return delivered
    lost = " and no ".join(delivered.withheld)
    said = "; ".join(dict.fromkeys(delivered.withheld.values()))
    text = f"no {lost}: {said.removesuffix('.')}"
    if delivered.denied:
        wanted = " and ".join(f"`{PERMISSIONS[name]}: write`" for name in delivered.denied)
        give = FORK if isinstance(judged.subject, PullRequest) else "Give"
        whom = "the job"
        if "personal access token" in said:
            give, whom = "Give", "the personal access token"
        text += f": the token may only read. {give} {whom} the permission {wanted}"
    return delivered.saying("notice", text)
