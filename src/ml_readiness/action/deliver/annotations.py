"""What is wrong as messages beside the lines of a pull request's files."""

from collections.abc import Iterator, Mapping

from ml_readiness.github.runner import Importance, Message
from ml_readiness.model.report import Run
from ml_readiness.rules.remarks import NOT_EVALUATED, Remark, Weight, remarks

IMPORTANCE: Mapping[Weight, Importance] = {"fails": "error", "warns": "warning", "notes": "notice"}


def messages(run: Run, folder: str) -> Iterator[Message]:
    """Everything that is wrong, in the order of the manifests and their lines.

    `folder` is the root's path in the workspace ("" or "a/b/").
    """
    return (_message(remark, folder) for remark in remarks(run))


def _message(remark: Remark, folder: str) -> Message:
    said = f"{remark.subject}: {remark.message}" if remark.subject else remark.message
    # What is gone has no file beside which it could be said.
    placed = remark.path if remark.word != "gone" else None
    return Message(
        importance=IMPORTANCE[remark.weight],
        title=_title(remark),
        text=f"{said}\n{remark.hint}" if remark.hint else said,
        path=folder + placed if placed else None,
        line=remark.line,
        column=remark.column,
    )


def _title(remark: Remark) -> str:
    if remark.word == NOT_EVALUATED:
        return "ml-readiness: could not be evaluated"
    if remark.subject or remark.word == "gone":
        return f"ml-readiness: {remark.word}"
    return "ml-readiness: not ready" if remark.weight == "fails" else "ml-readiness"
