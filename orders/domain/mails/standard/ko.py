"""Standard texts in Korean."""

from __future__ import annotations

from typing import Final

from orders.domain.mails.standard.shape import Labels, Words
from orders.models import MailKind

FOOTER: Final = "{MALL_NAME}\n{MALL_URL}\n문의 사항은 이 메일에 회신하시거나 {MALL_EMAIL}(으)로 보내 주십시오."
TEXTS: Final[dict[MailKind, Words]] = {
    MailKind.SIGNED_UP: Words(
        "[{MALL_NAME}] {MEMBER_NAME} 님, 회원가입을 환영합니다",
        "{MALL_NAME} 회원이 되신 것을 환영합니다",
        "{MEMBER_NAME} 님, 안녕하세요.\n\n회원으로 가입해 주셔서 감사합니다. 아이디는 {MEMBER_ID}입니다.\n\n"
        "쇼핑하러 가기: {MALL_URL}",
        FOOTER,
    ),
    MailKind.SIGNED_OFF: Words(
        "[{MALL_NAME}] 회원 탈퇴가 완료되었습니다",
        "회원 탈퇴가 완료되었습니다",
        "{MEMBER_NAME} 님, 안녕하세요.\n\n요청하신 대로 {MALL_NAME}의 {MEMBER_ID} 계정이 탈퇴 처리되었습니다. "
        "그동안 이용해 주셔서 감사합니다.\n\n주문 기록은 관련 법령에서 정한 기간 동안 보관됩니다.",
        FOOTER,
    ),
    MailKind.FORGOT_LOGIN: Words(
        "[{MALL_NAME}] 아이디와 임시 비밀번호 안내",
        "아이디와 임시 비밀번호 안내",
        "{MEMBER_NAME} 님, 안녕하세요.\n\n아이디: {MEMBER_ID}\n임시 비밀번호: {PASSWORD}\n발급 시각: {SENT_AT}\n\n"
        "로그인하신 뒤 새 비밀번호로 바꿔 주십시오. 가장 최근에 발급된 임시 비밀번호만 사용할 수 있습니다.",
        FOOTER,
    ),
    MailKind.ORDER_PLACED: Words(
        "[{MALL_NAME}] 주문이 접수되었습니다 ({ORDER_NUMBER})",
        "주문해 주셔서 감사합니다",
        "{CUSTOMER_NAME} 님, 안녕하세요.\n\n주문이 정상적으로 접수되었습니다.\n\n주문번호: {ORDER_NUMBER}\n"
        "주문일시: {ORDER_DATE}\n결제수단: {PAYMENT_METHOD}\n\n{ORDER_ITEMS}\n\n{AMOUNTS}\n\n{PAYMENT_INFO}\n\n"
        "받는 곳:\n{RECIPIENT}\n\n주문 조회: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.PAYMENT_CONFIRMED: Words(
        "[{MALL_NAME}] 입금이 확인되었습니다 ({ORDER_NUMBER})",
        "입금이 확인되었습니다",
        "{CUSTOMER_NAME} 님, 안녕하세요.\n\n주문 {ORDER_NUMBER}의 결제 금액 {TOTAL}이 확인되었습니다. "
        "이제 상품을 준비합니다.\n\n{ORDER_ITEMS}\n\n주문 조회: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.DELAYED: Words(
        "[{MALL_NAME}] 주문 {ORDER_NUMBER}의 배송이 늦어지고 있습니다",
        "배송이 늦어지고 있습니다",
        "{CUSTOMER_NAME} 님, 안녕하세요.\n\n주문 {ORDER_NUMBER}의 상품이 아직 발송되지 않았습니다. 예정보다 늦어져 "
        "죄송합니다. 상품이 발송되면 바로 메일로 알려 드리겠습니다.\n\n{ORDER_ITEMS}\n\n"
        "주문 조회와 취소 신청은 이곳에서 하실 수 있습니다: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.SHIPPED: Words(
        "[{MALL_NAME}] 상품이 발송되었습니다 ({ORDER_NUMBER})",
        "상품이 발송되었습니다",
        "{CUSTOMER_NAME} 님, 안녕하세요.\n\n주문 {ORDER_NUMBER}의 상품이 발송되었습니다.\n\n{SHIPPED_ITEMS}\n\n"
        "송장번호: {TRACKING}\n\n받는 곳:\n{RECIPIENT}\n\n주문 조회: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.DELIVERED: Words(
        "[{MALL_NAME}] 배송이 완료되었습니다 ({ORDER_NUMBER})",
        "배송이 완료되었습니다",
        "{CUSTOMER_NAME} 님, 안녕하세요.\n\n주문 {ORDER_NUMBER}의 배송이 완료되었습니다. 마음에 드시기를 바랍니다."
        "\n\n{ORDER_ITEMS}\n\n상품에 문제가 있으면 이곳에서 반품이나 교환을 신청하실 수 있습니다: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.CANCELLED: Words(
        "[{MALL_NAME}] 주문 취소가 접수되었습니다 ({ORDER_NUMBER})",
        "주문 취소가 접수되었습니다",
        "{CUSTOMER_NAME} 님, 안녕하세요.\n\n주문 {ORDER_NUMBER}의 다음 상품이 취소되었습니다.\n\n{CLAIM_ITEMS}\n\n"
        "사유: {REASON}\n\n주문 조회: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.RETURNED: Words(
        "[{MALL_NAME}] 반품이 접수되었습니다 ({ORDER_NUMBER})",
        "반품이 접수되었습니다",
        "{CUSTOMER_NAME} 님, 안녕하세요.\n\n주문 {ORDER_NUMBER}의 다음 상품에 대한 반품이 접수되었습니다.\n\n"
        "{CLAIM_ITEMS}\n\n사유: {REASON}\n\n상품이 도착하면 환불해 드립니다. 주문 조회: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.EXCHANGED: Words(
        "[{MALL_NAME}] 교환이 접수되었습니다 ({ORDER_NUMBER})",
        "교환이 접수되었습니다",
        "{CUSTOMER_NAME} 님, 안녕하세요.\n\n주문 {ORDER_NUMBER}의 다음 상품에 대한 교환이 접수되었습니다.\n\n"
        "{CLAIM_ITEMS}\n\n사유: {REASON}\n\n주문 조회: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.REFUNDED: Words(
        "[{MALL_NAME}] 환불이 완료되었습니다 ({ORDER_NUMBER})",
        "환불이 완료되었습니다",
        "{CUSTOMER_NAME} 님, 안녕하세요.\n\n주문 {ORDER_NUMBER}에 대해 {REFUND_AMOUNT}을 환불해 드렸습니다.\n\n"
        "{REFUND_METHOD}\n\n주문 조회: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.GUEST_PASSWORD: Words(
        "[{MALL_NAME}] 비회원 주문 {ORDER_NUMBER}의 새 비밀번호 ({PASSWORD_NUMBER}번째)",
        "비회원 주문조회 비밀번호 안내",
        "{CUSTOMER_NAME} 님, 안녕하세요.\n\n주문을 조회하실 수 있는 새 비밀번호를 알려 드립니다.\n\n"
        "주문번호: {ORDER_NUMBER}\n비밀번호: {PASSWORD}\n발급 시각: {SENT_AT} ({PASSWORD_NUMBER}번째)\n\n"
        "이 메일을 여러 통 받으셨다면 가장 최근 메일의 비밀번호만 사용할 수 있습니다.\n\n주문 조회: {LOOKUP_URL}",
        FOOTER,
    ),
}
LABELS: Final = Labels(
    product="상품",
    quantity="수량",
    price="금액",
    items="상품 금액",
    discount="할인",
    coupon="쿠폰",
    shipping_fee="배송비",
    total="합계",
    free="무료",
    time="%Y-%m-%d %H:%M:%S",
    pay_to="{account}(으)로 {total}을 입금해 주십시오.",
    pay_from="입금자: {name}",
    ask_store_how_to_pay="{total}을 입금하실 계좌는 쇼핑몰에 문의해 주십시오.",
    methods={"cash": "무통장입금", "test": "테스트 결제", "none": "결제할 금액 없음"},
    reasons={
        "change_of_mind": "단순 변심",
        "delay": "배송 지연",
        "defect": "상품 불량",
        "wrong_item": "오배송",
        "other": "기타",
        "C47": "입금 전 구매자 취소",
        "C48": "입금 기한 경과",
        "C49": "입금 전 쇼핑몰 취소",
    },
    refund_by_hand="알려 주신 계좌로 입금됩니다.",
    refund_same_way="결제하신 방법으로 환불되며, 표시되기까지 며칠이 걸릴 수 있습니다.",
)
