"""Makes the page of a survey whose every text is hostile, for a browser to judge.

`tests` has to be on the path: python scripts/page/hostile.py FOLDER
"""

import sys
from pathlib import Path

from helpers.surveys import hostile_lines, make_page, survey


def main() -> None:
    folder = Path(sys.argv[1]).resolve()
    folder.mkdir(parents=True)
    make_page(folder, survey(hostile_lines(folder)))


if __name__ == "__main__":
    main()
