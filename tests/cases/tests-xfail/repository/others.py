def xfail(test):
    return test
