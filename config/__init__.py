"""Settings: of the process (environment) and of each portal (YAML), with errors that name path, problem and fix.

Belongs here: schemas, defaults, loading, the working calendar. Does not belong here: any assistant's own settings (they
live in its file and are handed in), and anything that talks to a portal or a database.
"""
