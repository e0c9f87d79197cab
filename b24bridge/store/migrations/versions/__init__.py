"""Every step from an empty database to the tables of today, in order. A step that was released never changes."""
