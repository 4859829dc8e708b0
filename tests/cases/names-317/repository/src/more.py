from src.data import load_data


def shared():
    return load_data()
