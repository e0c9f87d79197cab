"""The portal in a browser: a small plain CRM, the frame of an application, and switches of the sandbox.

Server-rendered; every form is a POST that redirects. Not a copy of Bitrix24's screens: what a person needs to play one.
"""

from b24sandbox.pages import act_forms, app_pages, console_pages, crm_pages, people_pages, task_pages
from b24sandbox.pages.site import blueprint

__all__ = ["act_forms", "app_pages", "blueprint", "console_pages", "crm_pages", "people_pages", "task_pages"]
