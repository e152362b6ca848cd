"""One mall never sees another: the doors, the base model and the migration operations (design 3).

`mall(mall_id)` opens the data of one mall, `malls(ids)` that of a batch. Everything else in this package exists
so that nothing gets around those two.
"""

from accounts.tenancy.doors import (
    MallGone,
    MallMismatch,
    NoMallOpen,
    acted_for,
    acting_for,
    any_mall,
    current_mall_id,
    mall,
    malls,
    step,
)

__all__ = [
    "MallGone",
    "MallMismatch",
    "NoMallOpen",
    "acted_for",
    "acting_for",
    "any_mall",
    "current_mall_id",
    "mall",
    "malls",
    "step",
]
