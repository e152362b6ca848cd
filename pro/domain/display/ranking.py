"""The one statement that ranks: counters in, a list of products per area out, each with its reason (design 9).

It is read from top to bottom. Names in it: an *area* is a main category that PRO fills; what is *offered* is displayed
and on sale; an *entry* is a product that an area may show, with the rung of the ladder it is on; *pins* keep their
places; where a shop is *scarce* its areas take *turns*; a *seat* is a place in the new list.

What makes it quick: products are only counted, rung by rung, until it is known how many an area can need (*reach*);
the others are neither scored nor sorted.
"""

from __future__ import annotations

from typing import Final

from accounts.statements import filled
from catalog.domain.windows import PARTS as COUNTER_PARTS
from catalog.domain.windows import WORK_OUT
from catalog.models.windows import COLUMNS, FIGURES
from pro.domain.display.ladders import (
    BEYOND,
    LADDERS,
    Expression,
    Ladder,
    conversion,
    counter,
    revenue_per_visit,
    score,
)
from pro.models import DisplayAreaKind

MOST_AREAS: Final = 4
SCORED: Final = LADDERS[DisplayAreaKind.RECOMMENDED]

RANKING: Final = """
area AS (
  SELECT * FROM unnest(
    %(mall_id)s::bigint[], %(shop_no)s::int[], %(category_id)s::bigint[], %(kind)s::text[],
    %(turn)s::int[], %(slots)s::int[], %(sold_out_last)s::bool[]
  ) AS area (mall_id, shop_no, category_id, kind, turn, slots, sold_out_last)
), shop AS (
  SELECT mall_id, shop_no, sum(slots) AS slots FROM area GROUP BY mall_id, shop_no
), recent AS (  -- here and below: an id names one product in the whole database (design 3.1)
  SELECT id AS product_id, created_at, (created_at AT TIME ZONE 'Asia/Seoul')::date AS registered_on
  FROM catalog_product WHERE created_at >= %(midnight)s - interval '{oldest_new} days'
), sold_out AS (  -- every variant tracked and 0
  SELECT DISTINCT product_id FROM catalog_variant variant
  WHERE tracks_stock AND stock = 0 AND NOT EXISTS (
    SELECT FROM catalog_variant other
    WHERE other.product_id = variant.product_id AND NOT (other.tracks_stock AND other.stock = 0))
), offered AS MATERIALIZED (  -- displayed and on sale in this shop (R3.50), with its rung in each kind of area
  SELECT listing.mall_id, listing.shop_no, listing.product_id, sold_out.product_id IS NOT NULL AS is_sold_out,
         {rungs}, {counters}, registered_on - date '1970-01-01' AS registered_day
  FROM shop
  JOIN catalog_productlisting listing ON listing.mall_id = shop.mall_id AND listing.shop_no = shop.shop_no
  LEFT JOIN {counted} counter ON counter.product_id = listing.product_id AND counter.shop_no = listing.shop_no
  LEFT JOIN recent ON recent.product_id = listing.product_id
  LEFT JOIN sold_out ON sold_out.product_id = listing.product_id
  WHERE listing.display AND listing.selling
), placed_pin AS MATERIALIZED (
  SELECT area.*, placement.product_id, position
  FROM catalog_maincategoryproduct placement
  JOIN area ON area.mall_id = placement.mall_id AND area.category_id = placement.main_category_id
  WHERE is_pinned
), pin AS (
  SELECT mall_id, shop_no, category_id, kind, turn, slots, product_id, position,
         sold_out_last AND is_sold_out AS goes_last
  FROM placed_pin JOIN offered USING (mall_id, shop_no, product_id)
), pinned AS (  -- those that keep a place: rule B beats a pin, and more pins than slots fill the first slots
  SELECT * FROM (
    SELECT *, row_number() OVER (PARTITION BY mall_id, category_id ORDER BY position, product_id DESC) AS number
    FROM pin WHERE NOT goes_last
  ) numbered WHERE number <= slots
), supply AS (  -- how many products each kind of area finds down to each rung, sold-out ones left aside
  SELECT mall_id, shop_no, {supply}, {visited}
  FROM offered GROUP BY mall_id, shop_no
), plenty AS (  -- one area alone finds enough for all slots of its shop: nobody takes turns (R3.69)
  SELECT DISTINCT area.mall_id, area.shop_no
  FROM area JOIN supply USING (mall_id, shop_no) JOIN shop USING (mall_id, shop_no)
  WHERE CASE kind {supply_in_all} END >= shop.slots + (
    SELECT count(*) FROM pin WHERE pin.mall_id = area.mall_id AND pin.category_id = area.category_id)
), wanted AS (  -- how many others than its pins an area may have to look at: no more than all slots of its shop
  SELECT area.*, CASE WHEN plenty.mall_id IS NULL THEN shop.slots ELSE area.slots END AS most,
         (SELECT count(*) FROM pin WHERE pin.mall_id = area.mall_id AND pin.category_id = area.category_id) AS pins
  FROM area JOIN shop USING (mall_id, shop_no) LEFT JOIN plenty USING (mall_id, shop_no)
), reach AS (  -- ... and down to which rung they are found
  SELECT wanted.*, CASE kind {reach} END AS last_rung
  FROM wanted LEFT JOIN supply USING (mall_id, shop_no)
), entry AS (  -- each on the narrowest rung that it is on
  {entries}
), candidate AS (
  SELECT mall_id, shop_no, category_id, turn, slots, most, product_id, rung, "window", goes_last, first, second, third,
         {figures}
  FROM entry
UNION ALL  -- a pin needs no window to be a candidate
  SELECT mall_id, shop_no, category_id, turn, slots, most, product_id, {beyond}, NULL, true, 0, 0, 0,
         {no_figures}
  FROM pin JOIN wanted USING (mall_id, shop_no, category_id, turn, slots)
  WHERE goes_last AND NOT EXISTS (
    SELECT FROM entry WHERE (entry.mall_id, entry.category_id, entry.product_id)
                          = (pin.mall_id, pin.category_id, pin.product_id))
), listed AS (
  SELECT * FROM (
    SELECT candidate.*, row_number() OVER (
      PARTITION BY mall_id, category_id
      ORDER BY goes_last, rung, first DESC, second DESC, third DESC, product_id DESC
    ) AS place
    FROM candidate
    WHERE NOT EXISTS (
      SELECT FROM pinned WHERE (pinned.mall_id, pinned.category_id, pinned.product_id)
                             = (candidate.mall_id, candidate.category_id, candidate.product_id))
  ) ranked WHERE place <= most
), scarce AS (  -- fewer distinct candidates than slots: areas take turns (R3.69)
  SELECT mall_id, shop_no
  FROM (SELECT mall_id, shop_no, product_id FROM listed UNION SELECT mall_id, shop_no, product_id FROM pin) found
  JOIN shop USING (mall_id, shop_no)
  WHERE (mall_id, shop_no) NOT IN (SELECT mall_id, shop_no FROM plenty)
  GROUP BY mall_id, shop_no, shop.slots HAVING count(*) < shop.slots
), room AS (
  SELECT mall_id, category_id, shop_no, kind, turn, slots - count(product_id) AS free
  FROM area LEFT JOIN pinned USING (mall_id, category_id, shop_no, kind, turn, slots)
  GROUP BY mall_id, category_id, shop_no, kind, turn, slots
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
  SELECT mall_id, shop_no, category_id, kind, product_id, "window", first, goes_last, place, {figures}
  FROM listed JOIN room USING (mall_id, category_id, shop_no, turn)
  WHERE place <= free AND (mall_id, shop_no) NOT IN (SELECT mall_id, shop_no FROM scarce)
UNION ALL
  SELECT mall_id, room.shop_no, category_id, kind, product_id, listed."window", listed.first, goes_last, took.place,
         {figures}
  FROM turns JOIN room USING (mall_id, shop_no)
  CROSS JOIN LATERAL unnest(CASE room.turn {taken} END) WITH ORDINALITY AS took (product_id, place)
  JOIN listed USING (mall_id, category_id, product_id)
  WHERE idle = {most_areas}
), pin_place AS (  -- strictly growing, so that no two pins want one place
  SELECT pinned.*, max(position - number) OVER (PARTITION BY mall_id, category_id ORDER BY number) + number AS wanted
  FROM pinned
), seat AS (  -- a pin at its position, or at the end of a shorter list; the others around it in their order
  SELECT mall_id, shop_no, category_id, kind, product_id, "window", first, goes_last,
         place - 1 AS others_before, 1 AS after_pins, place AS number, {figures}
  FROM chosen
UNION ALL
  SELECT mall_id, shop_no, category_id, kind, product_id, NULL, NULL, NULL,
         least(wanted, coalesce(others.count, 0) + number - 1) - (number - 1), 0, number, {no_figures}
  FROM pin_place
  LEFT JOIN (SELECT mall_id, category_id, count(*) FROM chosen GROUP BY mall_id, category_id) others
    USING (mall_id, category_id)
), result AS (
  SELECT seat.mall_id, seat.category_id,
         array_agg(seat.product_id ORDER BY others_before, after_pins, number) AS products,
         jsonb_agg(
           jsonb_strip_nulls(jsonb_build_object(
             'product', seat.product_id, 'window', seat."window",
             'rank', CASE WHEN after_pins = 1 THEN number END,
             'sold_out', nullif(goes_last, false),
             'score', CASE WHEN kind = '{scored_kind}' THEN first END, {reason}
           )) ORDER BY others_before, after_pins, number
         ) AS reasons
  FROM seat
  GROUP BY seat.mall_id, seat.category_id
)
SELECT area.mall_id, %(slot)s::timestamptz, area.shop_no, area.category_id, area.kind, area.slots,
       (area.mall_id, area.shop_no) IN (SELECT mall_id, shop_no FROM scarce),
       coalesce(shown.products, ARRAY[]::bigint[]),
       coalesce(result.products, ARRAY[]::bigint[]), coalesce(reasons, '[]'::jsonb)
FROM area
LEFT JOIN result USING (mall_id, category_id)
LEFT JOIN (
  SELECT placement.mall_id, main_category_id AS category_id,
         array_agg(placement.product_id ORDER BY position, placement.product_id DESC) AS products
  FROM catalog_maincategoryproduct placement
  JOIN area ON area.mall_id = placement.mall_id AND area.category_id = main_category_id
  LEFT JOIN result ON result.mall_id = placement.mall_id AND result.category_id = main_category_id
  WHERE NOT is_pinned OR result.products IS NULL  -- a pin that waits was not shown
    OR placement.product_id = ANY(result.products)
  GROUP BY placement.mall_id, main_category_id
) shown USING (mall_id, category_id)
"""
ENTRY: Final = """
SELECT * FROM (
  SELECT mall_id, shop_no, category_id, turn, slots, most, pins, product_id, rung, "window", goes_last,
         first, second, third, {figures}, row_number() OVER (
           PARTITION BY mall_id, shop_no ORDER BY goes_last, rung, first DESC, second DESC, third DESC, product_id DESC
         ) AS place
  FROM (
    SELECT reach.*, product_id, {rung} AS rung, {window} AS "window", sold_out_last AND is_sold_out AS goes_last,
           {first}::float8 AS first, {second}::float8 AS second, {third}::float8 AS third, {measured}
    FROM reach JOIN {source} USING (mall_id, shop_no)
    WHERE kind = '{kind}' AND rung_{kind} < {beyond} AND rung_{kind} {is_on_a_rung}
  ) of_kind
) placed WHERE place <= most + pins
"""
# percent_rank() among all that have the need in this window, those on a narrower rung and those that sold nothing too:
# the latter (`idle`) are the lowest, so that only the others are sorted.
SCORED_IN: Final = """(
  SELECT sold.*, (
    CASE WHEN revenue_minor_{window} > 0 THEN idle + by_revenue - 1 ELSE 0 END / others
    + CASE WHEN sales_{window} > 0 THEN idle + by_conversion - 1 ELSE 0 END / others) / 2 AS score_{window}
  FROM (
    SELECT offered.*, greatest(visited_{window} - 1, 1)::float8 AS others,
           visited_{window} - count(*) OVER (PARTITION BY mall_id, shop_no) AS idle,
           rank() OVER (PARTITION BY mall_id, shop_no ORDER BY {revenue_per_visit}) AS by_revenue,
           rank() OVER (PARTITION BY mall_id, shop_no ORDER BY {conversion}) AS by_conversion
    FROM offered JOIN (
      SELECT mall_id, shop_no, visited_{window} FROM reach JOIN supply USING (mall_id, shop_no)
      WHERE kind = '{kind}' AND last_rung >= {rung}
    ) asked USING (mall_id, shop_no)
    WHERE {condition}
  ) sold
) scored"""
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
        oldest_new=LADDERS[DisplayAreaKind.NEW].windows[-1].removesuffix("d"),
        counters=", ".join(COLUMNS),
        rungs=", ".join(f"{ladder.rung()} AS rung_{kind}" for kind, ladder in LADDERS.items()),
        supply=", ".join(
            f"count(*) FILTER (WHERE rung_{kind} <= {rung} AND NOT is_sold_out) AS {kind}_{rung}"
            for kind, ladder in LADDERS.items()
            for rung in ladder.rungs
        ),
        visited=", ".join(
            f"count(*) FILTER (WHERE {SCORED.need(window)}) AS visited_{window}" for window in SCORED.windows
        ),
        supply_in_all=" ".join(f"WHEN '{kind}' THEN {kind}_{ladder.rungs[-1]}" for kind, ladder in LADDERS.items()),
        reach=" ".join(f"WHEN '{kind}' THEN {_reach(kind, ladder)}" for kind, ladder in LADDERS.items()),
        entries="UNION ALL".join(one for kind, ladder in LADDERS.items() for one in _entries(kind, ladder)),
        beyond=str(BEYOND),
        most_areas=str(MOST_AREAS),
        turn_columns=", ".join(f"room_{n}, fill_{n}, taken_{n}" for n in areas),
        first_turn=", ".join(_first_turn(n) for n in areas),
        fills=" ".join(_fill(n) for n in areas),
        next_turn=", ".join(_next_turn(n) for n in areas),
        picks=" ".join(
            f"WHEN {n} THEN CASE WHEN cardinality(taken_{n}) < room_{n} THEN fill_{n}[1] END" for n in areas
        ),
        taken=" ".join(f"WHEN {n} THEN taken_{n}" for n in areas),
        figures=", ".join(FIGURES),
        no_figures=", ".join("NULL" for _ in FIGURES),
        reason=", ".join(f"'{figure}', {figure}" for figure in FIGURES),
        scored_kind=DisplayAreaKind.RECOMMENDED,
    )


def _reach(kind: str, ladder: Ladder) -> str:
    """The first rung down to which there are enough products; the last one where there never are."""
    cases = (f"WHEN {kind}_{rung} >= most + pins THEN {rung}" for rung in ladder.rungs[:-1])
    return f"CASE {' '.join(cases)} ELSE {ladder.rungs[-1]} END"


def _entries(kind: str, ladder: Ladder) -> list[str]:
    """One SELECT over all rungs; a ladder with a score has one per rung, over the products that are scored there."""
    if ladder is SCORED:
        return [_entry_of_rung(kind, rung) for rung in ladder.rungs]
    order = [ladder.by_rung(kind, _measured(ladder, figure)) for figure in ladder.order]
    parts = {
        "measured": _figures(ladder, kind),
        "source": "offered",
        "is_on_a_rung": "<= last_rung",
        "rung": f"rung_{kind}",
        "window": ladder.by_rung(kind, lambda window: f"'{window}'"),
    }
    return [_entry(kind, order, parts)]


def _figures(ladder: Ladder, kind: str) -> str:
    """The figures of the window that a product is ordered by; they tell why it stands where it does."""
    return ", ".join(f"{ladder.by_rung(kind, _measured(ladder, counter(figure)))} AS {figure}" for figure in FIGURES)


def _measured(ladder: Ladder, figure: Expression) -> Expression:
    return lambda window: figure(ladder.measure(window))


def _entry_of_rung(kind: str, rung: int) -> str:
    step = SCORED.steps[rung - 1]
    parts = {
        "measured": ", ".join(f"{counter(figure)(step.window)} AS {figure}" for figure in FIGURES),
        "source": _scored(kind, rung) if step.is_scored else "offered",
        "is_on_a_rung": f"= {rung} AND last_rung >= {rung}",
        "rung": str(rung),
        "window": f"'{step.window}'",
    }
    order = ["0" if one is score and not step.is_scored else one(step.window) for one in SCORED.order]
    return _entry(kind, order, parts)


def _entry(kind: str, order: list[str], parts: dict[str, str]) -> str:
    first, second, third = order
    figures = ", ".join(FIGURES)
    return filled(
        ENTRY, kind=kind, figures=figures, beyond=str(BEYOND), first=first, second=second, third=third, **parts
    )


def _scored(kind: str, rung: int) -> str:
    step = SCORED.steps[rung - 1]
    return filled(
        SCORED_IN,
        kind=kind,
        rung=str(rung),
        window=step.window,
        condition=step.condition,
        revenue_per_visit=revenue_per_visit(step.window),
        conversion=conversion(step.window),
    )


def _first_turn(number: int) -> str:
    return f"coalesce(fill_{number}.free, 0)::int, coalesce(fill_{number}.products, '{{}}'), ARRAY[]::bigint[]"


def _fill(number: int) -> str:
    at = f"(fill_{number}.mall_id, fill_{number}.shop_no, fill_{number}.turn)"
    return f"LEFT JOIN fill AS fill_{number} ON {at} = (scarce.mall_id, scarce.shop_no, {number})"


def _next_turn(number: int) -> str:
    took = f"CASE WHEN turn = {number} AND pick IS NOT NULL THEN taken_{number} || pick ELSE taken_{number} END"
    return f"room_{number}, array_remove(fill_{number}, pick), {took}"
