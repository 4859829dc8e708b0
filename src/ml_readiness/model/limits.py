"""How much the gate reads, matches and waits, so that hostile input costs a bounded amount."""

from msgspec import Struct


class Limits(Struct, frozen=True, kw_only=True):
    """Sizes in bytes, times in seconds, the rest are counts.

    `strange_links` are those that a stranger's pull request brings, where it is judged with a token
    that writes. `run_seconds` are those of all links together, `whole_seconds` those of a run from
    its first byte to its last, `offline_seconds` the same where nobody is asked.
    """

    document_bytes: int = 1_000_000
    document_events: int = 50_000

    paths: int = 1_000_000
    glob_matches: int = 10_000
    manifests: int = 20_000

    junit_depth: int = 64
    junit_elements: int = 4_000_000
    junit_cases: int = 1_000_000

    links: int = 10_000
    strange_links: int = 100
    strange_links_per_host: int = 5
    link_threads: int = 128
    link_tries: int = 3
    link_body_bytes: int = 1_000_000
    link_seconds: float = 30.0
    run_seconds: float = 300.0

    whole_seconds: float = 420.0
    offline_seconds: float = 120.0


DEFAULT_LIMITS = Limits()
