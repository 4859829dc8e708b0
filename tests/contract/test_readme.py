"""What the README shows works as it stands there."""

import re
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest
from helpers.harness import check, track, write

TOP = Path(__file__).parents[2]
README = (TOP / "README.md").read_text()
BLOCKS = re.findall(r"```yaml\n(.*?)```", README, re.DOTALL)
[STARTER] = [block for block in BLOCKS if "\nversion: 1\n" in block]
WORKFLOW = """\
on: [push]
jobs:
  tests:
    runs-on: ubuntu-latest
    steps: [{run: pytest}]
"""
# What the manifest of the README cites, by the piece that falls when the file is not there.
CITED = {
    "tests/test_data.py": "def test_feature_ranges():\n    assert age() > 0\n",
    ".github/workflows/ci.yml": WORKFLOW,
    "docs/model-card.md": "# Card\n\n## Baseline\n\nThe mean of last month.\n",
    "tests/test_model.py": "def test_loss_falls():\n    assert loss(2) < loss(1)\n",
    "tests/test_serving.py": "def test_nan_is_refused():\n    assert refused(nan)\n",
}
ETHICS = {"docs/ethics.md": "Reviewed in October.\n"}


def test_the_starter_is_green_where_there_is_what_it_cites(tmp_path: Path) -> None:
    write(tmp_path, CITED | ETHICS | {"ml-readiness.yml": STARTER})
    track(tmp_path)
    done = check(tmp_path)
    assert (done.status, done.stderr) == (0, "")
    assert "1 of 11" in done.stdout


@pytest.mark.parametrize("path", CITED)
def test_the_starter_is_red_without_any_one_of_them(tmp_path: Path, path: str) -> None:
    files = {name: text for name, text in CITED.items() if name != path}
    write(tmp_path, files | ETHICS | {"ml-readiness.yml": STARTER})
    track(tmp_path)
    assert check(tmp_path).status == 1


def test_every_link_of_the_page_on_pypi_is_whole_and_leads_to_a_file(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=TOP, check=True, capture_output=True)
    [wheel] = tmp_path.glob("*.whl")
    with ZipFile(wheel) as archive:
        [name] = [name for name in archive.namelist() if name.endswith("/METADATA")]
        _, _, page = archive.read(name).decode().partition("\n\n")
    targets = re.findall(r"\]\(([^)]+)\)|src(?:set)?=\"([^\"]+)\"", page)
    addresses = [link or picture for link, picture in targets]
    assert len(addresses) > 10
    ours = re.compile(
        r"https://(?:raw\.githubusercontent\.com/ml-readiness/ml-readiness/main"
        r"|github\.com/ml-readiness/ml-readiness/blob/main)/([^#]+)"
    )
    for address in addresses:
        assert address.startswith("https://"), address
        if "ml-readiness/ml-readiness" in address:
            [path] = ours.fullmatch(address.partition("#")[0]).groups()  # type: ignore[union-attr]
            assert (TOP / path).exists(), path
