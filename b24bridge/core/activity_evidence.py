"""What an activity of the CRM says about contact with the client. Comments, tasks and stages are in `core.evidence`.

Fields: api-reference/crm/timeline/activities/, types: api-reference/crm/data-types.md. Providers beyond the documented ones
are those that the platform itself ships.
"""

from datetime import datetime, timedelta

from b24bridge.core.evidence_rules import ROBOT, EvidenceRules
from b24bridge.core.records import Activity, Call
from b24bridge.core.touches import Appointment, Kind, Touch

OURS = "b24bridge"
MEETING, CALL, TASK, LETTER = 1, 2, 3, 4
INCOMING = 1
APPLICATIONS = frozenset({"REST_APP", "CONFIGURABLE_REST_APP"})
# A task bound to a client shows up among its activities too; the task itself is mirrored apart.
SHADOWS = frozenset({"TASKS", "CRM_TASKS_TASK", "CRM_TASKS_TASK_COMMENT"})
CHANNELS = {
    "IMOPENLINES_SESSION": "chat",
    "CRM_WEBFORM": "form",
    "CRM_SMS": "sms",
    "CRM_NOTIFICATION": "sms",
    "CRM_TODO": "todo",
    "VISIT_TRACKER": "meeting",
}
BY_TYPE = {MEETING: "meeting", CALL: "call", LETTER: "letter"}
PLANNABLE = frozenset({"call", "meeting", "todo"})
TOLD_LATE = timedelta(days=3)
NO_DEADLINE_YEAR = 9999


def touch_of_activity(activity: Activity, talk: Call | None, rules: EvidenceRules, now: datetime) -> Touch | Appointment | None:
    """Return what an activity is: a contact that was, one still to come, or None when it says nothing of the client.

    `talk` is the telephony's own record of a call, `now` the portal's moment. A task's shadow and a row without any time
    say nothing; robots, mass mail and applications give a touch that is ignored, with the reason.
    """
    channel = BY_TYPE.get(activity.type_id) or CHANNELS.get(activity.provider, "")
    started = activity.created_at if channel == "todo" else activity.starts_at or activity.created_at
    if activity.type_id == TASK or activity.provider in SHADOWS or started is None:
        return None
    reason = _made_by_machine(activity, talk, rules)
    if not reason and channel in PLANNABLE and _is_to_come(activity, channel, talk, started, now):
        return _appointment(activity, channel, rules)
    at, is_backdated = _moment(activity, channel, started, now)
    kind, channel, own_reason = _weight(activity, channel, talk, rules)
    return Touch(
        at=at.astimezone(rules.zone),
        kind=kind,
        source=f"activity:{activity.id}",
        channel=channel or "other",
        direction=activity.direction,
        actor_id=activity.responsible_id or activity.author_id,
        duration=_duration(activity, talk) if channel == "call" else 0,
        is_backdated=is_backdated,
        ignored=reason or ("future" if at > now else own_reason),
    )


def _made_by_machine(activity: Activity, talk: Call | None, rules: EvidenceRules) -> str:
    """Return why an activity is nobody's own doing, or an empty text.

    What comes from the client is his, whoever wrote it down; a call that telephony knows took place.
    """
    origin = (activity.origin or "").upper()
    is_app = activity.provider in APPLICATIONS
    is_card_of_ours = is_app and not origin and activity.author_id is not None and activity.author_id == rules.app_user_id
    if origin == OURS.upper() or is_card_of_ours:
        return "ours"
    if "SENDER" in origin or "SENDER" in activity.provider:
        return "mailing"
    if is_app or (origin and talk is None):
        return "robot"
    return "robot" if activity.author_id == ROBOT and activity.direction != INCOMING and talk is None else ""


def _is_to_come(activity: Activity, channel: str, talk: Call | None, started: datetime, now: datetime) -> bool:
    """Say whether contact is still planned. An open incoming call of the past is none: the client called in vain."""
    is_missed = channel == "call" and activity.direction == INCOMING
    return started > now or (not activity.is_completed and talk is None and not is_missed)


def _appointment(activity: Activity, channel: str, rules: EvidenceRules) -> Appointment | None:
    made = activity.created_at or activity.updated_at
    if made is None:
        return None
    ends = activity.starts_at if activity.is_completed else activity.deadline or activity.starts_at
    if channel == "todo":
        ends = activity.deadline
    # A todo without deadline bears the last day of the year 9999.
    is_open_ended = ends is None or ends.year >= NO_DEADLINE_YEAR
    return Appointment(
        source=f"activity:{activity.id}",
        granted_at=made.astimezone(rules.zone),
        deadline=None if ends is None or is_open_ended else ends.astimezone(rules.zone),
        responsible_id=activity.responsible_id,
    )


def _moment(activity: Activity, channel: str, started: datetime, now: datetime) -> tuple[datetime, bool]:
    """Return when an activity took place, and whether it was entered so late that its entry counts instead."""
    if channel == "todo":
        is_finished = activity.ends_at is not None and started <= activity.ends_at <= now
        return (activity.ends_at, False) if is_finished and activity.ends_at else (started, False)
    entered = activity.created_at
    if entered is not None and entered - started > TOLD_LATE:
        return entered, True
    return started, False


def _weight(activity: Activity, channel: str, talk: Call | None, rules: EvidenceRules) -> tuple[Kind, str, str]:
    """Return how much a past activity is worth, its channel, and why it is worth nothing, if so."""
    is_incoming = activity.direction == INCOMING
    if channel == "call":
        return _call_weight(activity, talk, rules)
    if channel == "meeting":
        return Kind.CONTACT, channel, ""
    if channel == "todo":
        return Kind.NOTE, channel, "" if activity.text_length >= rules.min_note_len else "short"
    if channel == "form" or (channel and is_incoming):
        return Kind.CONTACT, channel, ""
    is_sent = activity.is_completed or channel != "letter"
    return Kind.SENT, channel, ("" if is_sent else "planned") if channel else "unknown"


def _call_weight(activity: Activity, talk: Call | None, rules: EvidenceRules) -> tuple[Kind, str, str]:
    duration = _duration(activity, talk)
    has_failed = talk is not None and talk.is_failed
    if duration >= rules.min_talk_s and not has_failed:
        return Kind.CONTACT, "call", ""
    if activity.direction != INCOMING:
        return Kind.ATTEMPT, "call", ""
    is_answered = duration > 0 and not has_failed
    return Kind.ATTEMPT, *(("call", "short") if is_answered else ("missed_call", "missed"))


def _duration(activity: Activity, talk: Call | None) -> int:
    """Return the seconds of a talk: what telephony measured, else what was written down."""
    if talk is not None:
        return talk.duration
    if activity.starts_at is None or activity.ends_at is None or not activity.is_completed:
        return 0
    return max(0, int((activity.ends_at - activity.starts_at).total_seconds()))
