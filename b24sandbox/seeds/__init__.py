"""Portal files that come with the sandbox, and the generators that write them."""
