"""A chat server of one channel on loopback, which says a corpus to whoever joins: just enough of RFC 2812 for a client's screen."""
import socket
import threading


class ChatServer:
    LAST = "dernière ligne"

    def __init__(self, corpus):
        with open(corpus, encoding="utf-8") as file:
            self.lines = [line.rstrip("\n") for line in file]
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self.socket.close()

    def _accept(self):
        while True:
            try:
                client, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client):
        def say(line):
            client.sendall((line + "\r\n").encode())
        try:
            for line in client.makefile(encoding="utf-8", errors="replace", newline="\n"):
                word, _, rest = line.strip().partition(" ")
                if word == "USER":
                    for number, text in ((1, ":Bonjour"), (2, ":ici"), (3, ":hier"), (4, "ici 1 o o"), (5, "CHANTYPES=# :are supported"), (422, ":no motd")):
                        say(f":ici {number:03} anna {text}")
                    say(":anna!a@ici JOIN #salon")
                    say(":ici 353 anna = #salon :anna")
                    say(":ici 366 anna #salon :End")
                    client.sendall("".join(self._said(line) for line in self.lines).encode())
                    say(f":rosa!r@ici PRIVMSG #salon :{self.LAST}")
                elif word == "CAP" and rest.startswith("LS"):
                    say(":ici CAP * LS :")
                elif word == "PING":
                    say(f":ici PONG ici {rest}")
                elif word == "QUIT":
                    break
        except OSError:
            pass
        client.close()

    @staticmethod
    def _said(line):
        """"HH:MM <nick> text" of the corpus."""
        nick, _, text = line.partition("<")[2].partition("> ")
        return f":{nick.replace(' ', '_')}!x@ici PRIVMSG #salon :{text}\r\n"
