"""Many manifests in one run: time and memory against check-jsonschema, and how both grow."""

import argparse
import shutil
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
            says="ok",
        )
        mine, others = in_turns(ours(folder, COUNT), theirs, rounds=rounds, warm_up=1)
    for name, costs in (("ours", mine), ("check-jsonschema", others)):
        figures.note(
            f"{COUNT} manifests, {name}",
            f"{seconds(costs):.2f} s, {megabytes(costs):.0f} MB (medians)",
        )
    figures.hold(f"{COUNT} manifests, ours by check-jsonschema", ratio(mine, others), MOST_TIME)
    figures.hold(f"{COUNT} manifests, our peak in MB", megabytes(mine), MOST_MEGABYTES)


def growth(figures: Figures) -> None:
    """Ours alone, on more and more manifests.

    By processor time, as no neighbour shares the slowness of a busy machine with it.
    """
    with workshop() as folder:
        grown(folder, 1)  # compiles the bytecode
        base = grown(folder, 1).megabytes
        costs = {size: grown(folder, size) for size in SIZES}
        apart = grown(folder, COUNT, apart=True)
    each = {size: cost.processor / size * 1_000 for size, cost in costs.items()}
    more = {size: (cost.megabytes - base) / size * 1_000 for size, cost in costs.items()}
    for size, cost in costs.items():
        figures.note(
            f"{size} manifests",
            f"{cost.processor:.2f} processor s, {each[size]:.2f} for each 1000; "
            f"{cost.megabytes:.0f} MB, {more[size]:.1f} for each 1000 beyond the {base:.0f} of one",
        )
    least, most = SIZES[0], SIZES[-1]
    name = f"{most} manifests by {least}"
    figures.hold(f"{name}, time for each", each[most] / each[least], MOST_GROWTH)
    figures.hold(f"{name}, memory for each", more[most] / more[least], MOST_GROWTH)
    figures.note(
        f"{COUNT} manifests that share no file",
        f"{apart.processor:.2f} processor s, {apart.megabytes:.0f} MB",
    )


def grown(folder: Path, count: int, *, apart: bool = False) -> Cost:
    """One run on a repository of its own."""
    corpus.many(folder / "repository", count, apart=apart)
    cost = run(ours(folder, count))
    shutil.rmtree(folder / "repository")
    return cost


def ours(folder: Path, count: int) -> Command:
    return Command(
        argv=module("ml_readiness", "check", "--offline", f"{corpus.SYSTEMS}/*/ml-readiness.yml"),
        folder=folder / "repository",
        environment=environment(folder),
        says=f"{count} of {count} manifests pass" if count > 1 else "PASS",
    )


if __name__ == "__main__":
    main()
