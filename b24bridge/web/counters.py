"""What this process counts of its requests, for `/metrics`. Nothing of their content."""

from prometheus_client import CollectorRegistry, Counter, generate_latest


class Counters:
    """The counters of one application, in a registry of their own."""

    def __init__(self) -> None:
        """Start from zero."""
        self._registry = CollectorRegistry()
        self._answers = Counter(
            "b24bridge_http_answers", "Answers by route and status.", ("route", "status"), registry=self._registry
        )
        self._rejects = Counter(
            "b24bridge_http_rejects", "Requests that were turned away, by reason.", ("reason",), registry=self._registry
        )

    def answered(self, route: str, status: int) -> None:
        """Count an answer; `route` is the rule that matched, never the path that was asked for."""
        self._answers.labels(route, str(status)).inc()

    def rejected(self, reason: str) -> None:
        """Count a request that was turned away; reasons come from a closed list."""
        self._rejects.labels(reason).inc()

    def text(self) -> bytes:
        """Return all of them in the text format of Prometheus."""
        return generate_latest(self._registry)
