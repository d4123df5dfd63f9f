"""A worker in another language: finds the driver of a session by its published file and speaks its protocol.

Usage: peer.py <session directory> <job id>. Standard library only. Ends with 0 if the driver has kept every promise.
"""

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

    def say(self, **message):
        self.socket.sendall(json.dumps(message).encode() + b"\n")

    def hear(self):
        """The next message; None at the end."""
        for line in self.input:
            if line.strip():
                return json.loads(line)
        return None

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
    plain.say(token=token)
    answer = plain.hear()
    assert answer == {"v": 1, "driver": endpoint["driver"], "acked": 0}, answer
    plain.say(**about, lines=["not numbered"])
    plain.close()

    worker = Connection(endpoint)
    worker.say(v=1, token=token, sender=sender, worker_id="ab" * 28, pid=os.getpid())
    assert worker.hear()["acked"] == 0
    worker.say(**about, seq=1, lines=["gr\u00fc\u00dfe \U0001f600", "second line"])
    worker.say(**{**about, "is_err": True}, seq=2, lines=["to standard error"])
    worker.say(**about, seq=3, lines=[], dropped=12, file="/logs/python.out")
    worker.await_acked(3)
    worker.close()

    again = Connection(endpoint)
    again.say(v=1, token=token, sender=sender, worker_id="ab" * 28, pid=os.getpid())
    assert again.hear() == {"v": 1, "driver": endpoint["driver"], "acked": 3}
    again.say(**about, seq=3, lines=["not again"])
    again.say(**about, seq=4, lines=["after a reconnection"])
    again.await_acked(3)
    again.await_acked(4)
    again.close()

    refused = Connection(endpoint)
    refused.say(v=1, token="guessed")
    assert refused.hear() == {"v": 1, "error": "token"}
    assert refused.hear() is None
    refused.close()

    future = Connection(endpoint)
    future.say(v=2, token=token)
    assert future.hear() == {"v": 1, "error": "version"}
    assert future.hear() is None
    future.close()
    print(os.getpid())


if __name__ == "__main__":
    main(*sys.argv[1:])
