"""DuckDB, asked every question of the page: in a folder of its own, without a network."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from ml_readiness.rules.formula import FORMULA
from ml_readiness.survey.page.shape import SURVEY_LINE, SURVEY_POLICY, column_type

MEMORY = "192MB"
THREADS = 2
# DuckDB reads a file in buffers of this size at the least.
LEAST_BUFFER = 4_000_000
ROWS_AT_ONCE = 100
QUESTIONS = Path(__file__).parent / "sql"
ORIGIN = {"turn": "BIGINT", "part": "BIGINT", "place": "BIGINT"}


class Database:
    """The answers of DuckDB about surveys; a row is a mapping from the names of its columns."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def carry_out(self, name: str, **values: Any) -> None:
        """Run the statements of a file; `$name` in them stands for a value of that name."""
        text = (QUESTIONS / f"{name}.sql").read_text("utf-8")
        for statement in self._connection.extract_statements(
            text.replace("{columns}", LINE_COLUMNS).replace("{policy}", POLICY_TYPE)
        ):
            used = {each: values[each] for each in statement.named_parameters}
            self._connection.execute(statement, used)

    def rows(self, question: str, *values: Any) -> list[dict[str, Any]]:
        """The whole answer to a question, which is small."""
        return [*self.stream(question, *values)]

    def row(self, question: str, *values: Any) -> dict[str, Any]:
        """The one row of an answer."""
        [only] = self.rows(question, *values)
        return only

    def stream(self, question: str, *values: Any) -> Iterator[dict[str, Any]]:
        """An answer of any length, a few rows at a time."""
        cursor = self._connection.cursor().execute(question, values)
        names = [column[0] for column in cursor.description]
        while some := cursor.fetchmany(ROWS_AT_ONCE):
            for row in some:
                yield dict(zip(names, row, strict=True))


def _column_types(shape: Mapping[str, str]) -> str:
    named = ", ".join(f"'{name}': '{kind}'" for name, kind in shape.items())
    return f"{{{named}}}"


LINE_COLUMNS = _column_types(
    ORIGIN | {name: column_type(shape) for name, shape in SURVEY_LINE.items()} | {"day": "DATE"}
)
POLICY_TYPE = column_type(SURVEY_POLICY)


@contextmanager
def loaded(folder: Path, parts: Sequence[Path], longest: int) -> Iterator[Database]:
    """Files of checked lines as tables in `folder`, beyond which nothing is read or written.

    `longest` is the number of bytes of the longest line.
    """
    connection = duckdb.connect(
        str(folder / "survey.duckdb"),
        config={
            "threads": THREADS,
            "memory_limit": MEMORY,
            "temp_directory": str(folder / "spilled"),
            "extension_directory": str(folder / "extensions"),
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
            "allow_community_extensions": False,
        },
    )
    with connection:
        connection.execute("SET home_directory = ?", [str(folder)])
        connection.execute("SET allowed_directories = [?]", [str(folder)])
        connection.execute("SET enable_external_access = false")
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("SET lock_configuration = true")
        database = Database(connection)
        database.carry_out("words", start=FORMULA.pattern)
        database.carry_out("tables")
        for part in parts:
            database.carry_out("load", lines=str(part), longest=max(longest + 1, LEAST_BUFFER))
        database.carry_out("kept")
        database.carry_out("now")
        yield database
