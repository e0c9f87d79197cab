"""Fields of leads, deals, contacts, companies and smart invoices (api-reference/crm/universal/object-fields.md)."""

from __future__ import annotations

from b24sandbox.fields.table import Fields, fields

MARKS = """
    utmSource string
    utmMedium string
    utmCampaign string
    utmContent string
    utmTerm string
"""
OLD_LIFE = """
    id integer r
    createdTime datetime r ^DATE_CREATE
    updatedTime datetime r ^DATE_MODIFY
    createdBy user r ^CREATED_BY_ID
    updatedBy user r ^MODIFY_BY_ID
    assignedById user
    opened boolean =Y
    lastActivityBy user r
    lastActivityTime datetime r
    webformId integer =0
    originatorId string
    originId string
    comments text
    searchContent text r
    observers user *
"""
COMMUNICATION = """
    hasPhone boolean r =N
    hasEmail boolean r =N
    hasImol boolean r =N
    phoneMobile string r
    phoneWork string r
    phoneMailing string r
    emailHome string r
    emailWork string r
    emailMailing string r
    imol string r
    email string r
    phone string r
    fm crm_multifield *
"""
PERSON = """
    name string
    lastName string
    secondName string
    shortName string r
    post string
    address text
    birthdate date
    honorific crm_status
    login string r
    sourceId crm_status
    sourceDescription text
"""
STAGED = """
    movedBy user r
    movedTime datetime r
    opportunity double =0
    isManualOpportunity boolean =N
    currencyId crm_currency
    companyId crm_company =0
    contactId crm_contact =0 d
    contactIds crm_contact *
"""

POSTAL = """
    address2 string o ^ADDRESS_2
    addressCity string o
    addressPostalCode string o
    addressRegion string o
    addressProvince string o
    addressCountry string o
    addressCountryCode string o
    addressLocAddrId integer o
"""
REGISTERED = """
    regAddress string o
    regAddress2 string o ^REG_ADDRESS_2
    regAddressCity string o
    regAddressPostalCode string o
    regAddressRegion string o
    regAddressProvince string o
    regAddressCountry string o
    regAddressCountryCode string o
    regAddressLocAddrId integer o
"""
LINKED = """
    linkSorts object o
"""

LEAD: Fields = fields(
    OLD_LIFE
    + POSTAL
    + LINKED
    + PERSON
    + STAGED
    + COMMUNICATION
    + MARKS
    + """
    title string !
    stageId crm_status ! ^STATUS_ID
    stageSemanticId string r ^STATUS_SEMANTIC_ID
    statusDescription text
    dateCreateShort datetime r
    dateModifyShort datetime r
    isConvert boolean r
    productId string r
    companyTitle string
    dateClosed datetime r
    isReturnCustomer boolean r =N
    skype string r
    icq string r
"""
)
DEAL: Fields = fields(
    OLD_LIFE
    + LINKED
    + STAGED
    + MARKS
    + """
    title string !
    categoryId crm_category i =0
    stageId crm_status
    stageSemanticId string r
    dateCreateShort datetime r
    dateModifyShort datetime r
    leadId crm_lead r
    quoteId crm_quote
    productId string r
    isNew boolean r =N
    isRecurring boolean r =N
    isReturnCustomer boolean r =N
    isRepeatedApproach boolean r =N
    closed boolean r =N
    typeId crm_status
    taxValue double =0
    probability integer
    begindate date
    begindateShort datetime r
    closedate date
    closedateShort datetime r
    eventDate datetime
    eventDateShort datetime r
    eventId crm_status
    eventDescription text
    locationId location
    sourceId crm_status
    sourceDescription text
    additionalInfo string
    orderStage string r
    isWork boolean r
    isWon boolean r
    isLose boolean r
    receivedAmount string r
    lostAmount string r
    hasProducts boolean r
"""
)
CONTACT: Fields = fields(
    OLD_LIFE
    + POSTAL
    + LINKED
    + PERSON
    + COMMUNICATION
    + MARKS
    + """
    photo file
    leadId crm_lead r
    export boolean =Y
    typeId crm_status
    originVersion string
    categoryId crm_category i =0
    companyId crm_company =0
    companyIds crm_company *
    lastCommunicationTime string r
"""
)
COMPANY: Fields = fields(
    OLD_LIFE
    + POSTAL
    + REGISTERED
    + COMMUNICATION
    + MARKS
    + """
    title string !
    logo file
    address text
    addressLegal text
    bankingDetails string
    typeId crm_status ^COMPANY_TYPE
    industry crm_status
    revenue double =0
    currencyId crm_currency
    employees crm_status
    leadId crm_lead r
    originVersion string
    isMyCompany boolean =N
    categoryId crm_category i =0
    ufLogo file
    ufStamp file
    ufDirectorSign file
    ufAccountantSign file
    contactIds crm_contact *
    lastCommunicationTime string r
"""
)
INVOICE: Fields = fields(
    STAGED
    + MARKS
    + """
    id integer r
    xmlId string
    title string
    createdBy user r
    updatedBy user r
    movedBy user r
    createdTime datetime r
    updatedTime datetime r
    movedTime datetime r
    categoryId crm_category
    opened boolean ! =Y
    stageId crm_status
    previousStageId crm_status r
    begindate date
    closedate date
    taxValue double =0
    mycompanyId crm_company
    sourceId crm_status
    sourceDescription text
    comments text
    accountNumber string
    locationId location
    lastActivityBy user r
    lastActivityTime datetime r
    assignedById user
    webformId integer
    observers user *
    parentId2 crm_deal
"""
)
