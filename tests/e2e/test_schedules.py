"""Schedules of faults as real processes in the real image, some of which are killed."""

import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count, islice
from pathlib import Path
from uuid import uuid4

import pytest
from e2e.containers import run
from e2e.step import step
from helpers.promises import carried_out, words
from helpers.schedules import Schedule, in_real_time, schedule
from helpers.step import Clock, Step
from helpers.ways import JSON_REPORT, SARIF_REPORT, Site

pytestmark = pytest.mark.xdist_group("containers")

# `make faults` runs twenty.
MANY = int(os.environ.get("SCHEDULES_IN_THE_IMAGE", "2"))


@dataclass(kw_only=True)
class InTheImage(Site):
    """The same workspace, mounted into a container for each run."""

    container: str = ""

    def __post_init__(self) -> None:
        merge = self.github.state.pulls[7].merge_sha
        assert merge
        # The image has this machine's clock, and a merge of another day does not count.
        self.github.state.committed[merge] = f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"

    def run(self) -> Step:
        self.container = f"schedule-{uuid4().hex}"
        head = (self.folder / "elsewhere/.git/HEAD").read_text().strip()
        requested = self.way.event == "pull_request"
        done = step(
            self.workspace,
            inputs={
                "github-token": "token-of-the-run",
                "status": self.status,
                "json-file": JSON_REPORT,
                "sarif-file": SARIF_REPORT,
            },
            event=self.payload,
            variables={
                "GITHUB_API_URL": self.github.url,
                "GITHUB_GRAPHQL_URL": self.github.graphql_url,
                "GITHUB_EVENT_NAME": self.way.event,
                "GITHUB_REF": "refs/pull/7/merge" if requested else "refs/heads/main",
                "GITHUB_RUN_ID": "42",
                "GITHUB_SHA": head,
                **self.queue,
            },
            name=self.container,
        )
        place = Path(tempfile.mkdtemp(prefix="step-", dir=self.folder))
        (place / "output").write_text(json.dumps(dict(done.outputs)))
        (place / "summary").write_text(done.summary)
        return Step(
            status=done.status,
            log=done.stdout + done.stderr,
            outputs=done.outputs,
            summary=done.summary,
            clock=Clock(),
        )

    def run_in_a_process(self) -> Step | None:
        done = self.run()
        if done.status != 137:
            return done
        self.github.settle()
        return None

    def kill(self) -> None:
        run("podman", "kill", "--signal=KILL", self.container)
        run("podman", "wait", self.container, fails=True)  # it may be gone already


def chosen(many: int) -> Sequence[Schedule]:
    """The first ones that need not wait for long, a third of them with a kill."""
    quick = [found for seed in range(1_000) if (found := in_real_time(schedule(seed, words)))]
    killed = [each for each in quick if each.kills]
    others = [each for each in quick if not each.kills]
    thirds = (killed if number % 3 == 0 else others for number in count())
    return list(islice((of.pop(0) for of in thirds), many))


@pytest.mark.parametrize("number", range(MANY))
def test_G10_real_processes_keep_the_promises(tmp_path: Path, number: int) -> None:
    planned = chosen(number + 1)[number]
    result = carried_out(planned, tmp_path, InTheImage)
    assert not result.broken, f"{planned}: {result}"
