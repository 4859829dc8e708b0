"""The payloads of events, and what the runner says beside them."""

import json
import random
from collections.abc import Iterator, Mapping

from fuzz.mutation import altered, mutated
from fuzz.trial import Trial
from ml_readiness.github.event import EVENTS, read_trigger
from ml_readiness.github.trigger import commit_of, own_names, pull_of, ref_of
from ml_readiness.model.errors import InputError

COMMIT = "a" * 40
PAYLOAD = {
    "action": "edited",
    "pull_request": {
        "number": 7,
        "head": {"sha": "b" * 40, "ref": "feature", "repo": {"full_name": "them/fraud"}},
        "base": {"sha": "c" * 40, "ref": "release/2", "repo": {"full_name": "acme/fraud"}},
    },
    "changes": {"base": {"ref": {"from": "main"}}},
    "merge_group": {"base_ref": "refs/heads/release/2", "base_sha": "d" * 40},
    "workflow_run": {
        "conclusion": "action_required",
        "head_repository": {"full_name": "them/fraud"},
        "head_branch": "feature",
        "head_sha": "e" * 40,
        "pull_requests": [],
    },
    "repository": {"default_branch": "trunk", "full_name": "acme/fraud"},
}
RUNNER = {
    "GITHUB_REPOSITORY": "acme/fraud",
    "GITHUB_SHA": COMMIT,
    "GITHUB_REF": "refs/heads/main",
    "GITHUB_SERVER_URL": "https://github.com",
    "GITHUB_API_URL": "https://api.github.com",
    "GITHUB_GRAPHQL_URL": "https://api.github.com/graphql",
}
WORDS = (
    b'{ } [ ] , : " \\u0000 \\ud800 null true 1e400 -0 NaN refs/heads/ 0 .. // \xef\xbb\xbf'.split(
        b" "
    )
)


def trials(chance: random.Random) -> Iterator[Trial]:
    """Every event, its payload changed as a value or as bytes, or one of its variables."""
    whole = json.dumps(PAYLOAD).encode()
    while True:
        environment: Mapping[str, object] = RUNNER | {"GITHUB_EVENT_NAME": chance.choice(EVENTS)}
        content: bytes | None = whole
        match chance.randrange(8):
            case 0:
                environment = altered(chance, environment)
            case 1:
                content = mutated(chance, [whole], WORDS)
            case 2:
                content = whole[: chance.randrange(len(whole))] or None
            case _:
                content = json.dumps(altered(chance, PAYLOAD)).encode()
        yield _trial({name: str(value) for name, value in environment.items()}, content)


def _trial(environment: Mapping[str, str], content: bytes | None) -> Trial:
    def judge() -> None:
        try:
            trigger = read_trigger(environment, content)
        except InputError:
            return
        # What is made of it, which goes into addresses and into the log.
        names = {*own_names(trigger), commit_of(trigger), ref_of(trigger, COMMIT)} - {None}
        assert all(isinstance(name, str) and name for name in names), names
        pull = pull_of(trigger)
        assert pull is None or type(pull.number) is int
        assert "//" not in trigger.context.page.removeprefix(trigger.context.site.server)

    return Trial(repr((environment, content)).encode(), judge)
