"""A worker in another language: finds the driver of a session by its published file and speaks its protocol.

Usage: peer.py <session directory> <job id>. Standard library only. Ends with 0 if the driver has kept every promise.
"""

import hashlib
import hmac
import json
import os
import secrets
import socket
import stat
import sys


class Connection:
    def __init__(self, endpoint):
        host, port = endpoint["address"][len("tcp://"):].rsplit(":", 1)
        self.socket = socket.create_connection((host, int(port)), timeout=30)
        self.input = self.socket.makefile("rb")
        self.driver, self.token = endpoint["driver"], endpoint["token"]

    def say(self, **message):
        self.socket.sendall(json.dumps(message).encode() + b"\n")

    def hear(self):
        """The next message; None at the end."""
        for line in self.input:
            if line.strip():
                return json.loads(line)
        return None

    def hello(self, secret, sender=None, **more):
        """Says hello, checks the driver's proof, and sends the worker's; the last answer."""
        mine = secrets.token_hex(16)
        ids = {} if sender is None else {"sender": sender, "worker_id": "ab" * 28, "pid": os.getpid()}
        self.say(**{"v": 2, **ids, "nonce": mine, **more})
        answer = self.hear()
        if "error" in answer:
            return answer
        assert sorted(answer) == ["driver", "nonce", "proof", "v"], answer
        assert answer["v"] == 2 and answer["driver"] == self.driver
        theirs = answer["nonce"]
        if secret == self.token:
            assert hmac.compare_digest(answer["proof"], self.proof(secret, "driver", mine, theirs, sender))
        self.say(proof=self.proof(secret, "worker", theirs, mine, sender))
        return self.hear()

    def proof(self, token, side, first, second, sender):
        text = "|".join([side, first, second, sender or "", self.driver])
        return hmac.new(token.encode(), text.encode(), hashlib.sha256).hexdigest()

    def await_acked(self, seq):
        acked = 0
        while acked < seq:
            acked = self.hear()["acked"]
        assert acked == seq, acked

    def close(self):
        self.socket.close()


def main(session, job):
    path = os.path.join(session, "log4jray", f"driver-{job}.json")
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    with open(path, encoding="utf-8") as file:
        endpoint = json.load(file)
    token, sender = endpoint["token"], secrets.token_hex(16)
    about = {"ip": None, "pid": os.getpid(), "job": job, "is_err": False, "actor_name": None, "task_name": "python"}

    plain = Connection(endpoint)
    answer = plain.hello(token)
    assert answer == {"acked": 0}, answer
    plain.say(**about, lines=["not numbered"])
    plain.close()

    worker = Connection(endpoint)
    assert worker.hello(token, sender) == {"acked": 0}
    worker.say(**about, seq=1, lines=["gr\u00fc\u00dfe \U0001f600", "second line"])
    worker.say(**{**about, "is_err": True}, seq=2, lines=["to standard error"])
    worker.say(**about, seq=3, lines=[], dropped=12, file="/logs/python.out")
    worker.await_acked(3)
    worker.close()

    again = Connection(endpoint)
    assert again.hello(token, sender) == {"acked": 3}
    again.say(**about, seq=3, lines=["not again"])
    again.say(**about, seq=4, lines=["after a reconnection"])
    again.await_acked(3)
    again.await_acked(4)
    again.close()

    refused = Connection(endpoint)
    assert refused.hello("guessed") == {"v": 2, "error": "token"}
    assert refused.hear() is None
    refused.close()

    for version in (1, 3):
        other = Connection(endpoint)
        assert other.hello(token, v=version, token=token) == {"v": 2, "error": "version"}
        assert other.hear() is None
        other.close()
    print(os.getpid())


if __name__ == "__main__":
    main(*sys.argv[1:])
