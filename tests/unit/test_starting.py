"""What a program's imports are held in."""

import subprocess
import sys

SCRIPT = """
import gc
from ml_readiness.starting import COLLECTED_AFTER, importing

with importing():
    print(gc.isenabled())
    made = [[number] for number in range(1000)]
print(gc.isenabled(), gc.get_threshold()[0] == COLLECTED_AFTER, gc.get_freeze_count() > 1000)
"""


def test_what_is_imported_is_not_looked_through_for_garbage() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines() == ["False", "True True True"]
