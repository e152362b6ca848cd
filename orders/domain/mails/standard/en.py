"""Standard texts in English."""

from __future__ import annotations

from typing import Final

from orders.domain.mails.standard.shape import Labels, Words
from orders.models import MailKind

FOOTER: Final = "{MALL_NAME}\n{MALL_URL}\nQuestions? Just answer this email, or write to {MALL_EMAIL}."
TEXTS: Final[dict[MailKind, Words]] = {
    MailKind.SIGNED_UP: Words(
        "[{MALL_NAME}] Welcome, {MEMBER_NAME}",
        "Welcome to {MALL_NAME}",
        "Hello {MEMBER_NAME},\n\nThank you for signing up. Your ID is {MEMBER_ID}.\n\nStart shopping: {MALL_URL}",
        FOOTER,
    ),
    MailKind.SIGNED_OFF: Words(
        "[{MALL_NAME}] Your account was closed",
        "Your account was closed",
        "Hello {MEMBER_NAME},\n\nYour account {MEMBER_ID} at {MALL_NAME} was closed as you asked. Thank you for your "
        "time with us.\n\nOrders are kept for as long as the law asks for it.",
        FOOTER,
    ),
    MailKind.FORGOT_LOGIN: Words(
        "[{MALL_NAME}] Your ID and temporary password",
        "Your ID and temporary password",
        "Hello {MEMBER_NAME},\n\nYour ID: {MEMBER_ID}\nTemporary password: {PASSWORD}\nMade at: {SENT_AT}\n\n"
        "Please log in and choose a new password. Only the newest temporary password works.",
        FOOTER,
    ),
    MailKind.ORDER_PLACED: Words(
        "[{MALL_NAME}] Order confirmation {ORDER_NUMBER}",
        "Thank you for your order",
        "Hello {CUSTOMER_NAME},\n\nWe have received your order.\n\nOrder number: {ORDER_NUMBER}\nOrdered at: "
        "{ORDER_DATE}\nPayment: {PAYMENT_METHOD}\n\n{ORDER_ITEMS}\n\n{AMOUNTS}\n\n{PAYMENT_INFO}\n\n"
        "Shipping to:\n{RECIPIENT}\n\nLook up your order: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.PAYMENT_CONFIRMED: Words(
        "[{MALL_NAME}] Payment received for order {ORDER_NUMBER}",
        "Your payment has arrived",
        "Hello {CUSTOMER_NAME},\n\nWe have received your payment of {TOTAL} for order {ORDER_NUMBER}. We are preparing "
        "your items now.\n\n{ORDER_ITEMS}\n\nLook up your order: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.DELAYED: Words(
        "[{MALL_NAME}] Your order {ORDER_NUMBER} takes a little longer",
        "Your order takes a little longer",
        "Hello {CUSTOMER_NAME},\n\nYour order {ORDER_NUMBER} has not left us yet. We are sorry that it takes longer "
        "than planned. We will mail you as soon as it is on its way.\n\n{ORDER_ITEMS}\n\n"
        "You can look up your order, or ask to cancel it, here: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.SHIPPED: Words(
        "[{MALL_NAME}] Your order {ORDER_NUMBER} is on its way",
        "Your parcel is on its way",
        "Hello {CUSTOMER_NAME},\n\nThese items of order {ORDER_NUMBER} have left us.\n\n{SHIPPED_ITEMS}\n\n"
        "Tracking: {TRACKING}\n\nShipping to:\n{RECIPIENT}\n\nLook up your order: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.DELIVERED: Words(
        "[{MALL_NAME}] Your order {ORDER_NUMBER} was delivered",
        "Your order has arrived",
        "Hello {CUSTOMER_NAME},\n\nYour order {ORDER_NUMBER} was delivered. We hope you like it.\n\n{ORDER_ITEMS}\n\n"
        "If something is not right, you can ask for a return or an exchange here: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.CANCELLED: Words(
        "[{MALL_NAME}] Cancellation of order {ORDER_NUMBER}",
        "Your cancellation was accepted",
        "Hello {CUSTOMER_NAME},\n\nThese items of order {ORDER_NUMBER} were cancelled.\n\n{CLAIM_ITEMS}\n\n"
        "Reason: {REASON}\n\nLook up your order: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.RETURNED: Words(
        "[{MALL_NAME}] Return of order {ORDER_NUMBER} accepted",
        "Your return was accepted",
        "Hello {CUSTOMER_NAME},\n\nWe have accepted the return of these items of order {ORDER_NUMBER}.\n\n"
        "{CLAIM_ITEMS}\n\nReason: {REASON}\n\nThe refund follows once the items have come back. Look up your order: "
        "{LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.EXCHANGED: Words(
        "[{MALL_NAME}] Exchange of order {ORDER_NUMBER} accepted",
        "Your exchange was accepted",
        "Hello {CUSTOMER_NAME},\n\nWe have accepted the exchange of these items of order {ORDER_NUMBER}.\n\n"
        "{CLAIM_ITEMS}\n\nReason: {REASON}\n\nLook up your order: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.REFUNDED: Words(
        "[{MALL_NAME}] Refund for order {ORDER_NUMBER}",
        "Your refund is done",
        "Hello {CUSTOMER_NAME},\n\nWe have refunded {REFUND_AMOUNT} for order {ORDER_NUMBER}.\n\n{REFUND_METHOD}\n\n"
        "Look up your order: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.GUEST_PASSWORD: Words(
        "[{MALL_NAME}] New password no. {PASSWORD_NUMBER} for order {ORDER_NUMBER}",
        "A new password for your order",
        "Hello {CUSTOMER_NAME},\n\nHere is a new password to look up your order.\n\nOrder number: {ORDER_NUMBER}\n"
        "Password: {PASSWORD}\nMade at: {SENT_AT} (no. {PASSWORD_NUMBER})\n\nIf you receive several of these emails, "
        "only the password in the newest one works.\n\nLook up your order: {LOOKUP_URL}",
        FOOTER,
    ),
}
LABELS: Final = Labels(
    product="Product",
    quantity="Quantity",
    price="Price",
    items="Items",
    discount="Discounts",
    coupon="Coupon",
    shipping_fee="Shipping fee",
    total="Total",
    free="Free",
    time="%Y-%m-%d %H:%M:%S (KST)",
    pay_to="Please transfer {total} to {account}.",
    pay_from="Depositor: {name}",
    ask_store_how_to_pay="Please ask the store where to transfer {total}.",
    methods={"cash": "Bank transfer", "test": "Test payment", "none": "Nothing to pay"},
    reasons={
        "change_of_mind": "Change of mind",
        "delay": "Shipping delay",
        "defect": "Defective product",
        "wrong_item": "Wrong item or shipping error",
        "other": "Other",
        "C47": "Cancelled by the buyer before payment",
        "C48": "Not paid in time",
        "C49": "Cancelled by the store before payment",
    },
    refund_by_hand="The money goes to the bank account you named.",
    refund_same_way="The money goes back the way you paid. It may take a few days to show.",
)
