"""What the vendor's documents leave open, one switch each; the default is the answer believed most likely or hardest.

Set through `POST /_sandbox/switches`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass
class Switches:
    """Answers of this portal to what is not documented (`facts.md` §11)."""

    old_refresh_token_dies: bool = True
    """After a refresh the old refresh token is refused (settings/oauth/auto-renewal.md is silent)."""
    department_head_is_shown: bool = True
    """department.get returns UF_HEAD, which its response table lacks (departments/department-get.md)."""
    comment_event_has_fields: bool = False
    """ONCRMTIMELINECOMMENT* carry data.FIELDS.ID as the sources do; the documented shape is data.ID."""
    last_communication_is_kept: bool = False
    """lastCommunicationTime moves with calls, mails, chats and forms; samples show null."""
    history_times_are_unix: bool = False
    """Deadlines inside tasks.task.history.list are Unix seconds in text; the page gives no sample of one."""
    handlers_need_a_dot: bool = False
    """event.bind refuses a host without a dot, as the sources do; loopback handlers would be impossible."""
    uncounted_total_is_zero: bool = False
    """A list with start=-1 answers total 0, as the sources do, instead of no total."""
    own_changes_are_never_queued: bool = False
    """An application's own changes stay out of its offline queue without a connector too, as in the sources."""
    task_comments_are_chat: bool = False
    """Tasks have the new card: comments are added as chat messages, and task.commentitem.* does nothing else with them."""
    page_milliseconds: float = 0.0
    """Real time that a page of a list takes, counted into the operating time."""
    item_lists_take_capitals: bool = True
    """crm.item.list also knows a field by its name in capitals: the vendor's own SDK orders it by ID; pages show camelCase."""
