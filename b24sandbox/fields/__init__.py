"""Field tables of the portal's entities: name, type and flags, one line each."""
