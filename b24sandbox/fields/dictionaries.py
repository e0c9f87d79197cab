"""Fields of the CRM's dictionaries: stages and other statuses, funnels, currencies, user fields."""

from __future__ import annotations

from b24sandbox.fields.table import Fields, fields

STATUS: Fields = fields("""
    ID integer r
    ENTITY_ID string !
    STATUS_ID string !
    NAME string !
    NAME_INIT string
    SORT integer =10
    SYSTEM boolean =N
    CATEGORY_ID integer
    COLOR string
    SEMANTICS string
    EXTRA object
""")
CATEGORY: Fields = fields("""
    id integer
    name string !
    sort integer =500
    entityTypeId integer !
    isDefault boolean =N
    originId string
    originatorId string
""")
CURRENCY: Fields = fields("""
    CURRENCY string !
    AMOUNT_CNT integer =1
    AMOUNT double
    SORT integer =100
    BASE boolean =N
    FULL_NAME string
    LID string =ru
    FORMAT_STRING string
    DEC_POINT string =.
    THOUSANDS_SEP string
    DECIMALS integer =2
    DATE_UPDATE datetime
""")
USER_FIELD: Fields = fields("""
    ID integer r
    ENTITY_ID string ! i
    FIELD_NAME string ! i
    USER_TYPE_ID string ! i
    XML_ID string
    SORT integer =100
    MULTIPLE boolean i =N
    MANDATORY boolean =N
    SHOW_FILTER string =N
    SHOW_IN_LIST boolean =Y
    EDIT_IN_LIST boolean =Y
    IS_SEARCHABLE boolean =N
    SETTINGS object
    EDIT_FORM_LABEL object
    LIST_COLUMN_LABEL object
    LIST_FILTER_LABEL object
    ERROR_MESSAGE object
    HELP_MESSAGE object
    LIST object *
""")
