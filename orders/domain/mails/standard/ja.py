"""Standard texts in Japanese."""

from __future__ import annotations

from typing import Final

from orders.domain.mails.standard.shape import Labels, Words
from orders.models import MailKind

FOOTER: Final = (
    "{MALL_NAME}\n{MALL_URL}\nお問い合わせは、このメールへのご返信、または {MALL_EMAIL} までお願いいたします。"
)
TEXTS: Final[dict[MailKind, Words]] = {
    MailKind.SIGNED_UP: Words(
        "[{MALL_NAME}] {MEMBER_NAME}様、会員登録ありがとうございます",
        "{MALL_NAME}へようこそ",
        "{MEMBER_NAME}様\n\n会員登録いただき、ありがとうございます。IDは {MEMBER_ID} です。\n\n"
        "お買い物はこちら: {MALL_URL}",
        FOOTER,
    ),
    MailKind.SIGNED_OFF: Words(
        "[{MALL_NAME}] 退会手続きが完了しました",
        "退会手続きが完了しました",
        "{MEMBER_NAME}様\n\nご依頼のとおり、{MALL_NAME}のアカウント {MEMBER_ID} の退会手続きが完了しました。"
        "これまでのご利用、誠にありがとうございました。\n\nご注文の記録は、法令で定められた期間保管されます。",
        FOOTER,
    ),
    MailKind.FORGOT_LOGIN: Words(
        "[{MALL_NAME}] IDと仮パスワードのお知らせ",
        "IDと仮パスワードのお知らせ",
        "{MEMBER_NAME}様\n\nID: {MEMBER_ID}\n仮パスワード: {PASSWORD}\n発行日時: {SENT_AT}\n\n"
        "ログイン後、新しいパスワードに変更してください。最後に発行された仮パスワードのみご利用いただけます。",
        FOOTER,
    ),
    MailKind.ORDER_PLACED: Words(
        "[{MALL_NAME}] ご注文を承りました ({ORDER_NUMBER})",
        "ご注文ありがとうございます",
        "{CUSTOMER_NAME}様\n\n以下のご注文を承りました。\n\n注文番号: {ORDER_NUMBER}\n注文日時: {ORDER_DATE}\n"
        "お支払い方法: {PAYMENT_METHOD}\n\n{ORDER_ITEMS}\n\n{AMOUNTS}\n\n{PAYMENT_INFO}\n\n"
        "お届け先:\n{RECIPIENT}\n\n注文照会: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.PAYMENT_CONFIRMED: Words(
        "[{MALL_NAME}] ご入金を確認しました ({ORDER_NUMBER})",
        "ご入金を確認しました",
        "{CUSTOMER_NAME}様\n\nご注文 {ORDER_NUMBER} のお支払い {TOTAL} を確認しました。商品の準備を始めます。\n\n"
        "{ORDER_ITEMS}\n\n注文照会: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.DELAYED: Words(
        "[{MALL_NAME}] ご注文 {ORDER_NUMBER} の発送が遅れております",
        "発送が遅れております",
        "{CUSTOMER_NAME}様\n\nご注文 {ORDER_NUMBER} の商品は、まだ発送されておりません。予定より遅れておりますことを"
        "お詫び申し上げます。発送しましたら、すぐにメールでお知らせいたします。\n\n{ORDER_ITEMS}\n\n"
        "注文照会・キャンセルのお申し込みはこちら: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.SHIPPED: Words(
        "[{MALL_NAME}] 商品を発送しました ({ORDER_NUMBER})",
        "商品を発送しました",
        "{CUSTOMER_NAME}様\n\nご注文 {ORDER_NUMBER} の次の商品を発送しました。\n\n{SHIPPED_ITEMS}\n\n"
        "送り状番号: {TRACKING}\n\nお届け先:\n{RECIPIENT}\n\n注文照会: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.DELIVERED: Words(
        "[{MALL_NAME}] 配送が完了しました ({ORDER_NUMBER})",
        "配送が完了しました",
        "{CUSTOMER_NAME}様\n\nご注文 {ORDER_NUMBER} の配送が完了しました。お気に召しましたら幸いです。\n\n"
        "{ORDER_ITEMS}\n\n商品に問題がある場合は、こちらから返品・交換をお申し込みいただけます: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.CANCELLED: Words(
        "[{MALL_NAME}] ご注文のキャンセルを承りました ({ORDER_NUMBER})",
        "キャンセルを承りました",
        "{CUSTOMER_NAME}様\n\nご注文 {ORDER_NUMBER} の次の商品をキャンセルしました。\n\n{CLAIM_ITEMS}\n\n"
        "理由: {REASON}\n\n注文照会: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.RETURNED: Words(
        "[{MALL_NAME}] 返品を承りました ({ORDER_NUMBER})",
        "返品を承りました",
        "{CUSTOMER_NAME}様\n\nご注文 {ORDER_NUMBER} の次の商品の返品を承りました。\n\n{CLAIM_ITEMS}\n\n"
        "理由: {REASON}\n\n商品の到着後に返金いたします。注文照会: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.EXCHANGED: Words(
        "[{MALL_NAME}] 交換を承りました ({ORDER_NUMBER})",
        "交換を承りました",
        "{CUSTOMER_NAME}様\n\nご注文 {ORDER_NUMBER} の次の商品の交換を承りました。\n\n{CLAIM_ITEMS}\n\n"
        "理由: {REASON}\n\n注文照会: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.REFUNDED: Words(
        "[{MALL_NAME}] 返金が完了しました ({ORDER_NUMBER})",
        "返金が完了しました",
        "{CUSTOMER_NAME}様\n\nご注文 {ORDER_NUMBER} について {REFUND_AMOUNT} を返金しました。\n\n{REFUND_METHOD}\n\n"
        "注文照会: {LOOKUP_URL}",
        FOOTER,
    ),
    MailKind.GUEST_PASSWORD: Words(
        "[{MALL_NAME}] ご注文 {ORDER_NUMBER} の新しいパスワード ({PASSWORD_NUMBER}回目)",
        "注文照会パスワードのお知らせ",
        "{CUSTOMER_NAME}様\n\nご注文を照会するための新しいパスワードをお知らせします。\n\n"
        "注文番号: {ORDER_NUMBER}\nパスワード: {PASSWORD}\n発行日時: {SENT_AT} ({PASSWORD_NUMBER}回目)\n\n"
        "このメールを複数受け取られた場合は、最も新しいメールのパスワードのみご利用いただけます。\n\n"
        "注文照会: {LOOKUP_URL}",
        FOOTER,
    ),
}
LABELS: Final = Labels(
    product="商品",
    quantity="数量",
    price="金額",
    items="商品金額",
    discount="割引",
    coupon="クーポン",
    shipping_fee="送料",
    total="合計",
    free="無料",
    time="%Y-%m-%d %H:%M:%S",
    pay_to="{account} へ {total} をお振り込みください。",
    pay_from="お振込人名義: {name}",
    ask_store_how_to_pay="{total} のお振込先は、ストアにお問い合わせください。",
    methods={"cash": "銀行振込", "test": "テスト決済", "none": "お支払いなし"},
    reasons={
        "change_of_mind": "お客様のご都合",
        "delay": "配送の遅延",
        "defect": "商品の不良",
        "wrong_item": "商品違い・誤配送",
        "other": "その他",
        "C47": "入金前にお客様がキャンセル",
        "C48": "入金期限の経過",
        "C49": "入金前にストアがキャンセル",
    },
    refund_by_hand="ご指定の口座へお振り込みします。",
    refund_same_way="お支払いと同じ方法で返金されます。反映まで数日かかることがあります。",
)
