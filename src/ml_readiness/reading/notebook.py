"""A Jupyter notebook to the headings of its Markdown cells."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ml_readiness.reading.markdown import anchors_of

MOST_CELLS = 10_000


class Notebook(NamedTuple):
    """The anchors of a notebook, as those of a page; none where it cannot be read, and why."""

    anchors: Mapping[str, bool]
    error: str | None = None


def read_notebook(content: bytes) -> Notebook:
    """Every anchor of the Markdown cells, counted over the whole notebook.

    Each cell is a page of its own, as Jupyter shows it: what it leaves open ends with it. A cell of
    code that is not empty stands below the headings before it. Of `nbformat` 4 and 3.
    """
    try:
        data = json.loads(content.decode(), object_pairs_hook=_unique)
        return Notebook(anchors_of(_cells(data)))
    except json.JSONDecodeError as error:
        return Notebook({}, f"{error.msg} (line {error.lineno})")
    except UnicodeDecodeError:
        return Notebook({}, "it is not UTF-8 text")
    except ValueError as error:
        return Notebook({}, str(error))
    except RecursionError:
        return Notebook({}, "it is nested too deeply")


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is given twice")
    return found


def _cells(data: Any) -> Iterator[str | None]:
    """The Markdown of each cell, and None for one of code; raises ValueError for no notebook."""
    match data:
        case {"nbformat": 4, "cells": list(cells)}:
            pass
        case {"nbformat": 3, "worksheets": list(sheets)}:
            cells = [cell for sheet in sheets for cell in _listed(sheet)]
        case {"nbformat": int()}:
            raise ValueError("it is not of nbformat 4 or 3")
        case _:
            raise ValueError("it is no notebook")
    if len(cells) > MOST_CELLS:
        raise ValueError(f"it has more than {MOST_CELLS:,} cells")
    for cell in cells:
        match cell:
            case {"cell_type": "markdown", "source": source}:
                yield _text(source)
            case {"cell_type": "heading", "source": source, "level": int(level)}:
                yield f"{'#' * min(max(level, 1), 6)} {' '.join(_text(source).split())}"
            case {"cell_type": "code" | "raw", "source": source} | {"input": source}:
                if _text(source).strip():
                    yield None


def _listed(sheet: Any) -> Sequence[Any]:
    match sheet:
        case {"cells": list(cells)}:
            return cells
    return ()


def _text(source: Any) -> str:
    """A text, which may be kept as its lines."""
    lines = source if isinstance(source, list) else [source]
    text = "".join(line for line in lines if isinstance(line, str))
    return text.encode("utf-8", "replace").decode()  # JSON can escape what is no text
