"""A digest's worth of pictures of every type, all made here from arithmetic: the same on every machine that
has the same ImageMagick.  As a program: gallery.py FOLDER [COUNT] writes posts and their pictures.

Photographs, charts, screenshots, icons; grey, palette, 16 bits, alpha, CMYK, colour profiles, all eight
of Exif's orientations, progressive, interlaced, animated; from 50 px to 6,000 px a side.  No two are equal.
"""
import math
import os
import random
import struct
import subprocess
import sys
import zlib

from kit import post

# Of a hundred pictures: how many are of which kind.
SHARES = (("jpeg", 46), ("png", 26), ("gif", 8), ("svg", 6), ("bmp", 4), ("tiff", 4), ("webp", 4), ("avif", 1), ("heic", 1))
PHOTO_SIDES = (50, 320, 480, 640, 640, 900, 1080, 1280, 1600, 2400, 4000, 6000)
PER_POST = 5


def draw(*args):
    subprocess.run(["convert", "-seed", "11", *args], check=True)


# ---- bytes that are put into files ----

def exif(orientation):
    body = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0" + bytes([orientation]) + b"\0\0\0\0\0\0"
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def profile(swap):
    """An ICC profile of version 2 by matrix: sRGB's colours, or with red and green a little exchanged."""
    def xyz(*v):
        return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(x * 65536)) for x in v)
    red, green, blue = (0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141)
    if swap:
        red, green = tuple(0.7 * a + 0.3 * b for a, b in zip(red, green)), tuple(0.7 * b + 0.3 * a for a, b in zip(red, green))
    curve = b"curv\0\0\0\0\0\0\0\x01" + struct.pack(">H", 0x0233) + b"\0\0"
    name = b"made here\0"
    desc = b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + b"\0" * 78
    tags = [(b"desc", desc), (b"cprt", b"text\0\0\0\0none\0"), (b"wtpt", xyz(0.9642, 1, 0.8249)), (b"rXYZ", xyz(*red)),
            (b"gXYZ", xyz(*green)), (b"bXYZ", xyz(*blue)), (b"rTRC", curve), (b"gTRC", curve), (b"bTRC", curve)]
    table, data, at = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for name, body in tags:
        body += b"\0" * (-len(body) % 4)
        table += name + struct.pack(">II", at + len(data), len(body))
        data += body
    size = at + len(data)
    head = struct.pack(">I4sI4s4s4s", size, b"none", 0x02100000, b"mntr", b"RGB ", b"XYZ ") + struct.pack(">6H", 2021, 7, 12, 0, 0, 0) + \
        b"acsp" + b"\0" * 28 + struct.pack(">iii", 63190, 65536, 54061)
    return head + b"\0" * (128 - len(head)) + table + data


def with_profile(jpeg, swap):
    body = b"ICC_PROFILE\0\x01\x01" + profile(swap)
    return jpeg[:2] + b"\xff\xe2" + struct.pack(">H", len(body) + 2) + body + jpeg[2:]


def varied(jpeg, i):
    """The same photograph with other weights in its quantization table: another picture, at no cost."""
    at = jpeg.index(b"\xff\xdb") + 5
    weights = bytearray(jpeg)
    weights[at + 1] += i % 9
    weights[at + 2] += i // 9 % 12
    return bytes(weights)


# ---- kinds ----

class Bases:
    """Photographs, each drawn once and read by all that are made of it."""

    def __init__(self, folder):
        self.folder, self.bytes = folder, {}

    def path(self, name):
        return os.path.join(self.folder, name)

    def photo(self, side, kind):
        name = "%d-%s.jpg" % (side, kind)
        if name not in self.bytes:
            base = self.path("base.png")
            if not os.path.exists(base):
                draw("-size", "800x600", "plasma:fractal", "-depth", "8", base)
            how = {"plain": [], "progressive": ["-interlace", "JPEG"], "grey": ["-colorspace", "Gray"],
                   "cmyk": ["-colorspace", "CMYK"], "tall": ["-rotate", "90"]}[kind]
            draw(base, "-resize", "%dx%d!" % (side, max(1, side * 3 // 4)), *how, "-sampling-factor", "4:2:0", "-quality", "86", self.path(name))
            with open(self.path(name), "rb") as file:
                self.bytes[name] = file.read()
        return self.bytes[name]

    def converted(self, side, ending, *how):
        """A photograph as another program writes it."""
        name = "c%d-%d%s" % (side, len(how), ending)
        if name not in self.bytes:
            self.photo(640, "plain")
            draw(self.path("640-plain.jpg"), "-resize", "%dx" % side, *how, self.path(name))
            with open(self.path(name), "rb") as file:
                self.bytes[name] = file.read()
        return self.bytes[name]


def jpeg(bases, i):
    kinds = ("plain", "plain", "progressive", "plain", "grey", "plain", "tall", "cmyk", "plain", "plain")
    side, kind = PHOTO_SIDES[i * 7 % len(PHOTO_SIDES)], kinds[i % len(kinds)]
    if side > 1600 and i >= 60:
        side = 640  # a few of the largest will do
    data = varied(bases.photo(side, kind), i)
    if i % 5 == 3:
        data = data[:2] + exif(i // 5 % 8 + 1) + data[2:]
    elif kind not in ("grey", "cmyk") and i % 5 == 0:
        data = with_profile(data, i % 2)
    return data, ".jpg"


def png_chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_file(width, height, depth, colour, rows, *between):
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + png_chunk(b"IHDR", head) + b"".join(between) + \
        png_chunk(b"IDAT", zlib.compress(b"".join(b"\0" + r for r in rows), 4)) + png_chunk(b"IEND", b"")


def chart_rows(width, height, cells, seed):
    """Bars on a ground, line by line: cells are the samples of ground, bar, line."""
    ground, bar, line = cells
    chance = random.Random(seed)
    bars = [chance.randrange(height // 8, height * 7 // 8) for _ in range(chance.randrange(4, 12))]
    wide = max(2, width // len(bars))
    rows = []
    for y in range(height):
        if y % max(8, height // 10) == 0:
            rows.append(line * width)
            continue
        row = b"".join((bar if height - y < h else ground) * (wide * 2 // 3) + ground * (wide - wide * 2 // 3) for h in bars)
        rows.append((row + ground * width)[:width * len(ground)])
    return rows


def png(bases, i):
    width = (60, 200, 480, 750, 1100, 1500, 2200, 3200)[i % 8]
    height, seed = max(40, width * (3, 9, 16)[i % 3] // (4, 16, 9)[i % 3]), 1000 + i
    how = i % 7
    if how == 0:  # a chart in colour
        rows = chart_rows(width, height, (b"\xff\xff\xff", bytes((200 - i % 90, 40 + i % 100, 60)), b"\xdd\xdd\xdd"), seed)
        return png_file(width, height, 8, 2, rows), ".png"
    if how == 1:  # on nothing
        rows = chart_rows(width, height, (b"\0\0\0\0", bytes((30, 90 + i % 100, 160, 255)), b"\x80\x80\x80\x80"), seed)
        return png_file(width, height, 8, 6, rows), ".png"
    if how == 2:  # a palette, one of its colours clear
        rows = chart_rows(width, height, (b"\0", b"\1", b"\2"), seed)
        palette = b"\xff\xff\xff" + bytes((i % 200, 80, 200 - i % 200)) + b"\xcc\xcc\xcc"
        return png_file(width, height, 8, 3, rows, png_chunk(b"PLTE", palette), png_chunk(b"tRNS", b"\0")), ".png"
    if how == 3:  # a drawing in black and white
        rows = [bytes((255 if (x * x + y * y + seed) // 97 % 3 else 0 for x in range((width + 7) // 8))) for y in range(height)]
        return png_file(width, height, 1, 0, rows), ".png"
    if how == 4:  # 16 bits of grey
        ramp = [struct.pack(">H", (x * 65535 // width + seed * 257) & 0xffff) for x in range(width)]
        return png_file(width, height, 16, 0, [b"".join(ramp)] * height), ".png"
    if how == 5:  # a photograph
        side = (320, 640, 1000)[i % 3]
        how = ["-modulate", "%d,90" % (60 + 2 * i)]
        return bases.converted(side + i, ".png", *how, *(["-interlace", "PNG"] if i % 2 else [])), ".png"
    rows = chart_rows(width, height, (b"\xf4", b"\x30", b"\xa0"), seed)
    return png_file(width, height, 8, 0, rows), ".png"


def gif(bases, i):
    data = bytearray(bases.converted((120, 400, 800)[i % 3], ".gif", "-colors", "32"))
    if data[10] & 0x80:  # its palette is another
        for k in range(3):
            data[13 + k] = (data[13 + k] + 37 * (i + 1) + k) & 255
    if i % 4 == 3:  # moving
        frame = b"\x21\xf9\x04\x04\x0a\0\0\0" + b"\x2c\0\0\0\0\x10\0\x10\0\0" + b"\x02\x02\x84\x51\0"
        return b"GIF89a\x40\0\x40\0\x80\0\0" + bytes((i % 256, 90, 160, 250, 250, 250)) + frame * 9 + b";", ".gif"
    return bytes(data), ".gif"


def svg(bases, i):
    bars = "".join("<rect x='%d' y='%d' width='30' height='%d' fill='hsl(%d,60%%,45%%)'/>" % (
        20 + 40 * k, 300 - h, h, i * 37 % 360) for k, h in enumerate(40 + (i * 53 + k * 71) % 220 for k in range(9)))
    return ("<svg xmlns='http://www.w3.org/2000/svg' width='%d' height='320' viewBox='0 0 400 320'>%s"
            "<path d='M10 305h380' stroke='#333'/></svg>" % (300 + i, bars)).encode(), ".svg"


def bmp(bases, i):
    data = bytearray(bases.converted((200, 500, 900)[i % 3], ".bmp", "-type", "TrueColor"))
    at = struct.unpack("<I", data[10:14])[0]
    for k in range(at, len(data), 61):
        data[k] = (data[k] + i * 3) & 255
    return bytes(data), ".bmp"


def tiff(bases, i):
    how = (["-compress", "None"], ["-compress", "None", "-colorspace", "Gray"])[i % 2]
    data = bytearray(bases.converted((240, 640, 1200)[i % 3], ".tiff", *how))
    for k in range(2000, len(data) - 4000, 97):
        data[k] = (data[k] + i * 5) & 255
    return bytes(data), ".tiff"


def by_program(ending):
    def one(bases, i):
        return bases.converted(300 + 53 * (i % 20), ending, "-modulate", "%d,90" % (70 + 2 * i)), ending
    return one


MAKERS = {"jpeg": jpeg, "png": png, "gif": gif, "svg": svg, "bmp": bmp, "tiff": tiff,
          "webp": by_program(".webp"), "avif": by_program(".avif"), "heic": by_program(".heic")}


def kinds_of(count):
    """`count` kinds in their shares, mixed; one of each at least."""
    kinds = []
    for kind, share in SHARES:
        kinds += [kind] * max(1, share * count // 100)
    kinds += ["jpeg"] * (count - len(kinds))
    random.Random(5).shuffle(kinds)
    return kinds[:count]


def make(folder, count):
    """Writes posts, each with a few pictures, into the folder."""
    work = os.path.join(folder, ".bases")
    os.makedirs(work)
    bases, seen, names = Bases(work), {}, []
    for at, kind in enumerate(kinds_of(count)):
        i = seen[kind] = seen.get(kind, -1) + 1
        data, ending = MAKERS[kind](bases, i)
        names.append("p%03d%s" % (at, ending))
        with open(os.path.join(folder, names[-1]), "wb") as file:
            file.write(data)
    for name in os.listdir(work):
        os.remove(os.path.join(work, name))
    os.rmdir(work)
    for at in range(0, count, PER_POST):
        body = "".join("<p>第%d图，%s。河水从山里来，绕过旧城的石桥，在码头边慢了下来；卖早点的人支起棚子，雾还没有散。</p>"
                       '<p><img src="%s" alt="第%d图"></p>' % (k, names[k][5:], names[k], k)
                       for k in range(at, min(at + PER_POST, count)))
        post(folder, "a%03d.md" % at, body, title="图集%d" % (at // PER_POST + 1))
    return names


if __name__ == "__main__":
    make(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 500)
