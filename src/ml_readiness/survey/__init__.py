"""Many repositories: what is known of each, a line each, and a page over all of them."""
