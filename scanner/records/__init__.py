"""Records: what one scan of a repository leaves to the next, free of plaintext."""
