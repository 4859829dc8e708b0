"""Many repositories: what is known of each, a line each, and a page over all of them."""

# Of a line: another one means something else by its keys.
LINE_VERSION = 1
