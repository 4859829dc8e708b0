nightly:
	pytest -m slow
