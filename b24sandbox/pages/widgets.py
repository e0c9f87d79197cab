"""Which page of an application a tab of the company card opens.

The address comes from the install form; the portal's own registry of widgets is not in this version of the engine.
"""

from __future__ import annotations

from flask import current_app

from b24sandbox.apps import App

PLACEMENT = "CRM_COMPANY_DETAIL_TAB"
KEY = "sandbox widget addresses"


def widget_urls() -> dict[str, str]:
    """Configured widget addresses by client_id; changed in place."""
    known: dict[str, str] = current_app.extensions.setdefault(KEY, {})
    return known


def widget_url(app: App) -> str | None:
    """Address of the application's tab in company cards; None if it has none or its installation is not finished."""
    return widget_urls().get(app.client_id) if app.is_installed else None
