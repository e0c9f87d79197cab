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
    PERSONAL_PROFESSION string
    PERSONAL_WWW string
    PERSONAL_BIRTHDAY date
    PERSONAL_PHOTO string
    PERSONAL_ICQ string
    PERSONAL_PHONE string
    PERSONAL_FAX string
    PERSONAL_MOBILE string
    PERSONAL_PAGER string
    PERSONAL_STREET string
    PERSONAL_CITY string
    PERSONAL_STATE string
    PERSONAL_ZIP string
    PERSONAL_COUNTRY string
    PERSONAL_MAILBOX string
    PERSONAL_NOTES string
    WORK_PHONE string
    WORK_COMPANY string
    WORK_POSITION string
    WORK_DEPARTMENT string
    WORK_WWW string
    WORK_FAX string
    WORK_PAGER string
    WORK_STREET string
    WORK_MAILBOX string
    WORK_CITY string
    WORK_STATE string
    WORK_ZIP string
    WORK_COUNTRY string
    WORK_PROFILE string
    WORK_LOGO string
    WORK_NOTES string
    UF_SKYPE_LINK string
    UF_ZOOM string
    UF_EMPLOYMENT_DATE date
    UF_TIMEMAN string
    UF_DEPARTMENT integer *
    UF_INTERESTS string
    UF_SKILLS string
    UF_WEB_SITES string
    UF_XING string
    UF_LINKEDIN string
    UF_FACEBOOK string
    UF_TWITTER string
    UF_SKYPE string
    UF_DISTRICT string
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
