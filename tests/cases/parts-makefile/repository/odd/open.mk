ifdef X
a:
	echo
