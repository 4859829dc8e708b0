"""What is wrong, said once for each thing, in the order of the manifest."""

from helpers.builders import Said, a_policy, a_rubric, days_ago

from ml_readiness.rules.annotation import annotate


def test_findings_and_claims_come_in_the_order_of_the_manifest() -> None:
    said = (
        Said()
        .claim("s0c0", "manual", ("file", "verified"), reviewed=days_ago(31))
        .claim("s0c1", "automated", ("file", "verified"), ("file", "missing"))
        .claim("s0c2", "automated", ("file", "verified"))
    )
    policy = a_policy(age=30, prove=["s0"])
    found = annotate(said.scored(a_rubric(3), policy), policy)
    assert [(each.state, each.subject) for each in found if each.state != "missing"] == [
        ("stale", "s0c0"),
        ("not-proven", "s0c2"),
    ]
    assert [each.state for each in found].count("missing") == 1
    assert [each.line for each in found] == sorted(each.line for each in found)


def test_a_stale_run_says_its_day_and_the_limit() -> None:
    old = Said().claim("s0c0", "manual", ("file", "verified"), reviewed=days_ago(31))
    [said] = annotate(old.scored(a_rubric(1), a_policy(age=30)), a_policy(age=30))
    assert said.message == f"the manual run of {days_ago(31)} is older than 30 days"
    never = Said().claim("s0c0", "manual", ("file", "verified"))
    [said] = annotate(never.scored(a_rubric(1), a_policy(age=30)), a_policy(age=30))
    assert said.message == "the manual run has no day, and only the last 30 days count"


def test_what_holds_is_not_annotated() -> None:
    said = Said().claim("s0c0", "automated", ("test", "verified"), ("link", "accepted"))
    assert annotate(said.scored(a_rubric(1), a_policy()), a_policy()) == ()
