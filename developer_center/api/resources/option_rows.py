"""Options of a product on the wire (wire contract, Appendix A)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from catalog.models import ProductListing
from developer_center.wire import tf

OPTION: Final = (
    "has_option:TF, option_type:T/C/S/E/F, option_list_type:code1, option_preset_code:str, options:[{option_code:str, "
    "option_name:str, option_value:[{option_image_file:str, option_link_image:str, option_color:str, option_text:str, "
    "value_no:null, additional_amount:dec2}], required_option:TF, option_display_type:code1}], "
    "select_one_by_option:TF, option_preset_name:str, use_additional_option:TF, additional_options:"
    "[{additional_option_name:str, required_additional_option:TF, additional_option_text_length:int}], "
    "use_attached_file_option:TF, attached_file_option:{option_name:str, required:TF, size_limit:int}"
)


def option_row(listing: ProductListing) -> dict[str, Any]:
    """Options and extra inputs of a product, in the words of a shop.

    They always make combinations here (option_type T). What a combination costs more stands in its variant.
    """
    options, inputs = listing.options, listing.product.extra_inputs
    return {
        "has_option": tf(options),
        "option_type": "T",
        "option_list_type": "S",
        "option_preset_code": "",
        "options": [_option(place, option) for place, option in enumerate(options)],
        "select_one_by_option": "F",
        "option_preset_name": "",
        "use_additional_option": tf(inputs),
        "additional_options": [
            {
                "additional_option_name": listing.extra_input_name(one["name"]),
                "required_additional_option": tf(one["is_required"]),
                "additional_option_text_length": one["max_length"],
            }
            for one in inputs
        ],
        "use_attached_file_option": "F",
        "attached_file_option": {"option_name": "", "required": "F", "size_limit": 0},
    }


def _option(place: int, option: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "option_code": f"O{place:06}A",
        "option_name": option["name"],
        "option_value": [
            {
                "option_image_file": "",
                "option_link_image": "",
                "option_color": "",
                "option_text": value,
                "value_no": None,
                "additional_amount": "0.00",
            }
            for value in option["values"]
        ],
        "required_option": "T",
        "option_display_type": "S",
    }
