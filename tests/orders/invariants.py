"""What must hold whatever happened: stock moves = order items = audit rows, and money adds up. Plain SQL, as migrator.

`assert_invariants(mall_id)` reads committed rows on the connection `migrator`; with `inside=True` it reads what the
open transaction sees.
"""

from __future__ import annotations

from django.db import connections

ENDED_BACK = "('C40', 'C41', 'C47', 'C48', 'C49', 'R40', 'R41', 'E40')"

BROKEN: dict[str, str] = {
    "an order without items": """
        SELECT o.number FROM orders_order o WHERE o.mall_id = %(mall)s AND NOT EXISTS (
            SELECT FROM orders_orderitem i WHERE i.mall_id = o.mall_id AND i.order_id = o.id)
    """,
    "an order whose lines do not add up to its amounts": """
        SELECT o.number FROM orders_order o JOIN orders_orderitem i ON i.mall_id = o.mall_id AND i.order_id = o.id
        WHERE o.mall_id = %(mall)s AND i.replaces_id IS NULL GROUP BY o.id, o.mall_id, o.number
        HAVING sum(i.unit_price * i.quantity) <> o.items_amount
            OR sum(i.discount_amount) <> o.discount_amount + o.coupon_amount
            OR sum(i.unit_price * i.quantity - i.discount_amount) + o.shipping_fee <> o.total_amount
    """,
    "a line worth less than nothing": """
        SELECT i.id::text FROM orders_orderitem i
        WHERE i.mall_id = %(mall)s AND i.unit_price * i.quantity < i.discount_amount
    """,
    "a line that holds stock without having taken just that": """
        SELECT i.id::text FROM orders_orderitem i
        LEFT JOIN orders_stockmove m ON m.mall_id = i.mall_id AND m.item_id = i.id
        WHERE i.mall_id = %(mall)s AND i.takes_stock AND i.variant_id IS NOT NULL GROUP BY i.id, i.quantity, i.status
        HAVING coalesce(sum(m.quantity) FILTER (WHERE m.kind = 'sold'), 0) <> -i.quantity
            OR coalesce(sum(m.quantity) FILTER (WHERE m.kind = 'returned'), 0) NOT IN (0, i.quantity)
            OR (i.status NOT IN """
    + ENDED_BACK
    + """ AND coalesce(sum(m.quantity), 0) <> -i.quantity)
    """,
    "a stock move of a line that takes no stock": """
        SELECT m.id::text FROM orders_stockmove m JOIN orders_orderitem i ON i.mall_id = m.mall_id AND i.id = m.item_id
        WHERE m.mall_id = %(mall)s AND (NOT i.takes_stock OR m.variant_id <> i.variant_id)
    """,
    "a variant whose stock is not what was registered less what moved": """
        WITH told AS (
            SELECT e.object_id AS product_id, sum(
                CASE e.action WHEN 'product.created' THEN (e.after->>'stock')::bigint
                ELSE (e.after->>'stock')::bigint - (e.before->>'stock')::bigint END) AS stock
            FROM accounts_auditentry e WHERE e.mall_id = %(mall)s AND e.object_type = 'product'
            AND e.action IN ('product.created', 'product.changed') AND e.after ? 'stock' GROUP BY 1
        )
        SELECT p.product_id::text FROM (
            SELECT v.product_id, sum(v.stock) AS stock, count(*) AS variants, coalesce(sum(
                (SELECT sum(m.quantity) FROM orders_stockmove m WHERE m.mall_id = v.mall_id AND m.variant_id = v.id)
            ), 0) AS moved FROM catalog_variant v WHERE v.mall_id = %(mall)s GROUP BY v.product_id
        ) p JOIN told t USING (product_id) WHERE p.variants = 1 AND p.stock <> t.stock + p.moved
    """,
    "a discount that counts another number of uses than orders hold": """
        SELECT d.name FROM orders_discount d WHERE d.mall_id = %(mall)s AND d.uses <> (
            SELECT count(*) FROM orders_discountuse u
            WHERE u.mall_id = d.mall_id AND u.discount_id = d.id AND u.given_back_at IS NULL)
    """,
    "a refund above what was paid, or not on its order": """
        SELECT o.number FROM orders_order o
        LEFT JOIN orders_refund r ON r.mall_id = o.mall_id AND r.order_id = o.id
        WHERE o.mall_id = %(mall)s GROUP BY o.id, o.mall_id, o.number
        HAVING coalesce(sum(r.amount), 0) > o.paid_amount
            OR coalesce(sum(r.amount) FILTER (WHERE r.state = 'done'), 0) <> o.refunded_amount
            OR (o.payment_status = 'refunded') <> (o.paid_amount > 0 AND o.refunded_amount = o.paid_amount)
    """,
    "a claim whose refund is not its parts": """
        SELECT c.code FROM orders_claim c LEFT JOIN orders_refund r ON r.mall_id = c.mall_id AND r.claim_id = c.id
        WHERE c.mall_id = %(mall)s AND c.state = 'done' AND c.refund_amount <> coalesce(r.amount, 0)
    """,
    "more of a shipping fee given back than was charged": """
        SELECT o.number FROM orders_order o JOIN orders_claim c ON c.mall_id = o.mall_id AND c.order_id = o.id
        WHERE o.mall_id = %(mall)s AND c.state = 'done' GROUP BY o.id, o.mall_id, o.number, o.shipping_fee
        HAVING sum(c.shipping_refund) > o.shipping_fee
    """,
    "a claimed line in two open claims, or a claim without lines that is no cancelled shipping fee": """
        SELECT i.item_id::text FROM orders_claimitem i
        JOIN orders_claim c ON c.mall_id = i.mall_id AND c.id = i.claim_id
        WHERE i.mall_id = %(mall)s AND c.state IN ('requested', 'accepted', 'collected')
        GROUP BY i.item_id HAVING count(*) > 1
        UNION ALL
        SELECT c.code FROM orders_claim c WHERE c.mall_id = %(mall)s AND NOT EXISTS (
            SELECT FROM orders_claimitem i WHERE i.mall_id = c.mall_id AND i.claim_id = c.id)
        AND NOT (c.kind = 'cancel' AND c.state = 'done' AND c.shipping_refund > 0
            AND c.refund_amount = c.shipping_refund AND c.shipping_charge = 0)
    """,
    "an order, payment, claim or refund without its one audit row": """
        SELECT k.action || ' ' || k.id FROM (
            SELECT 'order.placed' AS action, 'order' AS type, id FROM orders_order WHERE mall_id = %(mall)s
            UNION ALL SELECT 'order.paid', 'order', id FROM orders_order
                WHERE mall_id = %(mall)s AND paid_at IS NOT NULL
            UNION ALL SELECT step, 'claim', c.id FROM orders_claim c CROSS JOIN LATERAL (
                SELECT EXISTS (SELECT FROM orders_claimitem i WHERE i.mall_id = c.mall_id AND i.claim_id = c.id)
            ) of_items (any_items) CROSS JOIN LATERAL (
                SELECT 'claim.requested' WHERE any_items
                UNION ALL SELECT 'claim.done' WHERE any_items AND c.state = 'done'
                UNION ALL SELECT 'order.fee_returned' WHERE NOT any_items
            ) steps (step) WHERE c.mall_id = %(mall)s
            UNION ALL SELECT 'refund.done', 'refund', id FROM orders_refund WHERE mall_id = %(mall)s AND state = 'done'
        ) k WHERE (
            SELECT count(*) FROM accounts_auditentry e
            WHERE e.mall_id = %(mall)s AND e.action = k.action AND e.object_type = k.type AND e.object_id = k.id
        ) <> 1
    """,
    "an audit row of an order that is not there": """
        SELECT e.object_id::text FROM accounts_auditentry e WHERE e.mall_id = %(mall)s AND e.action = 'order.placed'
        AND NOT EXISTS (SELECT FROM orders_order o WHERE o.mall_id = e.mall_id AND o.id = e.object_id)
    """,
}


def broken_invariants(mall_id: int, *, inside: bool = False) -> list[str]:
    """A line per broken rule with what breaks it; an empty list means that all hold."""
    found = []
    with connections["default" if inside else "migrator"].cursor() as cursor:
        for rule, query in BROKEN.items():
            cursor.execute(query, {"mall": mall_id})
            rows = [str(row[0]) for row in cursor.fetchall()]
            if rows:
                found.append(f"{rule}: {', '.join(rows[:10])}")
    return found


def assert_invariants(mall_id: int, *, inside: bool = False) -> None:
    """Fail with a line per broken rule."""
    found = broken_invariants(mall_id, inside=inside)
    assert not found, "\n".join(found)
