"""Pictures over the Admin API: uploaded, named by path, shown, taken away (wire contract 2.7, products/images)."""

from __future__ import annotations

import base64
import datetime as dt

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts import tenancy
from catalog.models import ProductImage, UploadedPicture
from tests.developer_center.api.test_products import error, new_product, product
from tests.factories_catalog import make_product, picture_bytes


def encoded(kind: str = "PNG", size: tuple[int, int] = (60, 40)) -> str:
    return base64.b64encode(picture_bytes(kind, size)).decode()


def upload(api, *pictures: str) -> list[str]:
    response = api.call("POST", "products/images", body={"requests": [{"image": one} for one in pictures]})
    assert response.status_code == 201, response.content
    return [one["path"] for one in response.json()["images"]]


def test_an_uploaded_picture_becomes_a_product_s_and_is_shown(committed, api, shopper):
    (path,) = upload(api, encoded())
    number = new_product(api, detail_image=path, display="T", selling="T")["product_no"]
    row = product(api, number)
    assert row["detail_image"].endswith("-1200.webp")
    assert row["list_image"] == row["small_image"] == row["tiny_image"] != row["detail_image"]
    local = row["detail_image"].partition("/media/")[2]
    answer = shopper.get(f"/media/{local}")
    assert answer.status_code == 200
    answer.close()
    assert local.rpartition("-")[0] in shopper.get("/").content.decode()


def test_one_upload_serves_several_products_with_files_of_their_own(api):
    (path,) = upload(api, encoded())
    images = {product(api, new_product(api, detail_image=path)["product_no"])["detail_image"] for _time in range(2)}
    assert len(images) == 2


def test_a_picture_is_taken_by_the_address_the_product_has(api):
    (path,) = upload(api, encoded())
    number = new_product(api, detail_image=path)["product_no"]
    present = product(api, number)["detail_image"]
    assert api.put(f"products/{number}", {"detail_image": present}).status_code == 409
    assert product(api, number)["detail_image"] == present


def test_what_is_not_whole_is_stored_not_at_all(api, mall):
    pictures = [{"image": encoded()}, {"image": base64.b64encode(b"no picture").decode()}]
    response = api.call("POST", "products/images", body={"requests": pictures})
    assert response.status_code == 422
    assert error(response).endswith("(parameter.image)")
    with tenancy.mall(mall.pk):
        assert not UploadedPicture.objects.exists()


@pytest.mark.parametrize("text", ["", "not base64!", "data:image/png;base64,", "%%%"])
def test_what_is_no_base64_is_422(api, text):
    response = api.call("POST", "products/images", body={"requests": [{"image": text}]})
    assert response.status_code == 422
    assert error(response).endswith("(parameter.image)")


def test_a_picture_of_more_than_5_mb_is_422_and_a_call_of_more_than_30_mb_is_413(api, settings):
    settings.MAX_IMAGE_BYTES = 100
    response = api.call("POST", "products/images", body={"requests": [{"image": encoded()}]})
    assert response.status_code == 422
    assert "5 MB" in error(response)
    response = api.call("POST", "products/images", body={"requests": [{"image": "A" * (30 * 1024 * 1024)}]})
    assert response.status_code == 413


def test_an_ordinary_call_of_more_than_3_mb_is_413(api):
    assert api.post("products", {"product_name": "x" * (3 * 1024 * 1024)}).status_code == 413


def test_more_than_20_pictures_in_a_call_are_refused(api):
    body = {"requests": [{"image": "x"}] * 21}
    assert api.call("POST", "products/images", body=body).status_code == 422


def test_uploads_go_after_a_day(committed, api, mall):
    (old,) = upload(api, encoded())
    stem = old.partition("/media/")[2].removesuffix("-1200.webp")
    with tenancy.mall(mall.pk):
        UploadedPicture.objects.update(uploaded_at=timezone.now() - dt.timedelta(hours=25))
    (young,) = upload(api, encoded())
    assert not default_storage.exists(f"{stem}-1200.webp")
    response = api.post("products", {"product_name": "Cup", "price": 1, "supply_price": 1, "detail_image": old})
    assert response.status_code == 422
    assert error(response).endswith("(parameter.detail_image)")
    assert product(api, new_product(api, detail_image=young)["product_no"])["detail_image"]


def test_another_mall_s_upload_is_not_taken(api, other_mall):
    with tenancy.mall(other_mall.pk):
        UploadedPicture.objects.create(stem=f"{other_mall.pk}/products/abc", digest="a", width=1, height=1)
    path = f"/media/{other_mall.pk}/products/abc-1200.webp"
    response = api.post("products", {"product_name": "Cup", "price": 1, "supply_price": 1, "detail_image": path})
    assert response.status_code == 422
    assert api.get("products/count").json() == {"count": 0}


def test_a_product_s_picture_is_set_and_taken_away(api, mall):
    number = new_product(api)["product_no"]
    answer = api.post(f"products/{number}/images", {"detail_image": f"data:image/jpeg;base64,{encoded('JPEG')}"})
    assert answer.status_code == 201
    assert answer.json()["image"]["detail_image"] == product(api, number)["detail_image"] != ""
    assert api.delete(f"products/{number}/images").json() == {"image": {"product_no": number}}
    assert product(api, number)["detail_image"] == ""
    with tenancy.mall(mall.pk):
        assert not ProductImage.objects.exists()


def test_additional_pictures_are_added_ordered_and_taken_away(api):
    (path,) = upload(api, encoded())
    number = new_product(api, detail_image=path)["product_no"]
    url = f"products/{number}/additionalimages"
    assert api.post(url, {"additional_image": [encoded(), encoded()]}).status_code == 201
    first, second = product(api, number, embed="additionalimages")["additionalimages"]
    answer = api.put(url, {"additional_image": [second["big"], path, first["big"]]}).json()["additionalimage"]
    shown = answer["additional_image"]
    assert len(shown) == 3
    assert (shown[0], shown[2]) == (second, first)
    assert product(api, number, embed="additionalimages")["additionalimages"] == shown
    assert api.delete(url).json() == {"additionalimage": {"product_no": number}}
    assert product(api, number, embed="additionalimages")["additionalimages"] == []
    assert api.delete(url).status_code == 404


def test_additional_pictures_come_after_a_first_one_and_are_few(api):
    number = new_product(api)["product_no"]
    url = f"products/{number}/additionalimages"
    response = api.post(url, {"additional_image": [encoded()]})
    assert response.status_code == 422
    assert error(response).endswith("(parameter.additional_image)")
    assert api.post(url, {"additional_image": [encoded()] * 20}).status_code == 422


def test_pictures_of_another_mall_s_product_are_404(api, other_mall):
    with tenancy.mall(other_mall.pk):
        theirs = make_product(image=True).pk
    for name, body in (
        ("images", {"detail_image": encoded()}),
        ("additionalimages", {"additional_image": [encoded()]}),
    ):
        assert api.post(f"products/{theirs}/{name}", body).status_code == 404
        assert api.delete(f"products/{theirs}/{name}").status_code == 404
    with tenancy.mall(other_mall.pk):
        assert ProductImage.objects.filter(product=theirs).count() == 1
