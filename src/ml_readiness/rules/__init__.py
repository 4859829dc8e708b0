"""The product's rules: pure functions from frozen data to frozen data."""
