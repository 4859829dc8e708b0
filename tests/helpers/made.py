"""What GNU make itself makes of a Makefile, by the database that it prints; nothing is run."""

import re
import subprocess
from pathlib import Path

FILE, GOAL = "judged.mk", "no-such-goal"
RECIPE = ("\t", ">")


def made_by(make: str, text: str, folder: Path) -> set[str] | None:
    """The targets with a recipe, and those that need one of them; None where make refuses.

    Rules by pattern are left out. No shell is started, whatever the text says.
    """
    (folder / FILE).write_text(text, encoding="utf-8")
    argv = [make, "-pnrR", "-f", FILE, "SHELL=/bin/false", GOAL]
    environment = {"PATH": "/no/such/folder", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        argv, cwd=folder, env=environment, capture_output=True, check=False, timeout=20
    )
    if f"{FILE}:".encode() in done.stderr and b"***" in done.stderr:
        return None
    files = done.stdout.decode("utf-8", "replace").rpartition("\n# Files\n")[2]
    rules: dict[str, tuple[set[str], bool]] = {}
    for block in files.partition("\n# files hash-table stats:")[0].split("\n\n"):
        lines = [line for line in block.split("\n") if line[:1] != "#" or "Not a target" in line]
        lines = [line for line in lines if line.startswith(RECIPE) or (line and " = " not in line)]
        rule = re.fullmatch(r"(.*?)::?(?: (.*))?", lines[0]) if lines else None
        if not rule or lines[0].startswith("#"):
            continue
        name, needs = rule.groups("")
        recipes = [line.strip(" \t@+->\\") for line in lines[1:] if line.startswith(RECIPE)]
        runs = any(line and not line.startswith("#") for line in recipes)
        before = rules.get(name, (set(), False))
        rules[name] = (before[0] | set(needs.split()), before[1] or runs)
    found = {name for name, (_, runs) in rules.items() if runs}
    while more := {name for name, (needs, _) in rules.items() if needs & found} - found:
        found |= more
    return found - {".PHONY", ".DEFAULT", FILE, GOAL}
