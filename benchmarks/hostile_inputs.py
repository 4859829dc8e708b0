"""What `hostile.py` hands in: documents as bytes; links, in which RUN stands for the run's name."""

from collections.abc import Mapping

HEAD = b"version: 1\nname: a\n"
PUBLIC = "http://site000.links-bench.org"
WITH_PASSWORD = PUBLIC.replace("://", "://user:secret@")


def bar(word: bytes) -> bytes:
    return HEAD + b"policy: {minimum: " + word + b"}\n"


def laughs() -> bytes:
    lines = [b"a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    for n in range(1, 9):
        before = b", ".join([b"*a%d" % (n - 1)] * 9)
        lines.append(b"a%d: &a%d [%b]" % (n, n, before))
    return HEAD + b"\n".join(lines) + b"\n"


def merges() -> bytes:
    lines = [b"a0: &a0 {k0: 1}"]
    lines += [
        b"a%d: &a%d {<<: [*a%d, *a%d], k%d: 1}" % (n, n, n - 1, n - 1, n) for n in range(1, 24)
    ]
    return HEAD + b"\n".join(lines) + b"\n"


def long_list() -> bytes:
    pieces = b"".join(b"    - a%d.md\n" % n for n in range(3_000))
    head = b"tests:\n data:\n  feature-cost:\n   level: manual\n   evidence:\n"
    return HEAD + head + pieces


DOCUMENTS: Mapping[str, bytes] = {
    "Y1 aliases of aliases": laughs(),
    "Y1 merges of merges": merges(),
    "Y1 an alias to itself": HEAD + b"tests: &a {data: *a}\n",
    "Y2 500 open brackets": HEAD + b"tests: " + b"[" * 500,
    "Y2 30,000 open brackets": HEAD + b"tests: " + b"[" * 30_000,
    "Y2 30,000 brackets, closed": HEAD + b"tests: " + b"[" * 30_000 + b"]" * 30_000,
    "Y2 5,000 mappings": HEAD + b"tests: " + b"{a: " * 5_000 + b"1" + b"}" * 5_000,
    "Y3 a key twice": HEAD + b"policy: {minimum: 5, minimum: 0}\n",
    "Y3 a key twice in two spellings": HEAD + b'policy: {minimum: 5, "minimum": 0}\n',
    "Y4 a bar of NO": bar(b"NO"),
    "Y4 a bar of 010": bar(b"010"),
    "Y4 a bar of 1:30": bar(b"1:30"),
    "Y4 a bar of 1_0": bar(b"1_0"),
    "Y4 a bar of .nan": bar(b".nan"),
    "Y4 a bar of -.inf": bar(b"-.inf"),
    "Y4 a name of 010": b"version: 1\nname: 010\n",
    "Y4 a name of NO": b"version: 1\nname: NO\n",
    "Y5 a 13th month": HEAD + b"description: 2024-13-45\n",
    "Y5 4,301 digits": bar(b"9" * 4_301),
    "Y5 !!bool of a word": HEAD + b"description: !!bool maybe\n",
    "Y5 !!python/object": HEAD + b"description: !!python/object/apply:os.system [id]\n",
    "Y5 !!binary": HEAD + b"description: !!binary '%'\n",
    "Y6 a byte order mark": b"\xef\xbb\xbf" + HEAD,
    "Y6 a NUL": HEAD + b"description: a\0b\n",
    "Y6 no UTF-8": HEAD + b"description: caf\xe9\n",
    "Y6 two documents": HEAD + b"---\n" + HEAD,
    "Y6 an empty file": b"",
    "Y6 a list": b"- version: 1\n",
    "J1 $ref as a key": HEAD + b"$ref: http://10.0.0.1/x.json\n",
    "J3 a line end after a day": HEAD
    + b"tests: {data: {feature-cost: {level: manual, evidence: [a.md], "
    + b'reviewed: "2026-09-30\\n"}}}\n',
    "J3 a bar of other digits": bar("٣".encode()),
    "J4 a key that is a number": HEAD + b"tests: {1: {}}\n",
    "J4 a list of 3,000": long_list(),
    "J4 a name of 900,000 letters": b"version: 1\nname: " + b"a" * 900_000 + b"\n",
    "J4 20,000 unknown keys": HEAD + b"".join(b"k%d: 1\n" % n for n in range(20_000)),
}

LINKS: Mapping[str, str] = {
    "a page": f"{PUBLIC}/RUN/ok",
    "a page with the anchor": f"{PUBLIC}/RUN/ok#here",
    "a page without it": f"{PUBLIC}/RUN/ok#there",
    **{
        f"L1 {address}": f"http://{address}/RUN/ok"
        for address in (
            *("127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "0.0.0.0", "[::1]"),
            *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "10.0.0.1", "169.254.169.254"),
            *("168.63.129.16", "①②⑦.0.0.1", "127。0。0。1"),
        )
    },
    "L1 a public name of 10.0.0.1": "http://inside.links-bench.org/RUN/ok",
    "L1 a public name of 127.0.0.1": "http://here.links-bench.org/RUN/ok",
    "L1 localhost": "http://localhost/RUN/ok",
    "L1 a redirect to 127.0.0.1": f"{PUBLIC}/RUN/to-loopback",
    "L1 a redirect to 169.254.169.254": f"{PUBLIC}/RUN/to-metadata",
    "L1 a redirect to 10.0.0.1": f"{PUBLIC}/RUN/to-private",
    "L1 a redirect to 2130706433": f"{PUBLIC}/RUN/to-decimal",
    "L1 a redirect to [::ffff:10.0.0.1]": f"{PUBLIC}/RUN/to-mapped",
    "L1 a redirect to file:": f"{PUBLIC}/RUN/to-file",
    "L3 a password in the address": f"{WITH_PASSWORD}/RUN/ok",
    "L3 a password, and a redirect elsewhere": f"{WITH_PASSWORD}/RUN/other",
    "L3 a cookie and a redirect": f"{PUBLIC}/RUN/cookie",
    "L3 a cookie and a redirect elsewhere": f"{PUBLIC}/RUN/other",
    "L4 a header a second": f"{PUBLIC}/RUN/slow",
    "L4 endless headers": f"{PUBLIC}/RUN/headers",
    "L4 no answer": f"{PUBLIC}/RUN/silent",
    "L4 a body a byte a second, with an anchor": f"{PUBLIC}/RUN/body#here",
    "L4 an endless page, with an anchor": f"{PUBLIC}/RUN/page#here",
    "L4 a gzip bomb": f"{PUBLIC}/RUN/bomb",
    "L4 a gzip bomb, with an anchor": f"{PUBLIC}/RUN/bomb#here",
    "L4 endless redirects": f"{PUBLIC}/RUN/round",
    "L5 a label of 70 letters": f"http://{'a' * 70}.org/RUN/ok",
    "L5 http://[": "http://[",
    "L5 http:///x": "http:///RUN/ok",
    "L5 port 0": "http://site000.links-bench.org:0/RUN/ok",
    "L5 port 99999": "http://site000.links-bench.org:99999/RUN/ok",
    "L5 an IDN that is none": "http://☃☃.links-bench.org/RUN/ok",
    "L6 429 for an hour": f"{PUBLIC}/RUN/busy",
    "L6 503, then 200": f"{PUBLIC}/RUN/later",
    "L6 HEAD 403, GET 200": f"{PUBLIC}/RUN/head-403",
    "L6 HEAD 405, GET 200": f"{PUBLIC}/RUN/head-405",
    "L6 HEAD 501, GET 200": f"{PUBLIC}/RUN/head-501",
    "L6 404": f"{PUBLIC}/RUN/status-404",
    "L6 410": f"{PUBLIC}/RUN/status-410",
    "L6 401": f"{PUBLIC}/RUN/status-401",
    "L6 500": f"{PUBLIC}/RUN/status-500",
    "L6 a reset": f"{PUBLIC}/RUN/reset",
}

# What holds; everything else has to be refused, or at least not be verified.
ACCEPTED = frozenset(
    {
        *("Y4 a name of 010", "Y4 a name of NO", "Y5 a 13th month", "Y6 a byte order mark"),
        *("a page", "a page with the anchor", "L3 a cookie and a redirect"),
        *("L3 a cookie and a redirect elsewhere", "L4 a gzip bomb"),
        *("L6 503, then 200", "L6 HEAD 403, GET 200", "L6 HEAD 405, GET 200"),
        "L6 HEAD 501, GET 200",
    }
)
