def alone():
    return 1
