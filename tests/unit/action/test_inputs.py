"""The inputs of the action."""

from decimal import Decimal

import pytest

from ml_readiness.action.inputs import Inputs, read_inputs, unread


def wrong(variable: str, text: str) -> list[tuple[str, str | None]]:
    _, problems = read_inputs({variable: text})
    return [(problem.message, problem.hint) for problem in problems]


def test_nothing_given_is_every_default() -> None:
    assert read_inputs({"PATH": "/bin", "GITHUB_REF": "x"}) == (Inputs(), ())


def test_hyphens_stay_as_the_runner_keeps_them() -> None:
    given = {
        "INPUT_ROOT": "services/fraud",
        "INPUT_MANIFEST": "**/ml-readiness.yml",
        "INPUT_MINIMUM-SCORE": "4.5",
        "INPUT_RUBRIC": "ml-test-score-2017",
        "INPUT_JUNIT": "results/*.xml",
        "INPUT_FAIL-ON": "never",
        "INPUT_LINKS": "skip",
        "INPUT_COMMENT": "failure",
        "INPUT_COMMENT-ID": "nightly-2",
        "INPUT_STATUS": "TRUE",
        "INPUT_JSON-FILE": "report.json",
        "INPUT_SARIF-FILE": "report.sarif",
        "INPUT_GITHUB-TOKEN": " token\n",
    }
    assert read_inputs(given) == (
        Inputs(
            root="services/fraud",
            manifest="**/ml-readiness.yml",
            minimum_score=Decimal("4.5"),
            rubric="ml-test-score-2017",
            junit="results/*.xml",
            fail_on="never",
            links="skip",
            comment="failure",
            comment_id="nightly-2",
            status=True,
            json_file="report.json",
            sarif_file="report.sarif",
            github_token="token",
        ),
        (),
    )


def test_a_token_is_not_shown() -> None:
    assert "secret" not in repr(read_inputs({"INPUT_GITHUB-TOKEN": "secret"}))


@pytest.mark.parametrize("text", ["", "80%", "nan", "-1", "1e999", "٣", "1e3", "inf", " 5", "05"])
def test_R3_a_bar_that_is_no_number_is_an_error(text: str) -> None:
    shown = text or "''"
    message = f"the input minimum-score {shown} is not a number of 0 or more"
    assert wrong("INPUT_MINIMUM-SCORE", text) == [(message, "write it like 5 or 4.5")]


@pytest.mark.parametrize(
    ("variable", "text", "message", "hint"),
    [
        (
            "FAIL-ON",
            "regresion",
            "the input fail-on cannot be regresion",
            "did you mean 'regression'?",
        ),
        ("LINKS", "", "the input links cannot be ''", "there is: check, skip"),
        (
            "COMMENT",
            "true",
            "the input comment cannot be true",
            "there is: always, changes, failure, off",
        ),
        ("STATUS", "yes", "the input status cannot be yes", "write true or false"),
        ("ROOT", "", "the input root is empty", "leave it out for its default"),
        ("MANIFEST", "", "the input manifest is empty", "leave it out for its default"),
        (
            "COMMENT-ID",
            "a --> b",
            "the input comment-id cannot be a --> b",
            "use at most 40 small letters, digits and '-'",
        ),
        (
            "MINIMUM-SCOR",
            "5",
            "INPUT_MINIMUM-SCOR is not the input minimum-score",
            "write minimum-score under `with:`; a variable of your own needs another name",
        ),
    ],
)
def test_a_mistake_says_what_to_write_instead(
    variable: str, text: str, message: str, hint: str
) -> None:
    assert wrong(f"INPUT_{variable}", text) == [(message, hint)]


def test_every_mistake_is_found_and_the_rest_still_counts() -> None:
    inputs, problems = read_inputs(
        {"INPUT_LINKS": "no", "INPUT_FAIL-ON": "x", "INPUT_COMMENT": "failure"}
    )
    assert inputs == Inputs(comment="failure")
    assert len(problems) == 2


def test_what_the_runner_reads_itself_is_no_mistake() -> None:
    given = {"INPUT_ENTRYPOINT": "x", "INPUT_ARGS": "y"}
    assert read_inputs(given) == (Inputs(), ())
    assert unread(given) == ()


@pytest.mark.parametrize(
    ("variable", "name"),
    [
        # not as the runner spells it
        ("MINIMUM_SCORE", "minimum-score"),
        ("minimum-score", "minimum-score"),
        ("Root", "root"),
        ("GITHUB_TOKEN", "github-token"),
        ("FAILON", "fail-on"),
        # a slip
        ("MININUM-SCORE", "minimum-score"),
        ("MINIMUM-SCROE", "minimum-score"),
        ("ROOTS", "root"),
        ("RUBRICS", "rubric"),
        ("COMENT", "comment"),
        ("STATSU", "status"),
        ("ROTO", "root"),
        ("LINSK", "links"),
        ("COMMENTS", "comment"),
        # short for it
        ("MINIMUM", "minimum-score"),
        ("MIN_SCORE", "minimum-score"),
        ("FAIL", "fail-on"),
    ],
)
def test_505_what_nearly_is_an_input_is_a_mistake(variable: str, name: str) -> None:
    given = {f"INPUT_{variable}": "7"}
    [(message, _)] = wrong(f"INPUT_{variable}", "7")
    assert message == f"INPUT_{variable} is not the input {name}"
    assert unread(given) == ()
    assert read_inputs({"INPUT_ROOT": "services", **given})[0] == Inputs(root="services")


@pytest.mark.parametrize(
    "variable",
    [
        *("SIZE", "BATCH_SIZE", "PATH", "FILE", "DATA-DIR", "TOKEN", "STATE", "COMMIT", "ROUTE"),
        *(
            "ROOM",
            "BOOT",
            "LINES",
            "SCORE",
            "MODEL",
            "PYTHON_VERSION",
            "STATUS_CODE",
            "",
            "x",
            "\u00df",
            "A" * 99_999,
        ),
    ],
)
def test_505_a_variable_of_somebody_elses_is_noticed(variable: str) -> None:
    given = {f"INPUT_{variable}": "224", "INPUT": "x", "MY_INPUT_ROOT": "x"}
    assert read_inputs(given) == (Inputs(), ())
    shown = f"INPUT_{variable}"
    shown = shown if len(shown) <= 60 else f"{shown[:59]}…"
    assert unread(given) == (f"not read, because the action has no such input: {shown}",)


def test_505_many_variables_are_one_notice() -> None:
    given = {f"INPUT_SIZE_{number}": "" for number in range(15)}
    [said] = unread(given)
    assert said.startswith("not read, because the action has no such input: INPUT_SIZE_0, INPUT_")
    assert said.endswith(", INPUT_SIZE_11 and 3 more")
