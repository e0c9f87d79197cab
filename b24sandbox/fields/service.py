"""Fields of what the portal keeps besides its business: notifications and letters that were sent."""

from __future__ import annotations

from b24sandbox.fields.table import Fields, fields

NOTIFICATION: Fields = fields("""
    id integer r
    kind string
    userId user
    fromId user
    message string
    messageOut string
    tag string
    subTag string
    attach object
    clientId string
    created datetime
    application string
    isRead boolean =N
""")
POST: Fields = fields("""
    id integer r
    authorId user
    title string
    message string
    destinations string *
    isImportant boolean =N
    created datetime
""")
BADGE: Fields = fields("""
    code string !
    title string !
    value string !
    type string !
""")
LETTER: Fields = fields("""
    id integer r
    from string
    to object *
    subject string
    body string
    created datetime
    userId user
    activityId integer
""")
