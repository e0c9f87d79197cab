"""Effects: how each kind of action changes a portal, is found again, and is taken back. One file per family of kinds."""
