"""Many manifests in one run: time and memory against check-jsonschema, and how both grow."""

import argparse
from pathlib import Path

import corpus
from measure import (
    Command,
    Cost,
    Figures,
    environment,
    in_turns,
    megabytes,
    module,
    ratio,
    run,
    schema,
    seconds,
    workshop,
)

COUNT = 1_000
SIZES = (1_000, 3_000, 10_000)

MOST_TIME = 0.35
MOST_MEGABYTES = 100
# Time and further memory for each manifest at the largest size, by those at the smallest.
MOST_GROWTH = 1.3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--brief", action="store_true", help="leave out how it grows")
    options = parser.parse_args()
    figures = Figures()
    against(figures, options.rounds)
    if not options.brief:
        growth(figures)
    figures.leave()


def against(figures: Figures, rounds: int) -> None:
    """Ours and theirs on the same files."""
    with workshop() as folder:
        repository = folder / "repository"
        paths = corpus.many(repository, COUNT)
        theirs = Command(
            argv=module("check_jsonschema", "--schemafile", str(schema(folder)), *paths),
            folder=repository,
            environment=environment(folder),
        )
        mine, others = in_turns(ours(folder), theirs, rounds=rounds, warm_up=1)
    for name, costs in (("ours", mine), ("check-jsonschema", others)):
        figures.note(
            f"{COUNT} manifests, {name}",
            f"{seconds(costs):.2f} s, {megabytes(costs):.0f} MB (medians)",
        )
    figures.hold(f"{COUNT} manifests, ours by check-jsonschema", ratio(mine, others), MOST_TIME)
    figures.hold(f"{COUNT} manifests, our peak in MB", megabytes(mine), MOST_MEGABYTES)


def growth(figures: Figures) -> None:
    """Ours alone, on more and more manifests."""
    none = grown(1)
    costs = {size: grown(size) for size in SIZES}
    each = {size: cost.seconds / size * 1_000 for size, cost in costs.items()}
    more = {
        size: (cost.megabytes - none.megabytes) / size * 1_000 for size, cost in costs.items()
    }
    for size, cost in costs.items():
        figures.note(
            f"{size} manifests",
            f"{cost.seconds:.2f} s, {each[size]:.2f} s for each 1000; "
            f"{cost.megabytes:.0f} MB, {more[size]:.1f} MB for each 1000 "
            f"on top of the {none.megabytes:.0f} MB for one",
        )
    least, most = SIZES[0], SIZES[-1]
    name = f"{most} manifests by {least}"
    figures.hold(f"{name}, time for each", each[most] / each[least], MOST_GROWTH)
    figures.hold(f"{name}, memory for each", more[most] / more[least], MOST_GROWTH)
    apart = grown(COUNT, apart=True)
    figures.note(
        f"{COUNT} manifests that share no file",
        f"{apart.seconds:.2f} s, {apart.megabytes:.0f} MB",
    )


def grown(count: int, *, apart: bool = False) -> Cost:
    with workshop() as folder:
        corpus.many(folder / "repository", count, apart=apart)
        command = ours(folder)
        run(command)
        return run(command)


def ours(folder: Path) -> Command:
    return Command(
        argv=module("ml_readiness", "check", "--offline", f"{corpus.SYSTEMS}/*/ml-readiness.yml"),
        folder=folder / "repository",
        environment=environment(folder),
    )


if __name__ == "__main__":
    main()
