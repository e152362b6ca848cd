"""What apps send about cancellations, returns and exchanges (contract 2.7, after Cafe24's manual)."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from developer_center.api.params import TF, Int
from developer_center.api.resources.order_codes import REASON_OF_LETTER


class ClaimItemWish(serializers.Serializer[Any]):
    """One item of a claim."""

    order_item_code = serializers.CharField(max_length=30)
    quantity = Int(min_value=1, max_value=2**31 - 1, required=False)
    exchange_variant_code = serializers.CharField(max_length=12, required=False)


class NewClaim(serializers.Serializer[Any]):
    """Body of a POST of claims and of requests. Without `items` it is about the whole order."""

    order_id = serializers.CharField(max_length=20, required=False)
    status = serializers.CharField(max_length=20, required=False)
    items = ClaimItemWish(many=True, required=False)
    claim_reason_type = serializers.ChoiceField(choices=sorted(REASON_OF_LETTER), required=False, default="I")
    reason_type = serializers.ChoiceField(choices=sorted(REASON_OF_LETTER), required=False)
    reason = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")
    recover_inventory = TF(required=False)
    refund_bank_name = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    refund_bank_account_no = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    refund_bank_account_holder = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")


class ClaimChange(serializers.Serializer[Any]):
    """Body of a PUT of claims: a step on, or `undone`."""

    order_id = serializers.CharField(max_length=20)
    claim_code = serializers.CharField(max_length=30)
    status = serializers.CharField(max_length=20)
    recover_inventory = TF()
    undone = TF()
    undone_reason_type = serializers.CharField(max_length=1, allow_blank=True)
    undone_reason = serializers.CharField(max_length=500, allow_blank=True)


class RequestChange(serializers.Serializer[Any]):
    """Body of a PUT of requests: `undone` T turns them down, with a reason that the shopper reads."""

    order_id = serializers.CharField(max_length=20)
    order_item_code = serializers.ListField(child=serializers.CharField(max_length=30), max_length=500)
    undone = TF()
    reason = serializers.CharField(max_length=500)
