collect_ignore_glob = ["*_big.py"]
collect_ignore = ["test_old.py"]
