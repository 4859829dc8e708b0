import pytest

from fraud.data import read, split
from fraud.features import configuration
from fraud.model import train


@pytest.fixture(scope="session")
def rows():
    return read()


@pytest.fixture(scope="session")
def train_on(rows):
    return split(rows)[0]


@pytest.fixture(scope="session")
def test_on(rows):
    return split(rows)[1]


@pytest.fixture(scope="session")
def config():
    return configuration()


@pytest.fixture(scope="session")
def model(train_on, config):
    return train(train_on, config)
