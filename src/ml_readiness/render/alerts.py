"""What code scanning says of each kind of alert, as data."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from ml_readiness.rules.remarks import NOT_EVALUATED

AlertLevel = Literal["error", "warning", "note"]


class Rule(Struct, frozen=True, kw_only=True):
    """What alerts of one kind have in common; `precision` is how often they are right."""

    name: str
    level: AlertLevel = "error"
    precision: str = "very-high"
    tag: str
    short: str
    full: str
    help: str
    page: str


RULES: Mapping[str, Rule] = {
    "missing": Rule(
        name="EvidenceMissing",
        tag="evidence",
        short="Evidence is missing",
        full="What the manifest cites is not there, or does not do what it is cited for. The claim "
        "counts as none until the evidence is mended or removed.",
        help="Bring the evidence back, correct the citation, or remove it. A file counts once git "
        "tracks it.",
        page="reference/reasons.md",
    ),
    "invalid": Rule(
        name="EvidenceInvalid",
        tag="evidence",
        short="Evidence is invalid",
        full="The citation has none of the shapes of evidence, or it is refused: it leaves the "
        "root, or leads to a private address. The claim counts as none until it is mended or "
        "removed.",
        help="Write the citation in one of the shapes of evidence.",
        page="manifest.md#evidence",
    ),
    "restricted": Rule(
        name="EvidenceRestricted",
        level="warning",
        precision="high",
        tag="evidence",
        short="Evidence is not shown to us",
        full="A page asks for a login, or GitHub does not show how a job has run, so it was not "
        "checked. It is set aside, and the claim needs another piece of evidence that holds.",
        help="Cite another piece of evidence, accept the link (`accept-links` in the policy), or "
        "give the job `actions: read`.",
        page="manifest.md#policy",
    ),
    "unreachable": Rule(
        name="EvidenceUnreachable",
        level="warning",
        precision="medium",
        tag="evidence",
        short="Evidence could not be reached",
        full="A page, or GitHub about a job, did not answer when it was asked. It is set aside, "
        "and the claim needs another piece of evidence that holds.",
        help="Run the gate again. Cite another page if this one stays away.",
        page="reference/reasons.md",
    ),
    "stale": Rule(
        name="ReviewStale",
        level="warning",
        tag="claim",
        short="A manual run is too old",
        full="The policy says for how many days a manual run counts. This one is older or has no "
        "day, so the claim counts as none.",
        help="Do the manual run again, and set `reviewed` to its day.",
        page="manifest.md#policy",
    ),
    "weak": Rule(
        name="EvidenceWeak",
        level="note",
        precision="high",
        tag="evidence",
        short="Evidence is weak",
        full="It holds, and proves little: it stands under many criteria, matches a hundred files, "
        "or its failure is caught. It counts, unless the policy refuses weak evidence.",
        help="Cite evidence of the criterion alone, in which a failure fails.",
        page="manifest.md#evidence",
    ),
    "only-prose": Rule(
        name="AutomationOnlyDescribed",
        level="warning",
        tag="claim",
        short="Automation is only described",
        full="All that holds for this claim are documents. They show that somebody looked, not "
        "that anything runs. The claim counts as manual.",
        help="Cite a test, a job or code that runs, or claim `manual`.",
        page="manifest.md#evidence",
    ),
    "not-proven": Rule(
        name="AutomationNotProven",
        level="warning",
        tag="claim",
        short="Automation is not proven",
        full="The policy asks for a verified test, job or alert in this section, and none is "
        "cited. The claim counts as manual.",
        help="Cite a test or a job that runs, or an alert.",
        page="manifest.md#policy",
    ),
    "below-minimum": Rule(
        name="ScoreBelowMinimum",
        tag="policy",
        short="The score is below the minimum",
        full="The score is that of the weakest section, and it is below the minimum of the policy.",
        help="Mend what is wrong, and start or automate tests of the weakest section. The report's "
        "plan has the fewest steps.",
        page="manifest.md#policy",
    ),
    "section-below-minimum": Rule(
        name="SectionBelowMinimum",
        tag="policy",
        short="A section is below its minimum",
        full="The policy gives this section a minimum of its own, and its points are below it.",
        help="Mend what is wrong in the section, and start or automate its tests.",
        page="manifest.md#policy",
    ),
    "checklist-below-minimum": Rule(
        name="ChecklistBelowMinimum",
        tag="policy",
        short="Too few points of the checklist are considered",
        full="A point is considered when it is done and its evidence holds, or when it is not "
        "applicable. The policy asks for more of them.",
        help="Consider further points, and mend the evidence of those that are done.",
        page="manifest.md#policy",
    ),
    "required-point-open": Rule(
        name="RequiredPointOpen",
        tag="policy",
        short="A required point of the checklist is open",
        full="The policy requires this point. It is open, or its evidence does not hold.",
        help="Consider the point: set its status to `done` with evidence that holds, or to "
        "`not-applicable` with a reason.",
        page="manifest.md#policy",
    ),
    "regression": Rule(
        name="ChangeMakesItWorse",
        tag="change",
        short="This change makes it worse",
        full="The score, a section or an earned level is lower than in the base.",
        help="Bring back the evidence that the base has, or say in review why it may go.",
        page="events.md",
    ),
    "gone": Rule(
        name="ManifestGone",
        tag="change",
        short="The manifest is gone",
        full="The base has this manifest, and the change removes it.",
        help="Bring the manifest back, or move it with its name unchanged.",
        page="events.md",
    ),
    "in-doubt": Rule(
        name="BarInDoubt",
        level="warning",
        precision="medium",
        tag="policy",
        short="A bar is missed because a page did not answer",
        full="The base cites the same page in the same place, so the bar does not fail this "
        "change. The score does not count the page.",
        help="Run the gate again. Cite another page if this one stays away.",
        page="reference/reasons.md",
    ),
    "job-not-passed": Rule(
        name="JobNotPassed",
        level="warning",
        precision="high",
        tag="policy",
        short="A bar is missed because a job is red on the default branch",
        full="The base cites the same job in the same place, so the bar does not fail this change, "
        "which may be what mends the job. The score does not count it.",
        help="Mend what fails on the default branch, and let the job run there again.",
        page="reference/reasons.md",
    ),
    "bar-lowered": Rule(
        name="BarLowered",
        level="warning",
        tag="change",
        short="This change would lower a bar",
        full="The base asks for more than this change, in its policy or by a bound. Its bar is in "
        "force until the change is merged.",
        help="Leave policy and bounds as they are, or say in review why less is enough.",
        page="events.md",
    ),
    "renamed": Rule(
        name="ManifestRenamed",
        level="warning",
        tag="change",
        short="This change moves the manifest",
        full="It was found by its name, and is held against the base's manifest of that name.",
        help="Look whether every workflow that names the old path follows.",
        page="events.md",
    ),
    "rubric-changed": Rule(
        name="RubricChanged",
        level="warning",
        tag="change",
        short="This change brings another rubric",
        full="A change is scored by the rubric of the base. The numbers of its own policy are set "
        "aside, because they are meant for another rubric.",
        help="Change the rubric in a change of its own, so that reviewers see it.",
        page="events.md",
    ),
    "base-invalid": Rule(
        name="BaseInvalid",
        level="warning",
        tag="change",
        short="The manifest of the base is not valid",
        full="Only the policy of the base could be read, so there is nothing to compare with.",
        help="Mend the manifest in the base branch.",
        page="manifest.md",
    ),
    "base-not-contained": Rule(
        name="BaseNotContained",
        level="warning",
        tag="change",
        short="The head does not contain the base",
        full="The base has commits that the head has not. What is new there looks as if this "
        "change had lowered it.",
        help="Merge the base into the head, or rebase the head on it.",
        page="events.md",
    ),
    NOT_EVALUATED: Rule(
        name="NotEvaluated",
        tag="manifest",
        short="The manifest cannot be evaluated",
        full="A mistake in the manifest, or in what was asked of the gate, keeps it from being "
        "judged. It has no score until the mistake is corrected.",
        help="Correct what the message says, at the place that it names.",
        page="manifest.md",
    ),
}
