"""Use cases, one verb a file: ports in, values out.

Belongs here: the order in which things happen, and what is committed before what. Does not belong here: SQL, HTTP, Flask,
Celery, a rule by name, or a reading of the clock other than through the `Clock` handed in.
"""
