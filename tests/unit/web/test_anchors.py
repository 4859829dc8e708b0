import pytest
from helpers.patience import patience
from hypothesis import given
from hypothesis import strategies as st

from ml_readiness.web.anchors import anchors


@pytest.mark.parametrize(
    ("page", "found"),
    [
        ("", set()),
        ("<h1 id=top>x</h1>", {"top"}),
        ("<a name='old'>x</a><p name=other>", {"old"}),
        ("<H2 ID='Größe&amp;x'>", {"Größe&x"}),
        ("<p id=''><p id>", set()),
        ("<p id=a id=b>", {"a", "b"}),
        ("<p id=one <p id=two>", {"one", "two"}),
        ("<div><span id=x></p></b><i id=y", {"x"}),
        ("<!-- <p id=hidden> --><p id=shown>", {"shown"}),
        ("<script>'<p id=hidden>'</script><p id=shown>", {"shown"}),
        ("<![broken[ x ><p id=shown>", {"shown"}),
        ("<![if IE]><p id=shown><![endif]>", {"shown"}),
        ("<br id=x/>", {"x/"}),
        ('<img id="x"/>', {"x"}),
    ],
)
def test_ids_and_names(page: str, found: set[str]) -> None:
    assert anchors(page) == found


@given(st.text() | st.text("<>!-[]&#;/='\"aid \n\0?"))
def test_no_page_is_too_broken(page: str) -> None:
    assert isinstance(anchors(page), frozenset)


@pytest.mark.parametrize(
    "piece", ["<a", "<!--", "</a ", '<a x="', "&", "<", "<?", "<![", "<a id=x"]
)
def test_a_page_made_to_be_slow_is_not(piece: str) -> None:
    with patience():
        anchors(piece * (300_000 // len(piece)))
