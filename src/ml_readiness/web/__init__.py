"""The only door to other people's web pages: which addresses may be reached, and how politely."""
