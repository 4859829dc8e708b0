"""The reports for programs, in the workspace."""

from pathlib import Path
from posixpath import normpath

from msgspec.structs import replace

from ml_readiness.action.deliver.delivered import Delivered
from ml_readiness.action.task import Judged, Task
from ml_readiness.model.tree import Unreadable
from ml_readiness.model.view import View
from ml_readiness.render import render


def to_files(judged: Judged, task: Task, delivered: Delivered) -> Delivered:
    """Those that were asked for; one file has room for one report."""
    for form, path in {"json": task.inputs.json_file, "sarif": task.inputs.sarif_file}.items():
        if path is None:
            continue
        if delivered.among > 1:
            said = f"{path} is not written: this run has a report for each of {delivered.among}"
            delivered = delivered.saying("warning", f"{said} pull requests")
            continue
        if normpath(path) in {normpath(judged.prefix + each) for each in judged.run.read}:
            said = f"cannot write {path}: it is what is judged"
            delivered = delivered.saying("warning", said)
            continue
        text = render(form, judged.run, View(source=delivered.source))
        if problem := _write(task.workspace, path, text):
            delivered = delivered.saying("warning", f"cannot write {path}: {problem}")
        elif form == "json":
            delivered = replace(delivered, report=path)
    return delivered


def _write(workspace: Path, path: str, text: str) -> str | None:
    """What kept a report from being written."""
    from ml_readiness.repo.files import replace_file

    try:
        replace_file(workspace, path, text.encode())
    except Unreadable as error:
        return f"it is behind a link or leaves the workspace ({error.obstacle})"
    except OSError as error:
        return str(error.strerror)
    return None
