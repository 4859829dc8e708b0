"""Words of names, and which entries have those of a sign."""

import pytest

from ml_readiness.reading.candidates.words import Index, words_of


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("test_feature_range", {"test", "feature", "range"}),
        ("TestModelTooOld", {"test", "model", "too", "old"}),
        ("highNaNRate", {"high", "na", "n", "rate"}),
        ("HTTPServer2xx", {"http", "server", "2", "xx"}),
        ("AUC", {"auc"}),
        ("data-drift.v2", {"data", "drift", "v", "2"}),
        ("_", set()),
    ],
)
def test_a_name_of_any_style_is_its_words(name: str, words: set[str]) -> None:
    assert words_of(name) == words


NAMES = ("train_twice", "training_twice", "train_layer", "deterministic_layer", "other")


@pytest.mark.parametrize(
    ("signs", "found"),
    [
        (["train twice"], {"train_twice": "train twice"}),
        (["train* twice"], {"train_twice": "train* twice", "training_twice": "train* twice"}),
        (["train* -layer"], {"train_twice": "train*", "training_twice": "train*"}),
        (["-layer"], {}),
        (["train*", "-layer"], {"train_twice": "train*", "training_twice": "train*"}),
        (["-layer", "train"], {"train_twice": "train"}),
        (["-layer -twice", "train*", "layer"], {}),
        (
            ["train", "twice"],
            {"train_twice": "train", "train_layer": "train", "training_twice": "twice"},
        ),
        (
            ["twice", "train"],
            {"train_twice": "twice", "train_layer": "train", "training_twice": "twice"},
        ),
        ([], {}),
    ],
)
def test_all_words_of_a_sign_have_to_be_there(signs: list[str], found: dict[str, str]) -> None:
    assert Index((name, words_of(name)) for name in NAMES).matched(signs) == found


def test_only_a_word_after_the_sign_is_taken_away() -> None:
    entries = [("train_rain", words_of("train_rain"))]
    assert Index(entries).matched(["train"]) == {"train_rain": "train"}


CALLS = {
    "a": ["fairlearn.metrics.MetricFrame", "print"],
    "b": ["fairlearn.metrics", "fairlearn.metrics.a"],
    "c": ["fairlearn.metricsmore", ".expect_column_max"],
    "d": [".expect_column_min", ".expect_column_max"],
}


@pytest.mark.parametrize(
    ("signs", "found"),
    [
        (
            ["fairlearn.metrics"],
            {"a": "fairlearn.metrics.MetricFrame", "b": "fairlearn.metrics"},
        ),
        (["fairlearn.metrics.MetricFrame"], {"a": "fairlearn.metrics.MetricFrame"}),
        ([".expect_column_*"], {"c": "expect_column_max", "d": "expect_column_max"}),
        (["fairlearn.metric"], {}),
        ([".expect_column_?in"], {}),
        ([], {}),
    ],
)
def test_a_call_is_one_of_the_signs_or_stands_below_it(
    signs: list[str], found: dict[str, str]
) -> None:
    assert Index(CALLS.items()).calling(signs) == found
