"""Fields of online-store orders, payments and shipments (api-reference/sale/)."""

from __future__ import annotations

from b24sandbox.fields.table import Fields, fields

ORDER: Fields = fields("""
    id integer r
    accountNumber string
    additionalInfo string
    affiliateId integer
    canceled boolean =N
    comments string
    companyId integer
    currency string
    dateCanceled datetime
    dateInsert datetime
    dateLock datetime
    dateMarked datetime
    dateStatus datetime
    dateUpdate datetime
    deducted boolean =N
    discountValue double =0
    empCanceledId user
    empMarkedId user
    empStatusId user
    externalOrder boolean =N
    id1c string
    lid string =s1
    lockedBy string
    marked boolean =N
    orderTopic string
    payed boolean =N
    personTypeId integer
    personTypeXmlId string
    price double =0
    reasonCanceled string
    reasonMarked string
    recountFlag boolean =Y
    recurringId string
    responsibleId user
    statusId string =N
    statusXmlId string
    taxValue double =0
    updated1c boolean =N
    userDescription string
    userId user
    version integer =0
    version1c string
    xmlId string
    clients object *
""")
PAYMENT: Fields = fields("""
    id integer r
    entityTypeId integer
    entityId integer
    orderId integer
    accountNumber string
    comments string
    companyId integer
    currency string
    dateBill datetime
    dateMarked datetime
    datePaid datetime
    datePayBefore datetime
    dateResponsibleId datetime
    empMarkedId user
    empPaidId user
    empResponsibleId user
    empReturnId user
    externalPayment boolean =N
    id1c string
    isReturn boolean =N
    marked boolean =N
    paid boolean =N
    payReturnComment string
    payReturnDate datetime
    payReturnNum string
    paySystemId integer
    paySystemIsCash boolean =N
    paySystemName string
    paySystemXmlId string
    payVoucherDate datetime
    payVoucherNum string
    priceCod string =0.000000
    psCurrency string
    psInvoiceId string
    psResponseDate datetime
    psStatus string
    psStatusCode string
    psStatusDescription string
    psStatusMessage string
    psSum double
    reasonMarked string
    responsibleId user
    sum double =0
    updated1c boolean =N
    version1c string
    xmlId string
""")
SHIPMENT: Fields = fields("""
    id integer r
    orderId integer
    accountNumber string
    allowDelivery boolean =N
    basePriceDelivery double =0
    canceled boolean =N
    comments string
    companyId integer =0
    currency string
    customPriceDelivery boolean =N
    dateAllowDelivery datetime
    dateCanceled datetime
    dateDeducted datetime
    dateInsert datetime
    dateMarked datetime
    dateResponsibleId datetime
    deducted boolean =N
    deliveryDocDate datetime
    deliveryDocNum string
    deliveryId integer
    deliveryName string
    deliveryXmlId string
    discountPrice double
    empAllowDeliveryId user
    empCanceledId user
    empDeductedId user
    empMarkedId user
    empResponsibleId user
    externalDelivery boolean =N
    id1c string
    marked boolean =N
    priceDelivery double =0
    reasonMarked string
    reasonUndoDeducted string
    responsibleId user =0
    statusId string =DN
    statusXmlId string
    system boolean =N
    trackingDescription string
    trackingLastCheck datetime
    trackingNumber string
    trackingStatus string
    updated1c boolean =N
    version1c string
    xmlId string
""")
