import pytest


@pytest.fixture
def fit(request):
    assert request.param


@pytest.mark.parametrize("fit", [1], indirect=True)
def test_checked(fit):
    pass


def test_bare(tmp_path):
    pass
