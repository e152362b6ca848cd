"""Whether an app may work in a mall for a person, asked at every use of a code or token (R2.39, security.md 0.1)."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import Operator, User
from developer_center.models import App, Installation
from developer_center.queries.test_malls import is_test_mall_of
from developer_center.scopes import in_order


def may_be_installed(app: App, mall_id: int) -> bool:
    """Whether an operator of the mall may consent to the app (docs/adr/0041-oauth.md).

    An app for sale: in every mall. Any other: where its developer works and in the developer's test malls, to try it,
    and where it is installed already, so that the end of a sale breaks nobody's store.
    """
    if app.is_for_sale or Operator.objects.filter(mall_id=mall_id, user_id=app.user_id, is_active=True).exists():
        return True
    if is_test_mall_of(app.user_id, mall_id):
        return True
    return Installation.objects.in_mall(mall_id).filter(app=app).exists()


def may_call(installation: Installation, user: User) -> bool:
    """Whether the app may act for this operator now: app installed and consented, mall open, operator at work.

    A dormant mall is refused as long as it sleeps; nothing of it is revoked. No query where `installation__mall` and
    `user__operator` are joined.
    """
    if not installation.is_active or not installation.mall.is_open or not user.is_active:
        return False
    operator: Operator | None = getattr(user, "operator", None)
    return operator is not None and operator.is_active and operator.mall_id == installation.mall_id


def still_allowed(scopes: Iterable[str], installation: Installation) -> list[str]:
    """Of the scopes a token was issued for, those that the developer still asks for and the mall consented to."""
    return in_order(set(scopes) & set(installation.scopes) & set(installation.app.scopes))
