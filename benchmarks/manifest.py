"""One full manifest: our whole offline check against check-jsonschema, which sees no evidence."""

import argparse
import sys

import corpus
from measure import (
    Command,
    Figures,
    environment,
    in_turns,
    megabytes,
    module,
    ratio,
    schema,
    seconds,
    workshop,
)

MOST = 0.60


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=25)
    rounds: int = parser.parse_args().rounds
    figures = Figures()
    with workshop() as folder:
        repository = folder / "repository"
        path = corpus.one(repository)
        variables = environment(folder)
        lines = len((repository / path).read_text("utf-8").splitlines())
        ours, theirs, bare = in_turns(
            Command(
                argv=module("ml_readiness", "check", "--offline", path),
                folder=repository,
                environment=variables,
                says="PASS  fraud-detector  Ready: 12 of 14",
            ),
            Command(
                argv=module("check_jsonschema", "--schemafile", str(schema(folder)), path),
                folder=repository,
                environment=variables,
                says="ok",
            ),
            Command(argv=(sys.executable, "-c", "pass"), folder=repository, environment=variables),
            rounds=rounds,
        )
    figures.note("manifest, lines", str(lines))
    figures.note("manifest, bare interpreter", f"{seconds(bare):.3f} s")
    for name, costs in (("ours", ours), ("check-jsonschema", theirs)):
        figures.note(
            f"manifest, {name}", f"{seconds(costs):.3f} s, {megabytes(costs):.0f} MB (medians)"
        )
    figures.hold("manifest, ours by check-jsonschema", ratio(ours, theirs), MOST)
    figures.leave()


if __name__ == "__main__":
    main()
