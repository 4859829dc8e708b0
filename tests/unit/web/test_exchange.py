import pytest

from ml_readiness.web.exchange import pause

DATE = "Wed, 21 Oct 2026 07:28:00 GMT"


@pytest.mark.parametrize(
    ("wanted", "date", "seconds"),
    [
        ("", "", None),
        ("0", "", 0.0),
        (" 120 ", "", 120.0),
        ("٣", "", None),
        ("-1", "", None),
        ("1.5", "", None),
        ("9" * 5000, "", None),
        ("soon", "", None),
        ("Wed, 21 Oct 2026 07:28:10 GMT", DATE, 10.0),
        ("Wed, 21 Oct 2026 07:27:00 GMT", DATE, 0.0),
        ("Wed, 21 Oct 2026 07:28:10 GMT", "", None),
        ("Wed, 21 Oct 2026 07:28:10 GMT", "now", None),
        ("Wed, 21 Oct 2026 07:28:10 -0000", DATE, None),
    ],
)
def test_retry_after(wanted: str, date: str, seconds: float | None) -> None:
    assert pause(wanted, date) == seconds
