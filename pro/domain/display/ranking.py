"""The one statement that ranks: counters in, a list of products per area out, each with its reason (design 9).

It is read from top to bottom. Names in it: an *area* is a main category that PRO fills; what is *offered* is displayed
and on sale; an *entry* is a product that an area may show, with the rung of the ladder it is on; *pins* keep their
places; where a shop is *scarce* its areas take *turns*; a *seat* is a place in the new list.
"""

from __future__ import annotations

from typing import Final

from accounts.statements import filled
from catalog.domain.windows import PARTS as COUNTER_PARTS
from catalog.domain.windows import WORK_OUT
from catalog.models.windows import COLUMNS, FIGURES
from pro.domain.display.ladders import LADDERS, Expression, Ladder, conversion, revenue_per_visit

MOST_AREAS: Final = 4

RANKING: Final = """
area AS (
  SELECT * FROM unnest(
    %(mall_id)s::bigint[], %(shop_no)s::int[], %(category_id)s::bigint[], %(kind)s::text[],
    %(turn)s::int[], %(slots)s::int[], %(sold_out_last)s::bool[]
  ) AS area (mall_id, shop_no, category_id, kind, turn, slots, sold_out_last)
), shop AS (
  SELECT mall_id, shop_no, sum(slots) AS slots FROM area GROUP BY mall_id, shop_no
), offered AS MATERIALIZED (  -- displayed and on sale in this shop (R3.50)
  SELECT listing.mall_id, listing.shop_no, listing.product_id,
         product.created_at, (product.created_at AT TIME ZONE 'Asia/Seoul')::date AS registered_on,
         {counters}
  FROM shop
  JOIN catalog_productlisting listing ON listing.mall_id = shop.mall_id AND listing.shop_no = shop.shop_no
  JOIN catalog_product product ON product.mall_id = listing.mall_id AND product.id = listing.product_id
  LEFT JOIN {counted} counter ON counter.mall_id = listing.mall_id AND counter.shop_no = listing.shop_no
    AND counter.product_id = listing.product_id
  WHERE listing.display AND listing.selling
), sold_out AS (  -- every variant tracked and 0; asked only where it matters
  SELECT mall_id, product_id FROM catalog_variant
  WHERE mall_id IN (SELECT mall_id FROM area WHERE sold_out_last)
  GROUP BY mall_id, product_id HAVING bool_and(tracks_stock AND stock = 0)
), score_30d AS (
  {score_30d}
), score_90d AS (
  {score_90d}
), scored AS (
  SELECT offered.*, score_30d.score AS score_30d, score_90d.score AS score_90d
  FROM offered
  LEFT JOIN score_30d USING (mall_id, shop_no, product_id)
  LEFT JOIN score_90d USING (mall_id, shop_no, product_id)
  WHERE (mall_id, shop_no) IN (SELECT mall_id, shop_no FROM area WHERE kind = 'recommended')
), entry AS (  -- each on the narrowest rung that it is on
  {entries}
), pin AS (
  SELECT area.mall_id, area.shop_no, category_id, turn, slots, placement.product_id, position,
         sold_out_last AND sold_out.product_id IS NOT NULL AS goes_last
  FROM area
  JOIN catalog_maincategoryproduct placement ON placement.mall_id = area.mall_id
    AND placement.main_category_id = category_id AND is_pinned
  JOIN offered ON offered.mall_id = area.mall_id AND offered.shop_no = area.shop_no
    AND offered.product_id = placement.product_id
  LEFT JOIN sold_out ON sold_out.mall_id = area.mall_id AND sold_out.product_id = placement.product_id
), pinned AS (  -- those that keep a place: rule B beats a pin, and more pins than slots fill the first slots
  SELECT * FROM (
    SELECT *, row_number() OVER (PARTITION BY mall_id, category_id ORDER BY position, product_id DESC) AS number
    FROM pin WHERE NOT goes_last
  ) numbered WHERE number <= slots
), candidate AS (
  SELECT entry.*, sold_out_last AND sold_out.product_id IS NOT NULL AS goes_last
  FROM entry LEFT JOIN sold_out USING (mall_id, product_id)
UNION ALL  -- a pin needs no window to be a candidate
  SELECT mall_id, shop_no, category_id, turn, slots, true, product_id, {last_rung}, NULL, 0, 0, 0, true
  FROM pin
  WHERE goes_last AND NOT EXISTS (
    SELECT FROM entry WHERE (entry.mall_id, entry.category_id, entry.product_id)
                          = (pin.mall_id, pin.category_id, pin.product_id))
), ranked AS (
  SELECT candidate.*, row_number() OVER (
    PARTITION BY mall_id, category_id
    ORDER BY goes_last, rung, first DESC, second DESC, third DESC, product_id DESC
  ) AS place
  FROM candidate
  WHERE NOT EXISTS (
    SELECT FROM pinned WHERE (pinned.mall_id, pinned.category_id, pinned.product_id)
                           = (candidate.mall_id, candidate.category_id, candidate.product_id))
), listed AS (  -- no area can show more than all slots of its shop together
  SELECT ranked.* FROM ranked JOIN shop USING (mall_id, shop_no) WHERE place <= shop.slots
), scarce AS (  -- fewer distinct candidates than slots: areas take turns (R3.69)
  SELECT mall_id, shop_no
  FROM (SELECT mall_id, shop_no, product_id FROM listed UNION SELECT mall_id, shop_no, product_id FROM pin) found
  JOIN shop USING (mall_id, shop_no)
  GROUP BY mall_id, shop_no, shop.slots HAVING count(*) < shop.slots
), room AS (
  SELECT mall_id, category_id, shop_no, turn, slots - count(product_id) AS free
  FROM area LEFT JOIN pinned USING (mall_id, category_id, shop_no, turn, slots)
  GROUP BY mall_id, category_id, shop_no, turn, slots
), fill AS (  -- what an area of a scarce shop may take, best first; a pin is taken by its area
  SELECT room.mall_id, room.shop_no, room.turn, free,
         array_agg(listed.product_id ORDER BY place) FILTER (
           WHERE listed.product_id IS NOT NULL AND pinned.product_id IS NULL
         ) AS products
  FROM room JOIN scarce USING (mall_id, shop_no)
  LEFT JOIN listed ON listed.mall_id = room.mall_id AND listed.category_id = room.category_id
  LEFT JOIN pinned ON pinned.mall_id = listed.mall_id AND pinned.shop_no = listed.shop_no
    AND pinned.product_id = listed.product_id
  GROUP BY room.mall_id, room.shop_no, room.turn, free
), turns (mall_id, shop_no, turn, idle, {turn_columns}) AS (  -- fill: what an area may still take; taken: what it took
  SELECT scarce.mall_id, scarce.shop_no, 1, 0, {first_turn}
  FROM scarce {fills}
UNION ALL
  SELECT mall_id, shop_no, turn %% {most_areas} + 1, CASE WHEN pick IS NULL THEN idle + 1 ELSE 0 END, {next_turn}
  FROM turns CROSS JOIN LATERAL (SELECT CASE turn {picks} END AS pick) choice
  WHERE idle < {most_areas}  -- until a whole round takes nothing
), chosen AS (
  SELECT mall_id, category_id, product_id, place
  FROM listed JOIN room USING (mall_id, category_id, shop_no, turn)
  WHERE place <= free AND (mall_id, shop_no) NOT IN (SELECT mall_id, shop_no FROM scarce)
UNION ALL
  SELECT mall_id, category_id, product_id, place
  FROM turns JOIN room USING (mall_id, shop_no)
  CROSS JOIN LATERAL unnest(CASE room.turn {taken} END) WITH ORDINALITY AS took (product_id, place)
  WHERE idle = {most_areas}
), pin_place AS (  -- strictly growing, so that no two pins want one place
  SELECT pinned.*, max(position - number) OVER (PARTITION BY mall_id, category_id ORDER BY number) + number AS wanted
  FROM pinned
), seat AS (  -- a pin at its position, or at the end of a shorter list; the others around it in their order
  SELECT mall_id, category_id, product_id, place - 1 AS others_before, 1 AS after_pins, place AS number FROM chosen
UNION ALL
  SELECT mall_id, category_id, product_id,
         least(wanted, coalesce(others.count, 0) + number - 1) - (number - 1), 0, number
  FROM pin_place
  LEFT JOIN (SELECT mall_id, category_id, count(*) FROM chosen GROUP BY mall_id, category_id) others
    USING (mall_id, category_id)
), result AS (
  SELECT seat.mall_id, seat.category_id,
         array_agg(seat.product_id ORDER BY others_before, after_pins, number) AS products,
         jsonb_agg(
           jsonb_strip_nulls(jsonb_build_object(
             'product', seat.product_id, 'window', candidate.window,
             'rank', CASE WHEN after_pins = 1 THEN number END,
             'sold_out', nullif(candidate.goes_last, false), {reason}
           )) ORDER BY others_before, after_pins, number
         ) AS reasons
  FROM seat
  JOIN area USING (mall_id, category_id)
  JOIN offered ON offered.mall_id = area.mall_id AND offered.shop_no = area.shop_no
    AND offered.product_id = seat.product_id
  LEFT JOIN candidate ON after_pins = 1 AND candidate.mall_id = seat.mall_id
    AND candidate.category_id = seat.category_id AND candidate.product_id = seat.product_id
  GROUP BY seat.mall_id, seat.category_id
)
SELECT area.mall_id, %(slot)s::timestamptz, area.shop_no, area.category_id, area.kind, area.slots,
       (area.mall_id, area.shop_no) IN (SELECT mall_id, shop_no FROM scarce),
       ARRAY(
         SELECT product_id FROM catalog_maincategoryproduct placement
         WHERE placement.mall_id = area.mall_id AND main_category_id = area.category_id
           AND (NOT is_pinned OR products IS NULL OR product_id = ANY(products))  -- a pin that waits was not shown
         ORDER BY position, product_id DESC
       ),
       coalesce(products, ARRAY[]::bigint[]), coalesce(reasons, '[]'::jsonb)
FROM area LEFT JOIN result USING (mall_id, category_id)
"""
SCORE: Final = """
SELECT mall_id, shop_no, product_id,
       (percent_rank() OVER (PARTITION BY mall_id, shop_no ORDER BY {revenue_per_visit})
        + percent_rank() OVER (PARTITION BY mall_id, shop_no ORDER BY {conversion})) / 2 AS score
FROM offered WHERE visits_{window} > 0
"""
ENTRY: Final = """
SELECT area.mall_id, area.shop_no, category_id, turn, slots, sold_out_last, product_id,
       {rung} AS rung, {window} AS window,
       {first}::float8 AS first, {second}::float8 AS second, {third}::float8 AS third
FROM area JOIN {source} USING (mall_id, shop_no) WHERE kind = '{kind}' AND ({is_on_a_rung})
"""
INSERT: Final = """
INSERT INTO pro_displayrun
  (mall_id, slot_at, shop_no, main_category_id, kind, slots, is_distributed, before, products, reasons)
"""


def ranking_into_runs() -> str:
    """The statement that writes a slot's runs; parameters are the columns of AreaRow, `slot` and `today`.

    INSERT stands first and its WITH behind it, as PostgreSQL allows.
    """
    return f"{INSERT} WITH RECURSIVE {_ranking('catalog_productwindow')}"


def ranking_select() -> str:
    """The same list from the counters without writing it, for measuring."""
    return f"WITH RECURSIVE {_ranking('catalog_productwindow')}"


def ranking_of_preview() -> str:
    """The same list without writing it, for one mall: counters are worked out from day and hour rows.

    Further parameters: `malls` (a list of one) and `midnight`.
    """
    moves = filled(WORK_OUT.strip().removeprefix("WITH "), **{k: COUNTER_PARTS[k] for k in ("factors", "figures")})
    counted = filled(
        "counted (mall_id, shop_no, product_id, {columns}) AS ("
        "SELECT mall_id, shop_no, product_id, {sums} FROM moves GROUP BY mall_id, shop_no, product_id)",
        columns=COUNTER_PARTS["columns"],
        sums=COUNTER_PARTS["sums"],
    )
    return f"WITH RECURSIVE {moves}, {counted}, {_ranking('counted')}"


def _ranking(counted: str) -> str:
    areas = range(1, MOST_AREAS + 1)
    return filled(
        RANKING,
        counted=counted,
        counters=", ".join(f"coalesce(counter.{name}, 0) AS {name}" for name in COLUMNS),
        score_30d=_score("30d"),
        score_90d=_score("90d"),
        entries="UNION ALL".join(_entry(kind, ladder) for kind, ladder in LADDERS.items()),
        last_rung="9",
        most_areas=str(MOST_AREAS),
        turn_columns=", ".join(f"room_{n}, fill_{n}, taken_{n}" for n in areas),
        first_turn=", ".join(_first_turn(n) for n in areas),
        fills=" ".join(_fill(n) for n in areas),
        next_turn=", ".join(_next_turn(n) for n in areas),
        picks=" ".join(
            f"WHEN {n} THEN CASE WHEN cardinality(taken_{n}) < room_{n} THEN fill_{n}[1] END" for n in areas
        ),
        taken=" ".join(f"WHEN {n} THEN taken_{n}" for n in areas),
        reason=", ".join(_reason(figure) for figure in ("score", *FIGURES)),
    )


def _score(window: str) -> str:
    return filled(
        SCORE, window=window, revenue_per_visit=revenue_per_visit(window), conversion=conversion(window)
    ).strip()


def _entry(kind: str, ladder: Ladder) -> str:
    first, second, third = (_ordered_by(ladder, one) for one in ladder.order)
    return filled(
        ENTRY,
        kind=kind,
        source="scored" if kind == "recommended" else "offered",
        rung=ladder.by_rung(lambda window: str(ladder.windows.index(window) + 1)),
        window=ladder.by_rung(lambda window: f"'{window}'"),
        first=first,
        second=second,
        third=third,
        is_on_a_rung=ladder.need(ladder.windows[-1]),
    )


def _ordered_by(ladder: Ladder, figure: Expression) -> str:
    return ladder.by_rung(lambda window: figure(ladder.measure(window)))


def _first_turn(number: int) -> str:
    return f"coalesce(fill_{number}.free, 0)::int, coalesce(fill_{number}.products, '{{}}'), ARRAY[]::bigint[]"


def _fill(number: int) -> str:
    at = f"(fill_{number}.mall_id, fill_{number}.shop_no, fill_{number}.turn)"
    return f"LEFT JOIN fill AS fill_{number} ON {at} = (scarce.mall_id, scarce.shop_no, {number})"


def _next_turn(number: int) -> str:
    took = f"CASE WHEN turn = {number} AND pick IS NOT NULL THEN taken_{number} || pick ELSE taken_{number} END"
    return f"room_{number}, array_remove(fill_{number}, pick), {took}"


def _reason(figure: str) -> str:
    """A figure of the window that a product was ranked by; a pin has none."""
    if figure == "score":
        return "'score', CASE WHEN kind = 'recommended' THEN candidate.first END"
    cases = " ".join(f"WHEN '{window}' THEN {figure}_{window}" for window in ("24h", "7d", "30d", "90d"))
    measured = "CASE WHEN kind = 'new' THEN '30d' ELSE candidate.window END"
    return f"'{figure}', CASE {measured} {cases} END"
