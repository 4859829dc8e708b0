"""What is wrong as messages beside the lines of a pull request's files."""

from collections.abc import Iterator

from ml_readiness.github.runner import Importance, Message
from ml_readiness.model.evidence import BREAKING
from ml_readiness.model.report import REMARKS, Entry, Run


def messages(run: Run, folder: str) -> Iterator[Message]:
    """Errors, missed bars and what is wrong, in the order of the manifests and their lines.

    `folder` is the root's path in the workspace ("" or "a/b/").
    """
    for problem in run.errors:
        yield Message(
            importance="error",
            title="ml-readiness: could not be evaluated",
            text=_said(problem.message, problem.hint),
            path=folder + problem.path if problem.path else None,
            line=problem.line,
            column=problem.column,
        )
    for gone in run.gone:
        yield Message(
            importance="error" if run.fail_on != "never" else "warning",
            title="ml-readiness: gone",
            text=gone.verdict.reasons[0].message,
        )
    for entry in run.entries:
        yield from _of_entry(entry, folder, fails=run.fail_on != "never")


def _of_entry(entry: Entry, folder: str, *, fails: bool) -> Iterator[Message]:
    """`fails` says whether the job fails when the verdict does."""
    path = folder + entry.report.path
    failing: Importance = "error" if fails else "warning"
    for statement in entry.verdict.reasons:
        yield Message(
            importance=failing, title="ml-readiness: not ready", text=statement.message, path=path
        )
    for statement in entry.verdict.warnings:
        importance: Importance = "notice" if statement.reason in REMARKS else "warning"
        yield Message(
            importance=importance, title="ml-readiness", text=statement.message, path=path
        )
    for each in entry.annotations:
        broken = each.state in BREAKING and not entry.verdict.passed
        yield Message(
            importance=failing if broken else "warning",
            title=f"ml-readiness: {each.state}",
            text=_said(f"{each.subject}: {each.message}", each.hint),
            path=path,
            line=each.line,
            column=each.column,
        )


def _said(message: str, hint: str | None) -> str:
    return f"{message}\n{hint}" if hint else message
