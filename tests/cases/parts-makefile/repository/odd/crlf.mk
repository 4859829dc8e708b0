run:
	pytest
