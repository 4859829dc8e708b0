"""Holds our reader of Markdown against another one, on every page below a folder."""

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path

from ml_readiness.reading.markdown import PREFIX, read_anchors

OTHER = Path(__file__).with_name("anchors.mjs")
SHOWN = 50


def main(folder: Path, installed: Path) -> int:
    """0 where both find the same anchors on every page, else 1."""
    pages = sorted(path for path in folder.rglob("*.md") if path.is_file())
    # A module finds its packages beside itself.
    script, names = installed / OTHER.name, installed / "pages.txt"
    script.write_bytes(OTHER.read_bytes())
    names.write_text("".join(f"{page.resolve()}\n" for page in pages))
    command = ["node", str(script.resolve()), str(names.resolve())]
    answers = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout
    read_anchors(b"")
    headings, differences, spent = 0, 0, []
    for page, answer in zip(pages, map(json.loads, answers.splitlines()), strict=True):
        content = page.read_bytes()
        start = time.perf_counter()
        anchors = read_anchors(content)
        spent.append((time.perf_counter() - start, len(content)))
        theirs = {*answer["slugs"], *(name.removeprefix(PREFIX) for name in answer["ids"])}
        # Nobody can cite an empty one: `page.md#` is malformed.
        ours, theirs = {*anchors} - {""}, theirs - {""}
        headings += len(answer["slugs"])
        if ours != theirs:
            differences += 1
            if differences <= SHOWN:
                only = f"only ours {sorted(ours - theirs)}, only theirs {sorted(theirs - ours)}"
                print(f"{page}: {only}")
    print(f"{len(pages)} pages, {headings} headings, {differences} pages differ")
    if spent:
        typical = statistics.median(seconds for seconds, _ in spent) * 1000
        longest, size = max(spent)
        print(f"{typical:.2f} ms a page, {longest * 1000:.0f} ms at most ({size} bytes)")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
