"""The ways to what is judged: a checkout, commits over the API, and the protected one."""
