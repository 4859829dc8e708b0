"""What a step writes for the runner, read back by the rules by which the runner reads it."""

import pytest

# The runner's own replacements, in its order: a percent sign comes last.
DATA = {"%0D": "\r", "%0A": "\n", "%25": "%"}
PROPERTY = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}


def unescaped(text: str, replacements: dict[str, str]) -> str:
    for escape, sign in replacements.items():
        text = text.replace(escape, sign)
    return text


def parsed(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as the runner takes it apart: its name, properties and text."""
    assert line.startswith("::")
    head, found, text = line[2:].partition("::")
    assert found
    name, _, spelt = head.partition(" ")
    pairs = [each.split("=", 1) for each in spelt.strip().split(",") if each]
    properties = {key: unescaped(value, PROPERTY) for key, value in pairs}
    return name, properties, unescaped(text, DATA)


def read(text: str) -> list[tuple[str, dict[str, str], str]]:
    """The workflow commands of a log that has nothing else."""
    assert text == "" or text.endswith("\n")
    return [parsed(line) for line in text.split("\n")[:-1]]


def outputs(content: str) -> dict[str, str]:
    """The file of outputs as the runner reads it: the last of several with one name stands."""
    found: dict[str, str] = {}
    lines = iter(content.removesuffix("\n").split("\n") if content else ())
    for line in lines:
        equals, document = line.find("="), line.find("<<")
        if equals >= 0 and (document < 0 or equals < document):
            name, value = line.split("=", 1)
            found[name] = value
            continue
        assert document > 0, f"the runner refuses {line!r}"
        name, delimiter = line.split("<<", 1)
        value_lines = []
        for inside in lines:
            if inside == delimiter:
                break
            value_lines.append(inside)
        else:
            pytest.fail(f"no end of {name}")
        found[name] = "\n".join(value_lines)
    return found
