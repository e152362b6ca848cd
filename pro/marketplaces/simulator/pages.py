"""The simulator's own page: what it is, which keys it takes, how it is steered."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from pro.marketplaces.simulator.market import MODES, SimulatedMarket


def front(markets: Mapping[str, SimulatedMarket]) -> str:
    """A page that needs nothing but a browser."""
    parts = "".join(_market(market) for market in markets.values())
    modes = "|".join(MODES)
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Marketplace simulator</title></head><body>
<h1>Marketplace simulator [simulated]</h1>
<p>Nothing here is real: no marketplace is called, every product is invented. Only this machine reaches it.</p>
{parts}
<h2>Steering</h2><pre>
POST /-control/&lt;market&gt;/mode            {{"mode": "{modes}", "times": 2}}
POST /-control/&lt;market&gt;/return-address  {{"address": "..."}}
POST /-control/&lt;market&gt;/reset
GET  /-control/&lt;market&gt;/log</pre></body></html>"""


def _market(market: SimulatedMarket) -> str:
    keys = "".join(f"<li>{escape(name)}: <code>{escape(value)}</code></li>" for name, value in market.keys.items())
    return f"<h2>{escape(market.name)} ({escape(market.slug)})</h2><p>Accepted keys:</p><ul>{keys}</ul>"
