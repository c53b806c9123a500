#!/usr/bin/env python3
"""corpus - deterministic French "union life" test data for terminal clients.

Same seed, same bytes. Standard library only. Sub-commands:
  maildir DIR    100,000 messages in 5,000 threads (RFC 5322, MIME, accents,
                 emoji, quoted replies, some long) in DIR/cur, all but the last
                 200 flagged seen. --mbox FILE also writes one mbox
  files DIR      a tree with one directory of --count files (20,000)
  ics FILE       --count events (5,000) as one iCalendar file; --split: one
                 file per event in the directory FILE
  irc FILE       --count chat lines (50,000), "HH:MM <nick> text"
  posts FILE     --count short posts (20) of about 300 characters, as JSON
Use --messages/--threads/--seed to change size; --extra N (maildir) adds N new
unseen messages to DIR/new instead of writing the corpus.
"""
import argparse
import base64
import json
import os
import quopri
import random
import sys
import time
from email.header import Header
from email.utils import formatdate

FIRST = ("Aïcha Amélie Anaïs André Benoît Bérénice Camille Cécile Chloé Claude "
         "Clément Danièle Dominique Éléonore Élodie Éric Fatoumata Françoise "
         "François Frédéric Gaël Geneviève Hélène Hervé Inès Irène Jérôme Joël "
         "Kévin Laëtitia Loïc Maëlle Mamadou Marie-Noëlle Michèle Mohamed Noé "
         "Océane Odile Raphaël Rémi René Sébastien Solène Stéphane Théo Thérèse "
         "Valérie Véronique Zoé").split()
LAST = ("Abgrall Bérard Besançon Bouchaïb Château Chrétien Coëtlogon Da_Silva "
        "Delaunay Diallo Dubœuf Durand Étienne Fabre Fèvre Garçon Gérard Guérin "
        "Hébert Jaurès Kervœl Lacoste Lefèvre Léger Le_Goff Lemaître Le_Mézec "
        "Martin Maçon Müller Nguyễn Noël Ouédraogo Pâris Pécoul Péron Quéré "
        "Rivière Rousseau Saïdi Thévenot Traoré Vaïsse Vérité Zérah").split()
LAST = [n.replace("_", " ") for n in LAST]
TOPIC = """compte rendu du CSE extraordinaire|préavis de grève du {d} {m}|
négociation annuelle obligatoire : où en est-on ?|élections professionnelles, 2e collège|
caisse de grève : appel aux dons|tract « salaires » à relire avant demain|
réunion du bureau reportée|heures supplémentaires non payées à l’entrepôt|
accord télétravail : points bloquants|manif intersyndicale, point de rendez-vous|
fermeture du site de {v}|droit d’alerte et danger grave et imminent|
congés d’été et continuité de service|affiches : qui peut coller à {v} ?|
formation « défense prud’homale »|licenciement abusif d’une déléguée|
horaires d’équipe et 3×8|prime de précarité|logement des saisonniers|
cotisations en retard|assemblée générale du {d} {m}|covoiturage pour {v}|
bilan de la mobilisation|médiation avec la direction|référendum d’entreprise|
plan de sauvegarde de l’emploi|harcèlement moral : que faire ?|retraites, et maintenant ?|
sous-traitance et nettoyage|inspection du travail : visite du {d} {m}|
permanence juridique|garde d’enfants pendant les réunions|chauffage en panne à l’atelier|
charte informatique et surveillance|représentant·e de proximité|budget des œuvres sociales""".replace("\n", "").split("|")
CITY = ("Saint-Étienne Nîmes Béziers Châteauroux Besançon Orléans Évreux Alès "
        "Angoulême Sète Vénissieux Créteil Le_Havre Nœux-les-Mines Brest "
        "Montluçon Périgueux Dunkerque Lorient Pau").split()
CITY = [c.replace("_", " ") for c in CITY]
MONTH = ("janvier février mars avril mai juin juillet août septembre octobre "
         "novembre décembre").split()
SENT = """La direction a encore reporté la réunion, sans même nous prévenir.|
Il faut que nous décidions avant {j} si nous maintenons le préavis.|
D’après l’accord de {y}, les heures de nuit sont majorées de {n} %.|
Je propose qu’on se retrouve à {h} h devant le portail, côté dépôt.|
Les collègues de {v} demandent du renfort pour tenir le piquet.|
Quelqu’un a-t-il gardé le compte rendu du comité de {m} ?|
Nous étions {n} à l’assemblée, ce qui est beaucoup mieux qu’en {m}.|
Le règlement intérieur prévoit un délai de prévenance de sept jours ouvrés.|
Attention : l’inspecteur du travail nous a demandé une réponse écrite.|
On ne lâche rien, la caisse de grève a déjà reçu {n}0 euros.|
J’ai relu le tract ; il manque la mention « à imprimer sur papier recyclé ».|
Pour les camarades à temps partiel, la perte s’élève à {n} euros par mois.|
Peut-on mettre ce point à l’ordre du jour du prochain CSE ?|
L’employeur prétend que la mesure est « conforme », mais rien n’est signé.|
Merci à toutes et tous pour votre présence, malgré la pluie et le froid.|
Je serai joignable au 06 après {h} h, sinon laissez un message ici.|
Le juge des référés a ordonné la communication des documents sous huitaine.|
C’est déjà arrivé l’année dernière, et nous avions obtenu gain de cause.|
Veuillez trouver ci-après la liste des délégué·e·s présents à {v}.|
N’oubliez pas de signer la feuille d’émargement, même en visioconférence.|
À mon avis, il vaut mieux attendre la réponse écrite avant d’appeler à débrayer.|
Nos revendications : +{n} % sur les bas salaires, embauches, maintien du site.|
La mutuelle augmente de {n} %, et le salaire, lui, ne bouge pas !|
Où en est la demande de local syndical ? La cave n’est pas acceptable.""".replace("\n", "").split("|")
SHORT = """d’accord|je peux y être|+1|ok pour {j}|merci !|qui vient ?|
on se voit à {h} h|bien reçu|je relis ce soir|non, pas {j} : je suis d’équipe|
le tract est dans le dossier partagé|bravo à l’équipe de {v}|
quelqu’un a le numéro de l’inspection ?|réunion décalée à {h} h 30""".replace("\n", "").split("|")
DAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
EMOJI = ["✊", "🚩", "📣", "☕", "😀", "👍", "❤️", "⚠️", "🚂", "🎉", "🧑‍🏭", "🇫🇷"]


class Gen:
    def __init__(self, seed=1936):
        self.r = random.Random(seed)
        people = random.Random(seed + 1)
        self.people = []
        while len(self.people) < 900:
            name = (people.choice(FIRST), people.choice(LAST))
            if name not in self.people:
                self.people.append(name)

    def fill(self, text):
        r = self.r
        return text.format(d=r.randint(1, 28), m=r.choice(MONTH), v=r.choice(CITY),
                           j=r.choice(DAYS), y=r.randint(1998, 2024),
                           n=r.randint(2, 90), h=r.randint(6, 21))

    def sentence(self):
        s = self.fill(self.r.choice(SENT))
        if self.r.random() < 0.06:
            s += " " + self.r.choice(EMOJI)
        return s

    def paragraph(self, lo=1, hi=6):
        return " ".join(self.sentence() for _ in range(self.r.randint(lo, hi)))

    def body(self):
        r = self.r.random()
        n = 1 if r < .45 else 2 if r < .7 else 4 if r < .95 else 12 if r < .995 else 90
        return "\n\n".join(self.paragraph() for _ in range(n))

    def post(self, size=300):
        text = self.sentence()
        while len(text) < size - 30:
            text += " " + self.sentence()
        return text[:size + 40].rstrip()

    def subject(self):
        s = self.fill(self.r.choice(TOPIC))
        if self.r.random() < .3:
            s = f"[{self.r.choice(['CSE', 'UL', 'UD', 'Fédé', 'Métallurgie', 'Éduc', 'Santé'])}] {s}"
        if self.r.random() < .05:
            s += " " + self.r.choice(EMOJI)
        return s[0].upper() + s[1:]

    def author(self):
        first, last = self.r.choice(self.people)
        plain = "".join(c for c in f"{first}.{last}".lower() if c.isascii()
                        and (c.isalnum() or c in ".-"))
        return f"{first} {last}", f"{plain}@union.example"


def wrap(text, width=72, prefix=""):
    out = []
    for para in text.split("\n"):
        line = ""
        for word in para.split(" "):
            if line and len(line) + 1 + len(word) > width:
                out.append(prefix + line)
                line = word
            else:
                line = f"{line} {word}" if line else word
        out.append(prefix + line)
    return "\n".join(out)


def sizes(r, messages, threads):
    """Thread sizes, heavy-tailed (a few of hundreds), summing to messages."""
    raw = [r.paretovariate(1.15) for _ in range(threads)]
    raw = [min(x, 120) for x in raw]
    scale = (messages - threads) / sum(raw)
    out = [1 + int(x * scale) for x in raw]
    for i in range(messages - sum(out)):
        out[i % threads] += 1
    return out


def messages(count, threads, seed):
    """Yield message dicts ordered by date."""
    g = Gen(seed)
    r = g.r
    end = 1_764_000_000                       # fixed: November 2025
    start = end - 5 * 365 * 86400
    plan = []
    for t, size in enumerate(sizes(r, count, threads)):
        when = r.uniform(start, end - 86400)
        subject = f"{g.subject()} (dossier {t})"
        posts = []
        for k in range(size):
            parent = None if not k else (k - 1 if r.random() < .6 else r.randrange(k))
            posts.append((when, t, k, parent, subject))
            when = min(end, when + r.expovariate(1 / 9000.0))
        plan += posts
    plan.sort(key=lambda p: p[0])
    kept = {}
    for n, (when, t, k, parent, subject) in enumerate(plan):
        mid = f"<{t:05d}.{k:04d}.{r.getrandbits(40):010x}@union.example>"
        refs, quote = [], ""
        # A parent always sorts before its child (dates grow along a thread).
        if parent is not None and (t, parent) in kept:
            pmid, prefs, pbody, pauthor = kept[t, parent]
            refs = (prefs + [pmid])[-20:]
            if r.random() < .7:
                quote = f"{pauthor} a écrit :\n" + wrap(
                    pbody[:r.choice([200, 400, 900])], 70, "> ") + "\n\n"
        name, addr = g.author()
        body = g.body()
        kept[t, k] = (mid, refs, body[:900], name)
        yield {"n": n, "thread": t, "k": k, "date": int(when), "id": mid,
               "refs": refs, "from": name, "addr": addr,
               "subject": ("Re: " if k else "") + subject,
               "body": quote + wrap(body) + f"\n\n-- \n{name}\nSyndicat des travailleur·euse·s de {r.choice(CITY)}\n"}


def rfc5322(m, r):
    head = [
        "Return-Path: <bounce@lists.union.example>",
        f"Received: from mx{m['n'] % 7}.union.example (mx.union.example [192.0.2.{m['n'] % 250}])\n"
        f"\tby lists.union.example (Postfix) with ESMTPS id {m['n']:08X}\n"
        f"\tfor <liste@union.example>; {formatdate(m['date'])}",
        f"Date: {formatdate(m['date'])}",
        f"From: {Header(m['from'], 'utf-8').encode()} <{m['addr']}>",
        "To: Liste de discussion <liste@union.example>",
        f"Subject: {Header(m['subject'], 'utf-8', header_name='Subject').encode()}",
        f"Message-ID: {m['id']}"]
    if m["refs"]:
        head.append(f"In-Reply-To: {m['refs'][-1]}")
        head.append("References: " + "\n ".join(m["refs"]))
    head += ["List-Id: Liste de discussion <liste.union.example>", "MIME-Version: 1.0"]
    raw = m["body"].encode()
    pick = r.random()
    if pick < .6:
        head += ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"]
        body = raw
    elif pick < .85:
        head += ["Content-Type: text/plain; charset=utf-8",
                 "Content-Transfer-Encoding: quoted-printable"]
        body = quopri.encodestring(raw)
    elif pick < .92:
        head += ["Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64"]
        body = base64.encodebytes(raw)
    else:
        b = f"=_{m['n']:08d}"
        head += [f'Content-Type: multipart/alternative; boundary="{b}"']
        html = "<p>" + m["body"].replace("\n\n", "</p>\n<p>") + "</p>\n"
        body = (f"--{b}\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
                f"{m['body']}\n--{b}\nContent-Type: text/html; charset=utf-8\n"
                f"Content-Transfer-Encoding: 8bit\n\n{html}\n--{b}--\n").encode()
    return "\n".join(head).encode() + b"\n\n" + body


def cmd_maildir(a):
    for sub in ("cur", "new", "tmp"):
        os.makedirs(os.path.join(a.path, sub), exist_ok=True)
    r = random.Random(a.seed + 2)
    if a.extra:
        g = Gen(a.seed + 1000 + int(time.time()) % 100000)
        for i in range(a.extra):
            name, addr = g.author()
            m = {"n": 900000 + i, "date": int(time.time()) - a.extra + i, "refs": [],
                 "id": f"<new.{i}.{time.time_ns()}@union.example>", "from": name,
                 "addr": addr, "subject": g.subject(), "body": wrap(g.post()) + "\n"}
            fn = f"{m['date']}.M{time.time_ns()}P{i}.gen"
            with open(os.path.join(a.path, "new", fn), "wb") as f:
                f.write(rfc5322(m, random.Random(3)))
        return
    mbox = open(a.mbox, "wb") if a.mbox else None
    total = 0
    for m in messages(a.messages, a.threads, a.seed):
        data = rfc5322(m, r)
        total += len(data)
        fresh = m["n"] >= a.messages - 200
        fn = f"{m['date']}.M{m['n']:06d}P1.gen:2,{'' if fresh else 'S'}"
        path = os.path.join(a.path, "cur", fn)
        with open(path, "wb") as f:
            f.write(data)
        os.utime(path, (m["date"], m["date"]))
        if mbox:
            mbox.write(b"From liste@union.example " + time.asctime(
                time.gmtime(m["date"])).encode() + b"\nStatus: RO\n" + data.replace(
                b"\nFrom ", b"\n>From ") + b"\n")
    print(f"{a.messages} messages, {total} bytes")


def cmd_files(a):
    os.makedirs(a.path, exist_ok=True)
    g = Gen(a.seed + 6)
    for i in range(a.count):
        ext = g.r.choice(["pdf", "odt", "txt", "jpg", "ods", "md"])
        name = f"{i:05d} {g.subject()}"[:70].replace("/", "-").rstrip()
        path = os.path.join(a.path, f"{name}.{ext}")
        with open(path, "wb") as f:
            f.write(b"x" * g.r.randint(10, 3000))
        t = 1_764_000_000 - g.r.randrange(5 * 365 * 86400)
        os.utime(path, (t, t))


def cmd_ics(a):
    g = Gen(a.seed + 7)
    now = int(a.now or time.time())
    events = []
    for i in range(a.count):
        t = now - 400 * 86400 + g.r.randrange(800 * 86400)
        t -= t % 1800
        z = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(t))
        e = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime(t + g.r.choice([1800, 3600, 7200])))
        events.append(
            f"BEGIN:VEVENT\r\nUID:ev{i:05d}@union.example\r\nDTSTAMP:20250101T000000Z\r\n"
            f"DTSTART:{z}\r\nDTEND:{e}\r\nSUMMARY:{g.subject().replace(',', chr(92) + ',')}\r\n"
            f"LOCATION:{g.r.choice(CITY)}\r\nDESCRIPTION:{g.sentence().replace(',', chr(92) + ',').replace(';', chr(92) + ';')}\r\n"
            "END:VEVENT\r\n")
    top = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//union.example//corpus//FR\r\n"
    if a.split:
        os.makedirs(a.path, exist_ok=True)
        for i, e in enumerate(events):
            with open(os.path.join(a.path, f"ev{i:05d}.ics"), "w", newline="", encoding="utf-8") as f:
                f.write(top + e + "END:VCALENDAR\r\n")
    else:
        with open(a.path, "w", newline="", encoding="utf-8") as f:
            f.write(top + "".join(events) + "END:VCALENDAR\r\n")


def chat(count, seed):
    g = Gen(seed + 8)
    nicks = sorted({p[0].replace("-", "").lower() for p in g.people})
    for _ in range(count):
        text = g.fill(g.r.choice(SHORT)) if g.r.random() < .5 else g.sentence()
        if g.r.random() < .1:
            text += " " + g.r.choice(EMOJI)
        yield g.r.choice(nicks), text


def cmd_irc(a):
    with open(a.path, "w", encoding="utf-8") as f:
        for i, (nick, text) in enumerate(chat(a.count, a.seed)):
            f.write(f"{i // 60 % 24:02d}:{i % 60:02d} <{nick}> {text}\n")


def cmd_posts(a):
    g = Gen(a.seed + 9)
    out = []
    for i in range(a.count):
        name, addr = g.author()
        out.append({"id": 184000 + i, "thread": g.r.randrange(5000), "author": name,
                    "date": 1_764_000_000 + i * 137, "body": g.post()})
    with open(a.path, "w", encoding="utf-8") as f:
        json.dump(out, f, ensure_ascii=False, separators=(",", ":"))


def main():
    p = argparse.ArgumentParser(description=__doc__,
                                formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("what", choices=["maildir", "files", "ics", "irc", "posts"])
    p.add_argument("path")
    p.add_argument("--seed", type=int, default=1936)
    p.add_argument("--messages", type=int, default=100_000)
    p.add_argument("--threads", type=int, default=5_000)
    p.add_argument("--extra", type=int, default=0)
    p.add_argument("--mbox")
    p.add_argument("--count", type=int)
    p.add_argument("--split", action="store_true")
    p.add_argument("--now", help="centre of the calendar, Unix time (default: now)")
    a = p.parse_args()
    if a.count is None:
        a.count = {"files": 20_000, "ics": 5_000, "irc": 50_000, "posts": 20, "maildir": 0}[a.what]
    globals()["cmd_" + a.what](a)


if __name__ == "__main__":
    sys.exit(main())
