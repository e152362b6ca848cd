"""Pages of a mall host; cafe24clone.urls_mall mounts them at its root."""

from __future__ import annotations

from django.urls import include, path

from catalog.views.media import media
from orders.shop_paths import DOCUMENTS, GUEST_LOOKUP, LOGIN, MY_ORDERS, RESET
from storefront.views import account, boards, cart, checkout, documents, login, main, orders, payment, tools, wishlist

pages = [
    path("", main.main, name="main"),
    path("product/<int:product_id>/", main.product, name="product_by_number"),
    path("product/<str:slug>/<int:product_id>/", main.product, name="product"),
    path("product/<int:product_id>/buy/", cart.buy_box, name="buy_box"),
    path("category/<str:slug>/<int:category_id>/", main.category, name="category"),
    path("search/", main.search, name="search"),
    path("media/<path:path>", media, name="media"),
    path("tools/", tools.tools, name="tools"),
    path("board/", boards.boards, name="boards"),
    path("board/<int:board_no>/", boards.board, name="board"),
    path("board/<int:board_no>/write/", boards.write, name="board_write"),
    path("board/<int:board_no>/<int:article_id>/", boards.article, name="article"),
    path("board/<int:board_no>/<int:article_id>/comment/", boards.comment, name="article_comment"),
    path("board/<int:board_no>/<int:article_id>/delete/", boards.delete, name="article_delete"),
    path("cart/", cart.cart, name="cart"),
    path("cart/add/<int:product_id>/", cart.add, name="cart_add"),
    path("cart/change/", cart.change, name="cart_change"),
    path("wishlist/", wishlist.wishlist, name="wishlist"),
    path("wishlist/<int:product_id>/", wishlist.wish, name="wish"),
    path("checkout/", checkout.checkout, name="checkout"),
    path("checkout/sums/", checkout.summary, name="checkout_sums"),
    path("payment/test/<str:token>/", payment.test_payment, name="test_payment"),
    path(LOGIN, login.login, name="login"),
    path("logout/", login.logout, name="logout"),
    path(GUEST_LOOKUP, login.lookup, name="lookup"),
    path(MY_ORDERS, orders.order_list, name="orders"),
    path("orders/<str:number>/", orders.order_detail, name="order"),
    path("orders/<str:number>/complete/", checkout.complete, name="complete"),
    path("orders/<str:number>/pay/", payment.pay, name="pay"),
    path("orders/<str:number>/cancel/", orders.cancel, name="order_cancel"),
    path("orders/<str:number>/claim/<str:kind>/", orders.claim, name="order_claim"),
    path("account/sign-up/", account.sign_up, name="sign_up"),
    path("account/", account.profile, name="profile"),
    path("account/password/", account.password, name="password"),
    path("account/leave/", account.leave, name="leave"),
    path("account/forgotten/", account.forgotten, name="forgotten"),
    path(RESET + "<str:token>/", account.new_password, name="new_password"),
    path(DOCUMENTS["terms"], documents.terms, name="terms"),
    path(DOCUMENTS["privacy"], documents.privacy, name="privacy"),
    path("robots.txt", documents.robots, name="robots"),
    path("sitemap.xml", documents.sitemap, name="sitemap"),
]
urlpatterns = [path("", include((pages, "storefront")))]
