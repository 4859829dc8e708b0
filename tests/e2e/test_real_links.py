"""The real program asks real links: a network namespace gives this machine a public address."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from e2e.machine import unable
from helpers.harness import track, write

ADDRESS = "93.184.216.34"
HOSTS = f"127.0.0.1 localhost\n{ADDRESS} site.example.com\n10.0.0.5 inside.example.com\n"
LINKS = {
    "http://site.example.com/": ["verified", None],
    "http://site.example.com/page#there": ["verified", None],
    "http://site.example.com/page#thre": ["missing", "no-such-anchor"],
    "http://site.example.com/gone": ["missing", "page-gone"],
    "http://site.example.com/moved": ["verified", None],
    "http://site.example.com/inward": ["invalid", "private-address"],
    "http://site.example.com/to-login": ["restricted", "login-page"],
    "http://site.example.com/closed": ["restricted", "denied"],
    "http://inside.example.com/": ["invalid", "private-address"],
    "http://nowhere.example.com/": ["unreachable", "name-lookup"],
}

SERVER = f"""
import subprocess, sys, threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

MOVES = {{"/moved": "/", "/inward": "http://127.0.0.1/", "/to-login": "/login"}}

class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_GET(self):
        body = b"<html><p id=there>x</p></html>"
        status = {{"/gone": 404, "/closed": 403}}.get(self.path, 200)
        if self.path in MOVES:
            self.send_response(302)
            self.send_header("Location", MOVES[self.path])
        else:
            self.send_response(status)
            self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)
    do_HEAD = do_GET
    def log_message(self, *_): pass

for address in ("{ADDRESS}", "127.0.0.1"):
    server = ThreadingHTTPServer((address, 80), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
sys.exit(subprocess.run([sys.executable, "-m", "ml_readiness", *sys.argv[1:]]).returncode)
"""

NAMESPACE = """
set -e
ip link set lo up
ip addr add {address}/32 dev lo
mount --bind {hosts} /etc/hosts
exec {python} {server} check --root {root} --format json
"""


def test_links_of_a_real_run(tmp_path: Path) -> None:
    if not (shutil.which("unshare") and shutil.which("ip")):
        unable("a network namespace needs unshare (util-linux) and ip (iproute2)")
    pieces = "".join(f"        - {link}\n" for link in LINKS)
    manifest = (
        "version: 1\nname: x\ntests:\n  data:\n    feature-cost:\n"
        f"      level: manual\n      evidence:\n{pieces}"
    )
    root = tmp_path / "repository"
    write(root, {"ml-readiness.yml": manifest})
    track(root)
    hosts, server = tmp_path / "hosts", tmp_path / "server.py"
    hosts.write_text(HOSTS)
    server.write_text(SERVER)
    script = NAMESPACE.format(
        address=ADDRESS, hosts=hosts, python=sys.executable, server=server, root=root
    )
    command = ["unshare", "-Urnm", "bash", "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "unshare failed" in done.stderr or "Operation not permitted" in done.stderr:
        unable(f"this machine does not let us make a network namespace: {done.stderr}")
    report = json.loads(done.stdout)
    [criterion] = [c for c in report["manifests"][0]["sections"][0]["criteria"] if c["evidence"]]
    found = {each["ref"]: [each["outcome"], each["reason"]] for each in criterion["evidence"]}
    assert found == LINKS
    assert (done.returncode, done.stderr) == (0, "")
