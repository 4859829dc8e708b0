"""What each reason and each weakness means, and what to do about it, for people who look it up."""

from collections.abc import Mapping
from typing import NamedTuple

from ml_readiness.model.evidence import Reason, Weakness


class Meaning(NamedTuple):
    """One sentence or two on what was found, and what to do."""

    said: str
    remedy: str


# Other words of the reports, which no alert of code scanning explains.
OTHER_WORDS: Mapping[str, Meaning] = {
    "verified": Meaning("The evidence is there, as its kind asks for.", "Nothing."),
    "accepted": Meaning(
        "A link counts that nobody asked: the policy accepts it, or links were not checked.",
        "Nothing.",
    ),
    "no-repository": Meaning(
        "There is no git repository, so every file counts as tracked.",
        "Run in a clone: `git init` makes one of a folder.",
    ),
    "manifest-not-tracked": Meaning(
        "Git does not track the manifest, so nobody else has it.",
        "Add it: `git add ml-readiness.yml`.",
    ),
}

ASK_AGAIN = "Run the gate again. Cite another page if this one stays away."
RUN_AGAIN = "Make the test pass, and run the gate with the new results."

MEANINGS: Mapping[Reason | Weakness, Meaning] = {
    "accept-links": Meaning(
        "The policy accepts the link, so it counts and nobody asked the page.",
        "Nothing. Leave it out of `accept-links` to have the page asked.",
    ),
    "offline": Meaning(
        "Links were not checked in this run, so the link counts unasked.",
        "Run without `--offline`, or with the input `links: check`, to have it asked.",
    ),
    "malformed": Meaning(
        "The text has none of the shapes of evidence: test, job, value, file or link.",
        "Write it as the hint says. The page of the manifest has all shapes.",
    ),
    "outside-root": Meaning(
        "The path leaves the root, and nothing there is read.",
        "Write the path from the root, without a first `/` and without `..`.",
    ),
    "directory": Meaning(
        "The path is a folder, and a folder says nothing by itself.",
        "Cite a file in it, or a glob such as `docs/**`.",
    ),
    "submodule": Meaning(
        "The path is a submodule, whose files belong to another repository.",
        "Cite a link to the page that shows the file there.",
    ),
    "symlink": Meaning(
        "The path is a symbolic link, or is reached through one, and links are not followed.",
        "Cite the file that it leads to.",
    ),
    "not-regular": Meaning(
        "What lies there is a device, a pipe or the like, and no file with content.",
        "Cite a file.",
    ),
    "fragment-not-allowed": Meaning(
        "What follows the `#` names a part, and this kind of file or a glob has none.",
        "Cite the file alone, or a heading of a Markdown page, or lines such as `#L10-L20`.",
    ),
    "glob-too-wide": Meaning(
        "The glob has more `**` than are searched.",
        "Name the folder, and let one `**` stand for the rest.",
    ),
    "private-address": Meaning(
        "The link leads to an address that is not public. It is never asked.",
        "Cite a public page or a file. Reviewers cannot open the other either.",
    ),
    "credentials": Meaning(
        "The address has a name or a password in it, and the manifest is no place for them.",
        "Write the address without them, and change the password.",
    ),
    "bad-redirect": Meaning(
        "The page redirects to what is not followed, such as another scheme.",
        "Cite the page that it leads to.",
    ),
    "cites-itself": Meaning(
        "The evidence is the manifest, which proves nothing about itself.",
        "Cite what the manifest speaks of.",
    ),
    "no-such-file": Meaning(
        "Git tracks no file at this path.",
        "Correct the path as the hint says, or bring the file back. Paths start at the root.",
    ),
    "not-tracked": Meaning(
        "The file is on this disk, and git does not track it, so nobody else has it.",
        "Add it: `git add PATH`.",
    ),
    "not-in-worktree": Meaning(
        "Git tracks the file, and it is not in the working copy.",
        "Bring it back with `git restore PATH`, or check out all of the repository.",
    ),
    "wrong-case": Meaning(
        "The file is there with other capital letters.",
        "Write the path as the hint spells it.",
    ),
    "no-match": Meaning(
        "No tracked file matches the glob.",
        "Mind that `*` stops at a slash and `**` crosses folders.",
    ),
    "empty-file": Meaning(
        "The file has no content.",
        "Cite a file that says something, or write this one.",
    ),
    "says-nothing": Meaning(
        "The file, the heading or the lines have no word but comments.",
        "Write the text, or cite the place where it stands.",
    ),
    "too-large": Meaning(
        "The file is larger than what is read.",
        "Cite a smaller file, such as a report on it.",
    ),
    "unparsable": Meaning(
        "The file cannot be read as what its name says.",
        "Mend the syntax error that the message names.",
    ),
    "no-such-heading": Meaning(
        "The page has no heading with this anchor.",
        "Take the anchor from the heading's own link on GitHub, or as the hint says.",
    ),
    "no-such-line": Meaning(
        "The file has fewer lines.",
        "Name lines that are there. A heading moves less often than a line.",
    ),
    "in-lfs": Meaning(
        "The file is a Git LFS pointer here, so a part, lines or a bound of it cannot be read.",
        "Cite the file alone, or a small report beside it that is no pointer.",
    ),
    "no-such-part": Meaning(
        "The file has no function, target, stage or hook of this name.",
        "Write the name as the file spells it; the hint has the nearest.",
    ),
    "no-such-test": Meaning(
        "The file defines no such test, or the test has no such parameter.",
        "Write `path.py::test_name` or `path.py::TestClass::test_name`.",
    ),
    "class-alone": Meaning(
        "The name is that of a class, and a class is no test.",
        "Cite one of its tests: `path.py::TestClass::test_name`.",
    ),
    "not-collected": Meaning(
        "pytest would not collect the function: for its name, its class, or the settings.",
        "Name it `test…`, its class `Test…` without a constructor, and take it out of what the "
        "settings leave out.",
    ),
    "fixture": Meaning(
        "The function is a fixture, and pytest runs it only for the sake of a test.",
        "Cite the test that uses it.",
    ),
    "test-disabled": Meaning(
        "The test, its class or its module has `__test__ = False`.",
        "Remove that line, or cite another test.",
    ),
    "skipped": Meaning(
        "The test is skipped, whatever happens.",
        "Let it run. A skip with a real condition counts by reading.",
    ),
    "xfail": Meaning(
        "The test is marked as one that is expected to fail.",
        "Mend what fails, and remove the mark.",
    ),
    "empty-parametrize": Meaning(
        "The test is parametrized with nothing, so there is nothing to run.",
        "Give it at least one set of parameters that is not skipped.",
    ),
    "hollow": Meaning(
        "The test runs and cannot fail: it calls nothing and asserts nothing that could be false.",
        "Let it call the system, and assert what it does.",
    ),
    "junit-absent": Meaning(
        "The results that were given do not have the test.",
        "Run it in the run that writes the results, from the root.",
    ),
    "junit-failed": Meaning("The test failed, by the results that were given.", RUN_AGAIN),
    "junit-errored": Meaning(
        "The test ended in an error outside its assertions, by the results that were given.",
        RUN_AGAIN,
    ),
    "junit-skipped": Meaning(
        "The test was skipped in the run that wrote the results.",
        "Let it run there: install what it needs, or meet its condition.",
    ),
    "junit-xfailed": Meaning(
        "The test failed as expected, by the results that were given.",
        "Mend what fails, and remove the mark.",
    ),
    "junit-ambiguous": Meaning(
        "The results name several tests that this could be.",
        "Run pytest from the root, so that the results have the whole path.",
    ),
    "no-such-job": Meaning(
        "The workflow has no job with this id.",
        "Cite the key under `jobs`, not the display name.",
    ),
    "job-empty": Meaning(
        "The job has neither `steps` nor `uses`.",
        "Give it steps, or cite another job.",
    ),
    "job-disabled": Meaning(
        "The job never runs: its condition is always false, its matrix is empty, or nothing "
        "starts the workflow.",
        "Mend what the message names, or cite a job that runs.",
    ),
    "job-needs-disabled": Meaning(
        "The job waits for one that never runs, so it never runs either.",
        "Mend the job that it needs, or cite another.",
    ),
    "job-idle": Meaning(
        "The job only checks out, prepares and prints.",
        "Give it a step that runs a command or an action, or cite another job.",
    ),
    "workflow-refused": Meaning(
        "GitHub would refuse the workflow for what the message names.",
        "Mend the workflow. The page of its runs says what is wrong.",
    ),
    "started-by-hand": Meaning(
        "Only a person starts the workflow, so it is no automation.",
        "Add a trigger such as `push`, `pull_request` or `schedule`, or claim `manual` and cite "
        "the result.",
    ),
    "not-called": Meaning(
        "The workflow runs when another one calls it, and none that starts by itself does.",
        "Call it from such a workflow: a job with `uses: ./.github/workflows/NAME.yml`.",
    ),
    "no-such-alert": Meaning(
        "The rule file has no alert of this name with an expression that selects something.",
        "Write the name under `alert:`, or give its `expr` a metric.",
    ),
    "page-gone": Meaning(
        "The site says that there is no such page (404 or 410).",
        "Cite the page at its new address, or remove the link.",
    ),
    "no-such-host": Meaning(
        "There is no such host on the web.",
        "Correct the address. A host inside your network is accepted with `accept-links`.",
    ),
    "no-such-anchor": Meaning(
        "The page is there, and has no place of this name.",
        "Take the anchor from the page, or cite the page alone.",
    ),
    "no-such-value": Meaning(
        "The pointer leads to nothing in the file, or to a value that is empty.",
        "Write the pointer from the top of the file: `report.json#/metrics/auc`.",
    ),
    "bound-not-kept": Meaning(
        "The value is there, and it does not keep the bound.",
        "Mend what the value measures. A bound of the base holds whatever the change writes.",
    ),
    "denied": Meaning(
        "The page is not shown to us: 401, 403 or 999. It neither counts nor breaks the claim.",
        "Cite another piece as well, or have the link accepted: `accept-links` in the policy.",
    ),
    "login-page": Meaning(
        "The link leads to a login. What lies behind it is not seen.",
        "Cite another piece as well, or have the link accepted: `accept-links` in the policy.",
    ),
    "private-repository": Meaning(
        "A page of the repository's own server is not there, or is private: both answer 404.",
        "Cite the file itself, or have the link accepted: `accept-links` in the policy.",
    ),
    "timeout": Meaning("The page did not answer in time.", ASK_AGAIN),
    "rate-limited": Meaning("The host has asked us to come back later.", ASK_AGAIN),
    "server-error": Meaning("The server has an error of its own.", ASK_AGAIN),
    "connection": Meaning("The connection failed.", ASK_AGAIN),
    "name-lookup": Meaning(
        "The host's name could not be looked up now.",
        "Run the gate again. If no name is found at all, the machine has no network.",
    ),
    "tls": Meaning(
        "The page's certificate cannot be trusted.",
        "Have the certificate mended, or cite another page.",
    ),
    "too-many-redirects": Meaning(
        "The page redirects more often than is followed.", "Cite the page that it ends at."
    ),
    "unexpected-status": Meaning(
        "The answer is neither a page nor a clear no.",
        "Open the page, and cite one that answers with success.",
    ),
    "page-too-long": Meaning(
        "The page is longer than what is read, and its anchor was not in the part that was.",
        "Cite the page without its anchor, or a shorter page.",
    ),
    "run-deadline": Meaning(
        "The time for all links ended before this one answered.",
        "Run the gate again. Remove links to slow pages if that happens often.",
    ),
    "allowance": Meaning(
        "It is beyond what is asked: a change by anybody may bring only so many new links, and of "
        "workflows only twenty are asked, and their newest hundred runs.",
        "Bring fewer new links in one change, and cite jobs of fewer workflows. What the base "
        "cites comes first.",
    ),
    "unapproved": Meaning(
        "Nobody has approved the run yet, and until then no link is asked.",
        "Approve the run of the workflow on the pull request.",
    ),
    "switched-off": Meaning(
        "Somebody has switched the workflow off on GitHub, so the job does not run.",
        "Enable it on the page of the workflow, or cite a job that runs.",
    ),
    "run-red": Meaning(
        "The job failed in its newest run on the default branch.",
        "Mend what fails, and let it run there again.",
    ),
    "run-too-old": Meaning(
        "The job has not passed on the default branch within `max-job-age-days`.",
        "Let it run there again. A new run counts, a re-run of an old one does not.",
    ),
    "jobs-not-readable": Meaning(
        "GitHub does not show the runs of jobs to this token.",
        "Give the job `actions: read`.",
    ),
    "shared": Meaning(
        "The same document stands under more than five criteria, and hardly proves all of them.",
        "Cite evidence of each criterion alone.",
    ),
    "everything": Meaning(
        "The glob begins with a star and matches more than a hundred files.",
        "Name the files that prove it, or their folder.",
    ),
    "swallowed": Meaning(
        "A failure is caught: every assertion of the test, or the job's `continue-on-error` or "
        "`|| true`.",
        "Let it fail, so that a failure is seen.",
    ),
    "never-ran": Meaning(
        "The default branch has no such workflow or job yet, so it has never run there.",
        "Nothing before the merge. It is asked about afterwards.",
    ),
}
