"""Fields of product rows (api-reference/crm/universal/product-rows/)."""

from __future__ import annotations

from b24sandbox.fields.table import Fields, fields

PRODUCT_ROW: Fields = fields("""
    id integer r
    ownerId integer ! i
    ownerType string ! i
    productId integer ! =0
    productName string
    price double =0
    priceAccount double r =0
    priceExclusive double r =0
    priceNetto double r =0
    priceBrutto double r =0
    quantity double =1
    discountTypeId integer =2
    discountRate double =0
    discountSum double =0
    taxRate double
    taxIncluded char =N
    customized char =Y
    measureCode integer =0
    measureName string
    sort integer =0
    xmlId string r
    type integer r =1
    storeId integer r
""")
