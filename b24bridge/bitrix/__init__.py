"""The adapter to real portals: calls, batches, lists, tokens and limits. Not what the rows mean to us: that is `streams`."""
