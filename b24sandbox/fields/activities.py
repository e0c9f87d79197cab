"""Fields of activities, timeline comments, log messages, calls and stage history, all in capitals but log messages."""

from __future__ import annotations

from b24sandbox.fields.table import Fields, fields

ACTIVITY: Fields = fields("""
    ID integer r
    OWNER_ID integer i
    OWNER_TYPE_ID crm_enum_ownertype i
    TYPE_ID crm_enum_activitytype ! i
    PROVIDER_ID string
    PROVIDER_TYPE_ID string
    PROVIDER_GROUP_ID string
    ASSOCIATED_ENTITY_ID integer r =0
    SUBJECT string !
    START_TIME datetime
    END_TIME datetime
    DEADLINE datetime
    COMPLETED char =N
    STATUS crm_enum_activitystatus =1
    RESPONSIBLE_ID user !
    PRIORITY crm_enum_activitypriority =2
    NOTIFY_TYPE crm_enum_activitynotifytype =0
    NOTIFY_VALUE integer =0
    DESCRIPTION string
    DESCRIPTION_TYPE crm_enum_contenttype =1
    DIRECTION crm_enum_activitydirection =0
    LOCATION string
    CREATED datetime r
    AUTHOR_ID user r
    LAST_UPDATED datetime r
    EDITOR_ID user r
    SETTINGS object
    ORIGIN_ID string
    ORIGINATOR_ID string
    RESULT_STATUS integer =0
    RESULT_STREAM integer =0
    RESULT_SOURCE_ID string
    PROVIDER_PARAMS object
    PROVIDER_DATA string
    RESULT_MARK integer =0
    RESULT_VALUE double
    RESULT_SUM double
    RESULT_CURRENCY_ID string
    AUTOCOMPLETE_RULE integer =0
    BINDINGS crm_activity_binding r *
    COMMUNICATIONS crm_activity_communication ! *
    FILES diskfile *
    WEBDAV_ELEMENTS diskfile * d
    IS_INCOMING_CHANNEL char r =N
    ORIGIN_VERSION string
""")
COMMUNICATION: Fields = fields("""
    ID integer r
    ACTIVITY_ID integer r
    ENTITY_ID integer
    ENTITY_TYPE_ID integer
    TYPE string
    VALUE string
""")
COMMENT: Fields = fields("""
    ID integer r
    ENTITY_ID integer !
    ENTITY_TYPE string !
    CREATED datetime r
    COMMENT string !
    AUTHOR_ID user
    FILES object *
""")
LOG_MESSAGE: Fields = fields("""
    id integer r
    entityTypeId integer !
    entityId integer !
    created datetime r
    authorId user r
    title string !
    text string !
    iconCode string !
""")
MARK: Fields = fields("""
    id integer r
    kind string
    entity string
    itemId integer
    text string
    layout object
    createdById user
    createdTime datetime
    updatedById user
    updatedTime datetime
""")
CALL: Fields = fields("""
    ID integer r
    PORTAL_USER_ID user
    PORTAL_NUMBER string
    PHONE_NUMBER string
    CALL_ID string
    EXTERNAL_CALL_ID string
    CALL_CATEGORY string =external
    CALL_LOG string
    CALL_DURATION integer =0
    CALL_START_DATE datetime
    CALL_RECORD_URL string
    CALL_VOTE integer
    COST string =0.0000
    COST_CURRENCY string
    CALL_FAILED_CODE string =200
    CALL_FAILED_REASON string
    CRM_ENTITY_TYPE string
    CRM_ENTITY_ID integer
    CRM_ACTIVITY_ID integer
    REST_APP_ID integer
    REST_APP_NAME string
    TRANSCRIPT_ID integer
    TRANSCRIPT_PENDING boolean =N
    SESSION_ID integer
    REDIAL_ATTEMPT integer
    COMMENT string
    RECORD_DURATION integer
    RECORD_FILE_ID integer
    CALL_TYPE integer
""")
STAGE_HISTORY: Fields = fields("""
    ID integer r
    entityTypeId integer
    TYPE_ID integer
    OWNER_ID integer
    CREATED_TIME datetime
    CATEGORY_ID integer
    STAGE_SEMANTIC_ID string
    STAGE_ID string
    STATUS_SEMANTIC_ID string
    STATUS_ID string
""")
