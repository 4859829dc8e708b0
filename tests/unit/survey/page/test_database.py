"""DuckDB in its folder: what it may reach, and how much it may take."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from helpers.surveys import line, survey

from ml_readiness.survey.page.database import Database, loaded
from ml_readiness.survey.page.lines import read_surveys


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    (tmp_path / "s.ndjson").write_text(survey([line("acme/a"), line("acme/b")]))
    (tmp_path / "aside").mkdir()
    reading = read_surveys(tmp_path, ["s.ndjson"], tmp_path / "aside")
    with loaded(tmp_path / "aside", reading.parts, reading.longest) as database:
        yield database


@pytest.mark.parametrize(
    "question",
    [
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM read_csv('../s.ndjson')",
        "SELECT * FROM read_csv('https://example.com/x.csv')",
        "ATTACH '/tmp/other.duckdb'",
        "COPY (SELECT 1) TO '/tmp/other.csv'",
        "LOAD httpfs",
        "INSTALL httpfs",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/']",
        "SET memory_limit = '8GB'",
    ],
)
def test_nothing_beyond_its_folder_is_reached(database: Database, question: str) -> None:
    with pytest.raises(duckdb.Error):
        database.rows(question)


def test_it_keeps_to_its_memory_and_loads_no_extension(database: Database) -> None:
    said = {row["name"]: row["value"] for row in database.rows("SELECT * FROM duckdb_settings()")}
    assert (said["threads"], said["memory_limit"]) == ("2", "183.1 MiB")
    assert said["autoload_known_extensions"] == said["autoinstall_known_extensions"] == "false"
    loaded_ones = database.rows("SELECT * FROM duckdb_extensions() WHERE loaded")
    assert {row["install_mode"] for row in loaded_ones} == {"STATICALLY_LINKED"}


def test_a_row_is_a_mapping_and_a_long_answer_comes_bit_by_bit(database: Database) -> None:
    assert database.row("SELECT count(*) AS n FROM line") == {"n": 2}
    rows = database.stream("SELECT unnest(range($1)) AS n", 1000)
    assert [row["n"] for row in rows] == [*range(1000)]
