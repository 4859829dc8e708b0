"""What tests share; tests/README.md says what each is for."""
