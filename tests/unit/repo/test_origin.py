"""Where a repository lives, from the address of its remote."""

import pytest

from ml_readiness.repo.origin import web_address


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("https://github.com/acme/fraud", "https://github.com/acme/fraud"),
        ("https://github.com/acme/fraud.git", "https://github.com/acme/fraud"),
        ("https://github.com/acme/fraud/", "https://github.com/acme/fraud"),
        ("https://GitHub.com/Acme/Fraud.js.git", "https://github.com/Acme/Fraud.js"),
        ("https://x-access-token:s3cret@github.com/acme/fraud", "https://github.com/acme/fraud"),
        ("https://ghe.example.com:8443/a/b.git", "https://ghe.example.com:8443/a/b"),
        ("http://ghe.example.com/a/b", "http://ghe.example.com/a/b"),
        ("ssh://git@github.com/acme/fraud.git", "https://github.com/acme/fraud"),
        ("ssh://git@ghe.example.com:2222/acme/fraud", "https://ghe.example.com/acme/fraud"),
        ("git@github.com:acme/fraud.git", "https://github.com/acme/fraud"),
        ("git@github.com:/acme/fraud.git", "https://github.com/acme/fraud"),
        ("org-1234@github.com:acme/.github", "https://github.com/acme/.github"),
    ],
)
def test_known_shapes(remote: str, address: str) -> None:
    assert web_address(remote) == address


@pytest.mark.parametrize(
    "remote",
    [
        "",
        "../other",
        "/srv/git/acme/fraud.git",
        "file:///srv/git/acme/fraud",
        "git://github.com/acme/fraud",
        "https://github.com/acme",
        "https://github.com/a/b/c",
        "https://github.com/../fraud",
        "https://github.com/acme/fraud?x=y",
        "https://github.com/acme/fraud\n",
        "https:///acme/fraud",
        "https://[::1]/acme/fraud",
        "https://github.com/acme/fr aud",
        "javascript://github.com/acme/fraud",
        "github.com:acme/fraud",
    ],
)
def test_other_shapes_are_none(remote: str) -> None:
    assert web_address(remote) is None
