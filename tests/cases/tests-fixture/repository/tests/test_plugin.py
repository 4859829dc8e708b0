import pytest_asyncio


@pytest_asyncio.fixture
async def test_data():
    return 1
