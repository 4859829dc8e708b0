def fixtures(test):
    return test
