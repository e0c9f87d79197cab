"""The worker's way in: Celery tasks of one body line each, named for an admin to read in Flower.

Belongs here: what Celery needs. Does not belong here: work. A task carries an id and asks the bridge.
"""
