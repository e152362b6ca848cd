"""The catalog's tables."""

from catalog.models.category import Category, CategoryProduct, MainCategory, MainCategoryProduct
from catalog.models.custom_property import CustomProperty, PropertyValue
from catalog.models.decoration import Decoration, ProductDecoration
from catalog.models.image import ProductImage
from catalog.models.importing import ProductImport, ProductImportError
from catalog.models.listing import ProductListing
from catalog.models.memo import ProductMemo
from catalog.models.product import Product
from catalog.models.statistics import FoldMark, ProductStatDay, ProductStatHour, SaleEvent, ShopStatHour
from catalog.models.upload import UploadedPicture
from catalog.models.variant import Variant
from catalog.models.windows import ProductWindow, WindowMark

__all__ = [
    "Category",
    "CategoryProduct",
    "CustomProperty",
    "Decoration",
    "FoldMark",
    "MainCategory",
    "MainCategoryProduct",
    "Product",
    "ProductDecoration",
    "ProductImage",
    "ProductImport",
    "ProductImportError",
    "ProductListing",
    "ProductMemo",
    "ProductStatDay",
    "ProductStatHour",
    "ProductWindow",
    "PropertyValue",
    "SaleEvent",
    "ShopStatHour",
    "UploadedPicture",
    "Variant",
    "WindowMark",
]
