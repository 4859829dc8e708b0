"""A page over surveys: a static site that needs no server and asks nothing from elsewhere."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct


class Built(Struct, frozen=True, kw_only=True):
    """What a page was made from: how many repositories, and what of the surveys was left out."""

    repositories: int
    notices: tuple[str, ...]


def build_page(
    folder: Path, surveys: Sequence[str], place: Path, shown: str, environment: Mapping[str, str]
) -> Built:
    """Make the page of surveys at `place`, which messages call `shown`.

    The names of surveys start at `folder`. The environment says which GitHub the repositories are
    on. Raises InputError where a survey cannot be read or the page cannot be written, and
    ImportError without the extra `survey`.
    """
    from ml_readiness.survey.page.addresses import Addresses
    from ml_readiness.survey.page.database import loaded
    from ml_readiness.survey.page.export import write_tables
    from ml_readiness.survey.page.folder import replaced
    from ml_readiness.survey.page.lines import read_surveys
    from ml_readiness.survey.page.site import PageWriter

    with replaced(place, shown) as (made, aside):
        reading = read_surveys(folder, surveys, aside)
        with loaded(aside, reading.parts, reading.longest) as database:
            PageWriter(
                folder=made,
                parts=reading.parts,
                database=database,
                addresses=Addresses(environment),
            ).write()
            write_tables(database, aside, made)
            total = database.row("SELECT count(*) AS n FROM present")
    return Built(repositories=total["n"], notices=reading.notices)
