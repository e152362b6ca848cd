"""Many orders in a second or two, set-based, for tests that read plans. Committed; orders are spread over a year."""

from __future__ import annotations

from django.db import connections

from accounts import tenancy
from tests.orders.shop import make_product

SURNAMES = "김이박최정강조윤장임"
FIRST = "민서지도하예유주은현"
LAST = "지준우윤서아린연호빈"

STATEMENTS = (
    """
    INSERT INTO orders_order (
        mall_id, number, number_digits, shop_no, currency, language, guest_password, guest_password_version,
        idempotency_key, buyer_name, buyer_name_folded, buyer_email, buyer_email_folded, buyer_phone,
        buyer_phone_digits, receiver_name, receiver_phone, receiver_zipcode, receiver_address1, receiver_address2,
        receiver_city, receiver_state, receiver_country, shipping_message, items_amount, discount_amount,
        coupon_amount, shipping_fee, total_amount, paid_amount, refunded_amount, total_weight_grams,
        payment_method, payment_status, payer_name, stage, has_open_claim, is_first_order, placed_at, paid_at,
        updated_at, terms_accepted_at)
    SELECT %(mall)s, day || '-' || nth, day || nth, CASE WHEN n %% 97 = 0 THEN 2 ELSE 1 END, 'KRW', 'ko', 'x', 0,
        'seed' || n, name, name, 'buyer' || n || '@example.com', 'buyer' || n || '@example.com',
        '010' || lpad(n::text, 8, '0'), '010' || lpad(n::text, 8, '0'), name, '010', '', 'Somewhere 1', '', '', '',
        'KR', '', 12000, 0, 0, 3000, 15000, 15000, 0, 300, 'cash',
        CASE WHEN n %% 199 = 0 THEN 'refunded' WHEN n %% 20 = 0 THEN 'awaiting' ELSE 'paid' END, name,
        CASE WHEN n %% 20 = 0 THEN 'awaiting_payment' WHEN n %% 50 = 1 THEN 'preparing'
             WHEN n %% 100 = 2 THEN 'in_transit' ELSE 'delivered' END,
        false, false, at, at, at, at
    FROM (
        SELECT n, at, to_char(at AT TIME ZONE 'Asia/Seoul', 'YYYYMMDD') AS day,
            lpad((n %% (%(count)s / 365 + 1))::text, 7, '0') AS nth,
            substr(%(surnames)s, (n * 7919 %% 10)::int + 1, 1) || substr(%(first)s, (n / 10 * 104729 %% 10)::int + 1, 1)
                || substr(%(last)s, (n / 100 * 1299709 %% 10)::int + 1, 1)
                || CASE WHEN n %% 10 = 3 THEN 'kimminji' ELSE '' END AS name
        FROM (
            SELECT n, timestamptz '2026-01-01 00:00+09'
                + (n / (%(count)s / 365 + 1)) * interval '1 day'
                + (n %% (%(count)s / 365 + 1)) * interval '1 second' AS at
            FROM generate_series(0::bigint, %(count)s - 1) AS n
        ) AS times
    ) AS rows
    """,
    """
    INSERT INTO orders_orderitem (
        mall_id, order_id, line_no, product_name, option_text, extra_inputs, unit_price, quantity, discount_amount,
        status, takes_stock, refunded_amount, product_id)
    SELECT mall_id, id, 1, 'Linen shirt', '', '{}', 12000, 1, 0, 'N40', false, 0,
        CASE WHEN idempotency_key LIKE '%%777' THEN %(rare)s ELSE %(common)s END
    FROM orders_order WHERE mall_id = %(mall)s ORDER BY id
    """,
    """
    INSERT INTO orders_parcel (mall_id, order_id, parcel_no, carrier, tracking_number, is_overseas, weight_grams,
        created_at, shipped_at, delivered_at)
    SELECT mall_id, id, 1, '0006', 'T' || substr(buyer_phone_digits, 4), false, 300,
        placed_at, placed_at + interval '1 day', placed_at + interval '3 days'
    FROM orders_order WHERE mall_id = %(mall)s AND stage = 'delivered' ORDER BY id
    """,
    """
    INSERT INTO orders_ordermemo (mall_id, order_id, text, is_pinned, is_for_customer, author_name, created_at)
    SELECT mall_id, id, 'Call back', false, false, '', placed_at + interval '1 hour'
    FROM orders_order WHERE mall_id = %(mall)s AND id %% 3 = 0 ORDER BY id
    """,
    """
    INSERT INTO orders_claim (mall_id, order_id, code, kind, state, reason, detail, refusal, payer, shipping_charge,
        shipping_refund, refund_amount, refund_bank_name, refund_account_number, refund_account_holder, is_by_shopper,
        requested_at)
    SELECT mall_id, id, 'K' || id, CASE WHEN id %% 2 = 0 THEN 'return' ELSE 'cancel' END, 'done', 'other', '', '',
        'seller', 0, 0, 100, '', '', '', false, placed_at + interval '4 days'
    FROM orders_order WHERE mall_id = %(mall)s AND id %% 5 = 0 ORDER BY id
    """,
    """
    INSERT INTO orders_refund (mall_id, order_id, claim_id, code, amount, gateway, state, bank_name, account_number,
        account_holder, detail, requested_at, refunded_at)
    SELECT mall_id, order_id, id, 'R' || id, 100, 'test', 'done', '', '', '', '', requested_at,
        requested_at + interval '1 day'
    FROM orders_claim WHERE mall_id = %(mall)s ORDER BY id
    """,
    """
    INSERT INTO orders_ordernamegram (mall_id, gram, order_id, placed_at)
    SELECT DISTINCT o.mall_id, substr(o.buyer_name_folded, at, length), o.id, o.placed_at
    FROM orders_order o, generate_series(1, 12) AS at, generate_series(1, 3) AS length
    WHERE o.mall_id = %(mall)s AND at + length <= length(o.buyer_name_folded) + 1
    """,
)


def seed_orders(mall_id: int, count: int) -> None:
    """Write `count` delivered and other orders with an item and the grams of their names, as migrator.

    One order in a thousand has Product 1, the others Product 2; every tenth name ends in kimminji. Every third has a
    memo, every fifth a claim (half of them returns) that was refunded.
    """
    with tenancy.mall(mall_id):
        rare, common = make_product(name="Product 1").pk, make_product(name="Product 2").pk
    values = {
        "mall": mall_id,
        "rare": rare,
        "common": common,
        "count": count,
        "surnames": SURNAMES,
        "first": FIRST,
        "last": LAST,
    }
    with connections["migrator"].cursor() as cursor:
        for statement in STATEMENTS:
            cursor.execute(statement, values)
        cursor.execute("ANALYZE orders_order, orders_orderitem, orders_parcel, orders_ordernamegram")
        cursor.execute("ANALYZE orders_ordermemo, orders_claim, orders_refund")
