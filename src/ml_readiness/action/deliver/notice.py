"""What a token that may only read has cost, said once for all that it kept from being written."""

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
    denied = delivered.denied
    if not denied:
        return delivered
    lost = " and no ".join(denied)
    wanted = " and ".join(f"`{PERMISSIONS[name]}: write`" for name in denied)
    give = FORK if isinstance(judged.subject, PullRequest) else "Give"
    said = "; ".join(dict.fromkeys(denied.values()))
    text = f"no {lost}: the token may only read. {give} the job the permission {wanted}. {said}"
    return delivered.saying("notice", text)
