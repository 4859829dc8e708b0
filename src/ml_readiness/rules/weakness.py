"""Weak evidence holds, and proves little."""

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from ml_readiness.model.evidence import HOLDING, Finding, Weakness
from ml_readiness.model.manifest import Manifest

# The findings of one manifest, by the citation's place: (line, column).
Findings = Mapping[tuple[int, int], Finding]

# One document or one glob may stand under so many criteria.
MOST_CRITERIA = 5
SAID: Mapping[Weakness, str] = {
    "shared": f"it stands under more than {MOST_CRITERIA} criteria",
    "everything": "the glob matches a hundred files and more",
    "swallowed": "a failure of it is caught, and nothing fails",
    "never-ran": "it has never run on the default branch",
}


def with_shared(findings: Findings, manifest: Manifest) -> Findings:
    """The findings, those weak that are of one document or one glob under too many criteria."""
    criteria: dict[str, set[str]] = {}
    for name, place in _cited(manifest):
        if about := findings[place].judgement.about:
            criteria.setdefault(about, set()).add(name)
    shared = {about for about, names in criteria.items() if len(names) > MOST_CRITERIA}
    if not shared:
        return findings
    cited = {place for _, place in _cited(manifest)}
    return {
        place: _shared(finding) if place in cited and finding.judgement.about in shared else finding
        for place, finding in findings.items()
    }


def weak_pieces(findings: Iterable[Finding]) -> Mapping[str, Weakness]:
    """Each piece that is weak, once, as it is cited."""
    return {
        finding.citation.text: finding.judgement.weakness
        for finding in findings
        if finding.judgement.weakness and is_weak(finding)
    }


def is_weak(finding: Finding) -> bool:
    """Whether a piece that holds proves little."""
    return finding.judgement.weakness is not None and finding.judgement.outcome in HOLDING


def _cited(manifest: Manifest) -> Iterator[tuple[str, tuple[int, int]]]:
    for name, claim in manifest.claims.items():
        for citation in claim.evidence:
            yield name, (citation.line, citation.column)


def _shared(finding: Finding) -> Finding:
    judgement = finding.judgement
    return replace(finding, judgement=replace(judgement, weakness=judgement.weakness or "shared"))
