from churn.model import BANNED, WEIGHTS, in_range


def test_feature_ranges(customers):
    assert all(in_range(customer) for customer in customers)
    assert not in_range(customers[0] | {"logins": -1})


def test_no_banned_feature():
    assert BANNED & set(WEIGHTS) == set()
