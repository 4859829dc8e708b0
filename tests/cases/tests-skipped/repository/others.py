"""Names like those of pytest, which do something else."""


class mark:
    @staticmethod
    def skip(test):
        return test

    @staticmethod
    def xfail(test):
        return test

    @staticmethod
    def parametrize(names, values):
        return lambda test: test


def skip(reason):
    return reason
