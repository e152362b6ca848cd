"""Sign-up and sign-in against real processes: races, and Redis gone (F12, F13)."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from accounts.models import LoginIdRegistry, Mall, Operator, Shop, User
from tests.accounts.signin.people import sign_up_values
from tests.factories import PASSWORD, MallFactory
from tests.ledger import run_due_jobs
from tests.live import LiveServer, web_server
from tests.mailbox import mails

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
CONTESTANTS = 6


class Visitor:
    """A browser without scripts: keeps cookies and sends each form's token."""

    def __init__(self, server: LiveServer) -> None:
        self.server = server
        self.session = requests.Session()

    def get(self, path: str) -> requests.Response:
        return self.server.request("GET", path, session=self.session)

    def post(self, form_path: str, data: dict[str, str]) -> requests.Response:
        token = TOKEN.search(self.get(form_path).text)
        assert token
        return self.post_with(form_path, token[1], data)

    def post_with(self, path: str, token: str, data: dict[str, str]) -> requests.Response:
        return self.server.request("POST", path, session=self.session, data={"csrfmiddlewaretoken": token, **data})

    def prove(self, email: str) -> str:
        """Prove an address; the answer is a token for the last step."""
        sent = self.post("/signup/", sign_up_values(email=email, action="send_code"))
        assert sent.status_code == 200, sent.text
        run_due_jobs("accounts.send_message")
        code = mails(to=email)[-1].code
        proved = self.post("/signup/", sign_up_values(email=email, action="check_code", code=code))
        assert "This address is verified." in proved.text
        token = TOKEN.search(proved.text)
        assert token
        return token[1]


@pytest.mark.slow
@pytest.mark.parametrize("ids", [["abcshop1"] * CONTESTANTS, ["abcshop1", "aBcshop1", "abCSHOP1"] * 2])
def test_of_six_sign_ups_of_one_id_at_once_one_succeeds_and_five_are_told(committed, tmp_path, ids):
    """F13, R0.22, R0.23: also where only letter case differs; never a 500, and nothing half made."""
    with web_server(tmp_path, workers=4) as server:
        visitors = [Visitor(server) for _ in range(CONTESTANTS)]
        tokens = [visitor.prove(f"person{number}@example.com") for number, visitor in enumerate(visitors)]
        barrier = threading.Barrier(CONTESTANTS)

        def go(number: int) -> requests.Response:
            barrier.wait()
            values = sign_up_values(login_id=ids[number], email=f"person{number}@example.com")
            return visitors[number].post_with("/signup/", tokens[number], values)

        with ThreadPoolExecutor(CONTESTANTS) as pool:
            answers = list(pool.map(go, range(CONTESTANTS)))
        assert sorted(answer.status_code for answer in answers) == [302] + [422] * 5
        assert sum("This ID is already in use" in answer.text for answer in answers) == 5
        counts = [model.objects.count() for model in (User, LoginIdRegistry, Mall, Shop, Operator)]
        assert counts == [1, 1, 1, 1, 1]
        winner = next(number for number, answer in enumerate(answers) if answer.status_code == 302)
        assert visitors[winner].get("/admin/").status_code == 200
        loser = (winner + 1) % CONTESTANTS
        values = sign_up_values(login_id="another1", email=f"person{loser}@example.com")
        assert visitors[loser].post("/signup/", values).status_code == 302  # the proof of a loser was not spent
        assert "Traceback" not in server.log()


@pytest.mark.slow
def test_without_redis_people_sign_up_and_sign_in_and_their_mail_comes_later(committed, tmp_path):
    """F12"""
    MallFactory(host="oldshop")
    with web_server(tmp_path, REDIS_URL="redis://127.0.0.1:1/0") as server:
        newcomer = Visitor(server)
        token = newcomer.prove("new@example.com")  # the ledger has the mail, although nobody could be woken
        answer = newcomer.post_with("/signup/", token, sign_up_values(email="new@example.com"))
        assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")
        assert newcomer.get("/admin/").status_code == 200
        old = Visitor(server)
        assert old.post("/login/", {"login_id": "oldshop"}).status_code == 302
        assert old.post("/login/password/", {"password": "wrong password"}).status_code == 422
        answer = old.post("/login/password/", {"password": PASSWORD})
        assert (answer.status_code, answer.headers.get("Location")) == (302, "/admin/"), answer.text + server.log()
        assert old.get("/admin/").status_code == 200
        assert "broker_away" in server.log()
        assert "Traceback" not in server.log()
