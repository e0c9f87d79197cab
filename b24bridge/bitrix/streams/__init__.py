"""The streams of a portal: one file for each kind of row, and the few ways in which lists are read."""
