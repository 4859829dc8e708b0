"""The image as users get it, built on a stand-in for its base that needs no registry.

Images are kept between runs in a store of our own, below the user's cache folder, so that the
base is made once on a machine and an unchanged layer is never built again.
"""

import ast
import configparser
import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from e2e.machine import unable

TOP = Path(__file__).parent.parent.parent
# Another architecture than the machine's own, which the kernel has to know an emulator for.
EMULATED = os.environ.get("EMULATED", "")
PATIENCE = 10 if EMULATED else 1
PLATFORM = (f"--platform=linux/{EMULATED}",) if EMULATED else ()
BASE = (
    f"localhost/{EMULATED}/python:3.13-slim" if EMULATED else "docker.io/library/python:3.13-slim"
)
PROGRAMS = ("buildah", "mmdebstrap", "podman")
# Debian's crun cannot start anything where both kinds of control groups are mounted.
RUNTIME = "runc" if shutil.which("runc") else "crun"
STORE = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "ml-readiness-tests"
# What must not outlive a restart of the machine.
RUNNING = Path("/run", f"ml-readiness-tests-{sha256(bytes(STORE)).hexdigest()[:8]}")

STORAGE = f"""\
[storage]
driver = "overlay"
graphroot = "{STORE}/images"
runroot = "{RUNNING}/storage"
"""
# Limits are named, since the usual ones are above what a machine in a machine may ask for.
CONTAINERS = f"""\
[containers]
default_ulimits = ["nofile=20000:20000", "nproc=4096:4096"]
[engine]
runtime = "{RUNTIME}"
cgroup_manager = "cgroupfs"
events_logger = "none"
exit_command_delay = 5
tmp_dir = "{RUNNING}/engine"
"""

# As the official image: Python and pip at /usr/local/bin, and a standard library without bytecode.
STAND_IN = (
    "mmdebstrap",
    "--quiet",
    *((f"--architectures={EMULATED}",) if EMULATED else ()),
    "--variant=essential",
    "--include=ca-certificates,python3,python3-pip,python3-venv",
    '--aptopt=APT::Install-Recommends "false"',
    "--dpkgopt=force-unsafe-io",
    "--dpkgopt=path-exclude=/usr/share/doc/*",
    "--dpkgopt=path-exclude=/usr/share/locale/*",
    "--dpkgopt=path-exclude=/usr/share/man/*",
    '--customize-hook=rm "$1"/usr/lib/python3*/EXTERNALLY-MANAGED',
    '--customize-hook=for n in python python3; do ln -s ../../bin/python3 "$1/usr/local/bin/$n"; done',
    '--customize-hook=find "$1"/usr -name __pycache__ -prune -exec rm -r {} +',
    "trixie",
)
CHANGES = (
    "--change=ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    '--change=CMD ["python3"]',
)

# What of pip's settings says where packages come from.
SOURCES = {
    *("cert", "client-cert", "extra-index-url", "find-links", "index-url", "no-index", "proxy"),
    *("retries", "timeout", "trusted-host"),
}


@cache
def environment() -> Mapping[str, str]:
    """The environment of every container program; ends the test where one is missing."""
    missing = [name for name in PROGRAMS if not shutil.which(name)]
    if missing:
        unable(f"the tests of the image need {' and '.join(missing)}")
    if os.geteuid() != 0:
        unable("the tests of the image need root, to build and run containers")
    for folder in (STORE, RUNNING):
        folder.mkdir(parents=True, exist_ok=True)
    settings = {"storage.conf": STORAGE, "containers.conf": CONTAINERS}
    for name, text in settings.items():
        if not (STORE / name).exists() or (STORE / name).read_text() != text:
            (STORE / f"{name}.{os.getpid()}").write_text(text)
            (STORE / f"{name}.{os.getpid()}").replace(STORE / name)
    return os.environ | {
        "BUILDAH_ISOLATION": "chroot",
        "CONTAINERS_CONF": str(STORE / "containers.conf"),
        "CONTAINERS_STORAGE_CONF": str(STORE / "storage.conf"),
    }


def run(*command: str, fails: bool = False) -> subprocess.CompletedProcess[str]:
    """A container program to its end; its complaint is the test's failure."""
    patience = 600 * PATIENCE
    done = subprocess.run(
        command, env=environment(), capture_output=True, text=True, check=False, timeout=patience
    )
    assert fails or done.returncode == 0, f"{' '.join(command)}\n{done.stdout}{done.stderr}"
    return done


@contextmanager
def alone() -> Iterator[None]:
    """One build at a time on this machine, whichever process of the tests wants it."""
    environment()
    with (RUNNING / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@cache
def base() -> str:
    """The stand-in for the official base image, under its name."""
    recipe = sha256(repr((STAND_IN, CHANGES)).encode()).hexdigest()[:16]
    name = f"localhost/base:{recipe}"
    with alone():
        if run("podman", "image", "exists", name, fails=True).returncode:
            with tempfile.TemporaryDirectory() as folder:
                archive = f"{folder}/base.tar"
                run(*STAND_IN, archive)
                architecture = (f"--arch={EMULATED}",) if EMULATED else ()
                run("podman", "import", "--quiet", *architecture, *CHANGES, archive, name)
        run("podman", "tag", name, BASE)
    return BASE


@cache
def image() -> str:
    """The id of the image that the unmodified Dockerfile makes of this checkout."""
    base()
    with alone(), tempfile.TemporaryDirectory() as folder:
        run("podman", "image", "prune", "--force", "--filter", "until=24h")
        # In the form of Docker, so that what asks the service for the same build finds its layers.
        command = ["buildah", "bud", "--quiet", "--pull=false", "--layers", "--format=docker"]
        command += [*PLATFORM, f"--build-arg=BASE={BASE}"] if EMULATED else []
        return run(*command, *pip_settings(Path(folder)), str(TOP)).stdout.split()[-1]


def size(name: str) -> int:
    """Bytes of an image, all layers together."""
    return int(run("podman", "image", "inspect", "--format", "{{.Size}}", name).stdout)


def settings() -> dict[str, Any]:
    """What the image says of itself: entry point, labels, variables."""
    shown = run("podman", "image", "inspect", "--format", "{{json .Config}}", image()).stdout
    return cast(dict[str, Any], json.loads(shown))


def inside(*command: str) -> str:
    """What a program prints in a container of the image, started with no entry point."""
    program, *arguments = command
    started = ("podman", "run", "--rm", *PLATFORM, "--network=none", f"--entrypoint={program}")
    return run(*started, image(), *arguments).stdout


def pip_settings(folder: Path) -> list[str]:
    """Options of a build that let its pip find packages where this machine's pip does.

    They are mounts: a variable would stay in the image.
    """
    listed = run(
        sys.executable, "-m", "pip", "--disable-pip-version-check", "config", "list"
    ).stdout
    found: dict[str, str] = {}
    for line in sorted(listed.splitlines(), key=lambda line: line.startswith(":env:")):
        if setting := re.fullmatch(r"(?:global|install|:env:)\.([\w-]+)=('.*'|\".*\")", line):
            found[setting[1]] = ast.literal_eval(setting[2])
    for variable in ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"):
        if variable in os.environ:
            found.setdefault("cert", os.environ[variable])
    found = {name: value for name, value in found.items() if name in SOURCES}
    if not found:
        return []
    settings = configparser.RawConfigParser()
    settings["global"] = {name: value.replace("\n", "\n  ") for name, value in found.items()}
    with (folder / "pip.conf").open("w") as file:
        settings.write(file)
    local = set()
    for name, value in found.items():
        for word in value.split():
            path = Path(urlsplit(word).path)
            if path.is_absolute() and path.exists() and "://" not in word.removeprefix("file://"):
                # The pages of an index name files that lie beside it.
                local.add(path.parent if name.endswith("index-url") else path)
    mounts = [f"{folder}/pip.conf:/etc/pip.conf", *(f"{path}:{path}" for path in sorted(local))]
    return [f"--volume={mount}:ro" for mount in mounts]


@contextmanager
def service() -> Iterator[str]:
    """The address of a server that understands what Docker's clients ask."""
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "socket"
        command = ["podman", "system", "service", "--time=0", f"unix://{socket}"]
        with (Path(folder) / "log").open("w+") as log:
            process = subprocess.Popen(command, env=environment(), stdout=log, stderr=log)
            try:
                end = time.monotonic() + 20
                while not socket.exists():
                    assert process.poll() is None, (Path(folder) / "log").read_text()
                    assert time.monotonic() < end, "podman's service does not come up"
                    time.sleep(0.02)
                yield f"unix://{socket}"
            finally:
                process.terminate()
                process.wait(timeout=20)
