"""The survey as tables for other tools: Parquet, and CSV that a spreadsheet does not compute."""

from pathlib import Path

from ml_readiness.survey.page.database import Database


def write_tables(database: Database, aside: Path, folder: Path) -> None:
    """Write `survey.parquet` and `survey.csv` to a folder, by way of the database's own."""
    database.carry_out("table")
    written = {name: aside / name for name in ("survey.parquet", "survey.csv")}
    database.carry_out(
        "write", parquet=str(written["survey.parquet"]), csv=str(written["survey.csv"])
    )
    for name, path in written.items():
        path.rename(folder / name)
