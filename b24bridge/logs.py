"""How the processes log: one JSON object a line, times in UTC, ids and codes only. What is said is each room's business."""

import logging
import sys

import structlog


def configure(level: str) -> None:
    """Set up logging for this process; `level` is DEBUG, INFO, WARNING or ERROR."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
