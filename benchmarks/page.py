"""The page over 10,000 repositories, 2,000 of them judged: its time, its memory and its size."""

import argparse
from datetime import timedelta
from pathlib import Path

from measure import Command, Figures, environment, module, run, workshop
from survey_lines import DAY, lines_of_a_survey, real_reports, write_survey

COUNT = 10_000
JUDGED = 2_000
SEED = 14
MOST_SECONDS = 20
MOST_MEGABYTES = 500


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--keep", metavar="DIR", type=Path, help="keep the surveys and the page")
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--judged", type=int, default=JUDGED)
    parser.add_argument("--days", type=int, default=2)
    options = parser.parse_args()
    figures = Figures()
    with workshop() as folder:
        kept = options.keep.resolve() if options.keep else folder
        kept.mkdir(parents=True, exist_ok=True)
        surveys = [made(kept, folder / "repository", options, week) for week in range(options.days)]
        command = module("ml_readiness", "page", *surveys, "--output", "page")
        cost = run(
            Command(argv=command, folder=kept, environment=environment(folder), says="wrote")
        )
        size = sum(each.stat().st_size for each in (kept / "page").rglob("*") if each.is_file())
        index = (kept / "page" / "index.html").stat().st_size
        asked = sum((kept / each).stat().st_size for each in surveys)
    name = f"{options.count} repositories, {options.judged} judged, {options.days} surveys"
    figures.note(name, f"{asked / 1e6:.0f} MB read, {size / 1e6:.0f} MB written")
    figures.note(f"{name}, the first page", f"{index / 1e6:.2f} MB")
    figures.note(f"{name}, processor", f"{cost.processor:.1f} s")
    figures.hold(f"{name}, seconds", cost.seconds, MOST_SECONDS)
    figures.hold(f"{name}, peak in MB", cost.megabytes, MOST_MEGABYTES)
    figures.leave()


def made(kept: Path, repository: Path, options: argparse.Namespace, week: int) -> str:
    """A survey of so many weeks ago; its name."""
    name = f"survey-{week}.ndjson"
    reports = real_reports(repository, SEED)
    day = DAY - timedelta(weeks=week)
    lines = lines_of_a_survey(reports, SEED, count=options.count, judged=options.judged, day=day)
    write_survey(kept / name, lines)
    return name


if __name__ == "__main__":
    main()
