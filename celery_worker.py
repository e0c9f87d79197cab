"""Entry point for Celery: `celery -A celery_worker worker`. Not for import by anything else."""

from b24bridge.worker.app import make_worker

celery_app = make_worker()
