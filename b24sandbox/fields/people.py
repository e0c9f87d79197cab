"""Fields of users, departments and absences. ADMIN is what `profile` returns, kept with the user."""

from __future__ import annotations

from b24sandbox.fields.table import Fields, fields

USER: Fields = fields("""
    ID integer r
    XML_ID string
    ACTIVE flag
    ADMIN flag
    NAME string
    LAST_NAME string
    SECOND_NAME string
    TITLE string
    EMAIL string
    LAST_LOGIN datetime
    DATE_REGISTER datetime
    TIME_ZONE string
    IS_ONLINE boolean =N
    TIMESTAMP_X string
    LAST_ACTIVITY_DATE string
    PERSONAL_GENDER string
    PERSONAL_WWW string
    PERSONAL_BIRTHDAY date
    PERSONAL_PHOTO string
    PERSONAL_MOBILE string
    PERSONAL_PHONE string
    PERSONAL_CITY string
    WORK_PHONE string
    WORK_POSITION string
    UF_EMPLOYMENT_DATE date
    UF_DEPARTMENT integer *
    UF_PHONE_INNER string
    USER_TYPE string =employee
""")
DEPARTMENT: Fields = fields("""
    ID integer r
    NAME string !
    SORT integer =500
    PARENT integer
    UF_HEAD user
""")
ABSENCE: Fields = fields("""
    id integer r
    userId user !
    from moment_or_day !
    to moment_or_day !
    name string
""")
