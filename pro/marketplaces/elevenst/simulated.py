"""11st as a stand-in: XML in EUC-KR, prefixes that come and go, errors with status 200."""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import escape

from pro.marketplaces.simulator.goods import SimProduct
from pro.marketplaces.simulator.market import SimAnswer, SimRequest, SimulatedMarket

NAMESPACE: Final = 'xmlns:ns2="http://skt.tmall.business.openapi.spring.service.client.domain/"'
LIST: Final = "/rest/prodmarketservice/prodmarket"
MOST: Final = 500

market = SimulatedMarket(
    "elevenst",
    "11st",
    language="ko",
    currency="KRW",
    keys={"seller_id": "sim_seller", "api_key": "5117a1e0f9b24c3d8e6f7a0b1c2d3e4f"},
)


@market.route("GET", "/rest/areaservice/{which}")
def addresses(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    """Outbound with the prefix and the result, inbound without both."""
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    address = "서울 중구 을지로1가 111" if request.args["which"] == "outboundarea" else market.return_address
    rows = {
        "outboundarea": [("14", "본사 출고지 [simulated]"), ("15", "제2 물류센터 [simulated]")],
        "inboundarea": [("27", "반품 센터 [simulated]")],
    }
    if request.args["which"] not in rows:
        return _client("지원하지 않는 API입니다.", "500")
    prefix = "ns2:" if request.args["which"] == "outboundarea" else ""
    body = "".join(
        f"<{prefix}inOutAddress><addr>{escape(address)}</addr><addrNm>{name}</addrNm><addrSeq>{number}</addrSeq>"
        f"<gnrlTlphnNo>02-0000-0000</gnrlTlphnNo><rcvrNm>담당자</rcvrNm></{prefix}inOutAddress>"
        for number, name in rows[request.args["which"]]
    )
    end = f"<{prefix}result_message>SUCCESS</{prefix}result_message>" if prefix else ""
    return _xml(f"<{prefix}inOutAddresss {NAMESPACE}>{body}{end}</{prefix}inOutAddresss>")


@market.route("POST", LIST)
def search(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    asked = dict(re.findall(r"<(limit|start|end|selStatCd)>(\d+)</", request.body.decode()))
    limit, start, end = (int(asked.get(name, "0")) for name in ("limit", "start", "end"))
    if not 1 <= limit <= MOST or start < 1 or end < start:
        return _client("조회 범위가 올바르지 않습니다.", "500")
    found = [one for one in market.products if _status(one) == asked.get("selStatCd")][start - 1 : end][:limit]
    if not found:
        return _client("조회된 상품이 없습니다.", "404")
    rows = "".join(
        f"<ns2:product><prdNo>{_number(one)}</prdNo><prdNm>{escape(one.name)}</prdNm><sellerPrdCd>{one.code}"
        f"</sellerPrdCd><selPrc>{one.price}</selPrc><selStatCd>{_status(one)}</selStatCd></ns2:product>"
        for one in found
    )
    return _xml(f"<ns2:products {NAMESPACE}>{rows}</ns2:products>")


@market.route("GET", f"{LIST}/{{number}}")
def detail(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    one = _find(market, request.args["number"])
    if one is None:
        return _xml("<Product><message>상품이 없습니다</message><nResult>0</nResult></Product>")
    return _xml(
        f"<Product><prdNo>{_number(one)}</prdNo><prdNm>{escape(one.name)}</prdNm><sellerPrdCd>{one.code}</sellerPrdCd>"
        f"<advrtStmt>{escape(one.summary)}</advrtStmt><selPrc>{one.price}</selPrc><selStatCd>{_status(one)}</selStatCd>"
        f"<htmlDetail><![CDATA[{one.description}]]></htmlDetail><addrSeqOut>14</addrSeqOut><addrSeqIn>27</addrSeqIn>"
        f"<prdImage01>{request.base}/-pictures/{one.picture}</prdImage01></Product>"
    )


@market.route("GET", f"{LIST}/stck/{{number}}")
def stock(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    refusal = _refusal(market, request)
    if refusal is not None:
        return refusal
    one = _find(market, request.args["number"])
    if one is None:
        return _client("상품이 없습니다.", "404")
    names = ",".join(name for name, _values in one.options)
    rows = "".join(
        f"<ns2:ProductStock><addPrc>{variant.extra}</addPrc><mixDtlOptNm>{','.join(variant.values)}</mixDtlOptNm>"
        f"<mixOptNm>{names}</mixOptNm><prdNo>{_number(one)}</prdNo><prdStckNo>{_number(one)}{place}</prdStckNo>"
        f"<prdStckStatCd>01</prdStckStatCd><sellerStockCd>{variant.code}</sellerStockCd><stckQty>{variant.stock}"
        "</stckQty></ns2:ProductStock>"
        for place, variant in enumerate(one.variants)
    )
    return _xml(f"<ns2:ProductStocks {NAMESPACE}><prdNo>{_number(one)}</prdNo>{rows}</ns2:ProductStocks>")


@market.route("GET", "/rest/cateservice/category")
def categories(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    """Answers without a key too, as the real one is said to."""
    rows = [
        ("1", "생활잡화", "1001387", "N", "0"),
        ("2", "정리소품", "1340388", "N", "1001387"),
        ("3", "바구니", "1341821", "Y", "1340388"),
    ]
    body = "".join(
        f"<ns2:category><depth>{depth}</depth><dispNm>{name}</dispNm><dispNo>{number}</dispNo><leafYn>{leaf}</leafYn>"
        f"<parentDispNo>{parent}</parentDispNo></ns2:category>"
        for depth, name, number, leaf, parent in rows
    )
    return _xml(f"<ns2:categorys {NAMESPACE}>{body}</ns2:categorys>")


@market.route("GET", "/rest/prodservices/sendCloseList")
def templates(market: SimulatedMarket, request: SimRequest) -> SimAnswer:
    row = (
        "<templateBOList><prdInfoTmpltNo>301</prdInfoTmpltNo><prdInfoTmpltNm>당일발송 [simulated]</prdInfoTmpltNm>"
        "<repCloseTimeYn>Y</repCloseTimeYn></templateBOList>"
    )
    return _refusal(market, request) or _xml(f"<productInformationTemplateList>{row}</productInformationTemplateList>")


def _refusal(market: SimulatedMarket, request: SimRequest) -> SimAnswer | None:
    if market.state.get("refuses_ip"):
        return _auth("미허가 IP입니다.", "-996")
    if request.headers.get("openapikey") != market.keys["api_key"] or market.key_state != "valid":
        return _auth("등록된 API 정보가 존재하지 않습니다.", "-997")
    return None


def _find(market: SimulatedMarket, number: str) -> SimProduct | None:
    return next((one for one in market.products if _number(one) == number), None)


def _number(one: SimProduct) -> str:
    return str(3_000_000_000 + one.number)


def _status(one: SimProduct) -> str:
    if not one.is_selling:
        return "105"
    return "103" if one.stock else "104"


def _xml(words: str) -> SimAnswer:
    return SimAnswer.xml(words, encoding="euc-kr")


def _client(message: str, code: str) -> SimAnswer:
    return _xml(f"<ClientMessage><message>{message}</message><resultCode>{code}</resultCode></ClientMessage>")


def _auth(message: str, code: str) -> SimAnswer:
    return _xml(f"<AuthMessage><resultCode>{code}</resultCode><resultMessage>{message}</resultMessage></AuthMessage>")
