"""The checkout: one page, one order per page however often it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import Shop
from orders.domain.cart.change import take_out
from orders.domain.checkout import CheckoutRefused, Line, Quote
from orders.domain.documents import documents_in_force, seal_of
from orders.domain.pay_order import pay_order
from orders.domain.place_order import place_order
from orders.domain.quote import quote
from orders.domain.shipping_fee import policy_of
from orders.gateways import gateway
from orders.models import Cart, Order, OrderItem
from orders.queries.carts import CartLine, cart_lines
from storefront.forms.checkout import CheckoutForm
from storefront.frame import page
from storefront.refusals import checkout_refusal
from storefront.shoppers import ShopRequest, actor_of, admit_guest, own_order, personal_view, to_login
from storefront.views.cart import cart_of


@dataclass(frozen=True, slots=True)
class Basket:
    """What this checkout is about: the whole cart, or the lines that `items` names."""

    cart: Cart | None
    cart_lines: list[CartLine]
    items: str

    @property
    def lines(self) -> tuple[Line, ...]:
        return tuple(Line(line.item.variant_id, line.item.quantity, line.item.extra_inputs) for line in self.cart_lines)


@personal_view
@require_http_methods(["GET", "HEAD", "POST"])
def checkout(request: ShopRequest) -> HttpResponse:
    """Show the page, or place the order. Guests are sent to the login page where the store sells to customers only."""
    policy = policy_of(request.shop)
    if request.customer is None and not policy.allows_guests:
        return to_login(request)
    basket = _basket(request)
    placed = _placed_before(request)
    if placed is not None:
        return _after(request, placed)
    if not basket.cart_lines:
        return redirect("storefront:cart")
    form = CheckoutForm(
        request.POST if request.method == "POST" else None,
        shop=request.shop,
        policy=policy,
        customer=request.customer,
    )
    if request.method != "POST" or "refresh" in request.POST:
        return _show(request, form, basket, is_refresh=request.method == "POST")
    return _place(request, form, basket)


@personal_view
@require_POST
def summary(request: ShopRequest) -> HttpResponse:
    """The sums for the form as it stands, for htmx; nothing is checked but what they depend on."""
    basket = _basket(request)
    if not basket.cart_lines:
        return HttpResponse(status=204)
    form = CheckoutForm(request.POST, shop=request.shop, policy=policy_of(request.shop), customer=request.customer)
    return render(request, "storefront/_checkout_sums.html", {"shop": request.shop} | _sums(request, form, basket))


@personal_view
@require_safe
def complete(request: ShopRequest, number: str) -> HttpResponse:
    """The order is placed: its number, how to pay, and what to keep."""
    order = own_order(request, number)
    context = {
        "order": order,
        "items": list(OrderItem.objects.filter(order=order).order_by("line_no")),
        "bank_account": policy_of(request.shop).bank_account,
        "can_pay_now": can_pay_now(order),
    }
    return page(request, "storefront/complete.html", context)


def can_pay_now(order: Order) -> bool:
    """Whether the order waits for a payment that is made on a page."""
    if order.payment_status != Order.PaymentStatus.AWAITING:
        return False
    return any(one.is_immediate for one in [gateway(order.payment_method)])


def _basket(request: ShopRequest) -> Basket:
    cart = cart_of(request)
    lines = cart_lines(cart, request.shop)
    items = (request.POST.get("items") or request.GET.get("items") or "")[:200]
    wanted = set(items.split(","))
    if items:
        lines = [line for line in lines if str(line.item.pk) in wanted]
    return Basket(cart, lines, items)


def _placed_before(request: ShopRequest) -> Order | None:
    """The order that this very page was sent for already; the answer may have been lost on its way."""
    key = request.POST.get("idempotency_key", "")[:64]
    if not key or "refresh" in request.POST:
        return None
    order = Order.objects.filter(idempotency_key=key).first()
    return order if order is not None and order.customer == request.customer else None


def _place(request: ShopRequest, form: CheckoutForm, basket: Basket) -> HttpResponse:
    if not form.is_valid():
        return _show(request, form, basket)
    try:
        order = place_order(request.shop, form.checkout(basket.lines), actor=actor_of(request))
    except CheckoutRefused as refusal:
        _explain(form, refusal, request.shop)
        return _show(request, form, basket)
    if basket.cart is not None:
        take_out(basket.cart, [line.item.pk for line in basket.cart_lines])
    if order.payment_method == Order.PaymentMethod.NOTHING_DUE:
        pay_order(order.pk, gateway=order.payment_method, actor=actor_of(request))
    return _after(request, order)


def _explain(form: CheckoutForm, refusal: CheckoutRefused, shop: Shop) -> None:
    if refusal.code == "documents_changed":
        form.ask_again()
        return
    field, text = checkout_refusal(refusal, shop)
    form.add_error(field if field in form.fields else None, text)


def _after(request: ShopRequest, order: Order) -> HttpResponse:
    """On to the payment, or to the page that says the order is placed."""
    if order.is_guest:
        admit_guest(request, order)
    if can_pay_now(order):
        return redirect("storefront:pay", order.number)
    return redirect("storefront:complete", order.number)


def _show(request: ShopRequest, form: CheckoutForm, basket: Basket, *, is_refresh: bool = False) -> HttpResponse:
    if is_refresh:
        form.full_clean()
        form.errors.clear()
    context = {
        "form": form,
        "basket": basket,
        "login_url": _login_url(basket),
        "seal": seal_of(documents_in_force(request.shop)),
    } | _sums(request, form, basket)
    return page(request, "storefront/checkout.html", context, status=422 if form.errors else 200)


def _login_url(basket: Basket) -> str:
    back = reverse("storefront:checkout") + (f"?items={basket.items}" if basket.items else "")
    return f"{reverse('storefront:login')}?next={back}"


def _sums(request: ShopRequest, form: CheckoutForm, basket: Basket) -> dict[str, Any]:
    """What the order would cost now; with what stands in the way of a field that is wrong said beside it."""
    coupon = str(form["coupon_code"].value() or "").strip()
    try:
        return {"quote": _quote(request, form, basket, coupon), "coupon": coupon}
    except CheckoutRefused as refusal:
        problem = checkout_refusal(refusal, request.shop)[1]
        if not refusal.code.startswith("coupon"):
            return {"quote": None, "problem": problem}
    try:
        return {"quote": _quote(request, form, basket, ""), "coupon_problem": problem}
    except CheckoutRefused as refusal:
        return {"quote": None, "problem": checkout_refusal(refusal, request.shop)[1]}


def _quote(request: ShopRequest, form: CheckoutForm, basket: Basket, coupon: str) -> Quote:
    return quote(
        request.shop,
        basket.lines,
        country=form.typed_country,
        coupon_code=coupon,
        customer_id=request.customer.pk if request.customer else None,
    )
