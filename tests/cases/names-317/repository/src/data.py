import os


def load_data():
    return 1


class Model:
    def fit(self):
        return 1


def shared():
    return 1
