"""Pictures of every type, whole and hostile, in both formats: what a screen or a sheet gets of them.

All are made here, by ImageMagick or byte by byte, from arithmetic and nothing else.
"""
import functools
import glob
import os
import random
import re
import resource
import shutil
import signal
import struct
import subprocess
import threading
import time
import zipfile
import zlib

import gallery
from kit import SANITIZED, WENZHAI, ZONE, Skip, build, contains, environment, equal, need, once, post, run, scratch, seconds, wenzhai

SLOW = 8 if SANITIZED else 1
# The box of EBOOKS.md's table, and whether grey.
SCREENS = {"a5": (1448, 1931, False), "kindle": (1264, 1680, True), "phone": (1080, 1440, False)}
EVERY_SCREEN = dict(SCREENS, **{
    "eink6": (1072, 1448, True), "eink7": (1264, 1680, True), "kobo": (1264, 1680, True), "eink8": (1440, 1920, True),
    "eink10": (1404, 1872, True), "remarkable2": (1404, 1872, True), "boox": (1404, 1872, True),
    "a4": (1448, 1931, False), "a4-2col": (1448, 1931, False), "b5": (1448, 1931, False), "letter": (1448, 1931, False),
    "140x200mm": (1448, 1931, False)})
# Of the digest: `make check-pictures` asks for five hundred, at every profile.
DIGEST = int(os.environ.get("WENZHAI_DIGEST") or 0)


def draw(*args):
    subprocess.run(["convert", "-seed", "7", *args], check=True)


def make_kinds(folder):
    """One picture of each type and trouble."""
    def path(name):
        return os.path.join(folder, name)
    photo = path("photo.jpg")
    draw("-size", "900x700", "plasma:fractal", "-resize", "2000x1500!", "-quality", "90", photo)
    draw(photo, "-interlace", "JPEG", path("progressive.jpg"))
    draw(photo, "-resize", "900x", "-colorspace", "CMYK", path("cmyk.jpg"))
    draw(photo, "-resize", "1200x", path("photo.png"))
    draw(photo, "-resize", "1200x", "-depth", "16", "-colorspace", "Gray", path("grey16.png"))
    draw("-size", "1600x1200", "xc:none", "-fill", "#208040", "-draw", "circle 800,600 800,100", path("clear.png"))
    draw("-size", "1700x1300", "xc:white", "-stroke", "#c02020", "-draw", "line 0,0 1700,1300 line 0,1300 1700,0",
         "-pointsize", "90", path("drawing.png"))
    draw("-size", "400x300", "xc:red", "xc:blue", path("moving.gif"))
    draw(photo, "-resize", "1800x", path("photo.webp"))
    draw(path("clear.png"), "-resize", "1500x", path("clear.webp"))
    draw(photo, "-resize", "800x", path("photo.avif"))
    draw(photo, "-resize", "800x", path("photo.heic"))
    draw(photo, "-resize", "1900x", "-compress", "LZW", path("photo.tiff"))
    draw(photo, "-resize", "900x", "BMP3:" + path("photo.bmp"))
    with open(path("drawing.svg"), "w") as file:
        file.write("<svg xmlns='http://www.w3.org/2000/svg' width='300' height='200'>"
                   "<rect width='150' height='200' fill='#c00'/></svg>")
    # Names lie.
    os.rename(path("photo.webp"), path("webp.jpg"))
    os.rename(path("photo.bmp"), path("bmp.png"))


def kinds():
    need("convert")
    return once("picture-kinds", make_kinds)


def site_of(names, folder=None):
    """A folder with a post that shows these of the kinds."""
    place, source = scratch(), folder or kinds()
    for name in names:
        os.link(os.path.join(source, name), os.path.join(place, name))
    post(place, "a.md", "<p>图如下。</p>" + "".join('<p><img src="%s" alt="图%d"></p>' % n for n in
                                                zip(names, range(len(names)))) + "<p>图毕矣。</p>")
    return place


def all_kinds():
    return sorted(n for n in os.listdir(kinds()) if not n.startswith("."))


class Picture:
    """What a PNG or JPEG says of itself."""

    def __init__(self, data):
        self.data, self.alpha, self.baseline = data, False, True
        if data.startswith(b"\x89PNG"):
            self.kind = "image/png"
            self.width, self.height, _, colour = struct.unpack(">IIBB", data[16:26])
            self.grey, self.alpha = colour in (0, 4), colour >= 4 or b"tRNS" in data[:900]
        else:
            self.kind, at = "image/jpeg", 2
            while data[at + 1] not in (0xC0, 0xC1, 0xC2):
                at += 2 + struct.unpack(">H", data[at + 2:at + 4])[0]
            self.baseline = data[at + 1] == 0xC0
            self.height, self.width, parts = struct.unpack(">HHB", data[at + 5:at + 10])
            self.grey = parts == 1


def pictures_of(epub):
    """[(media type, Picture)] of the issue's own pictures, the cover aside."""
    with zipfile.ZipFile(epub) as book:
        opf = book.read("EPUB/package.opf").decode()
        items = re.findall(r'<item [^>]*href="(p[0-9a-f]+-[^"]+)"[^>]*media-type="([^"]+)"', opf) or \
            [(h, t) for t, h in re.findall(r'<item [^>]*media-type="([^"]+)"[^>]*href="(p[0-9a-f]+-[^"]+)"', opf)]
        return [(kind, Picture(book.read("EPUB/" + name))) for name, kind in items]


def fit_screen(epub, width, height, grey):
    """The book's pictures, none of which is over its profile's limits."""
    found = pictures_of(epub)
    for kind, p in found:
        equal(kind, p.kind, "media type")
        assert p.width <= width and p.height <= height and p.width * p.height <= 4 << 20, (p.width, p.height)
        assert len(p.data) <= 1 << 20 and p.baseline and not p.alpha, epub
        assert p.grey or not grey, "colour on a grey screen"
    return found


def fit_sheet(pdf, grey):
    """The numbers of the images of a PDF, none of which is over 300 dpi where it is shown largest."""
    run(["qpdf", "--check", pdf]).want(0)
    rows = [line.split() for line in run(["pdfimages", "-list", pdf]).want(0).out.splitlines()[2:]]
    for row in rows:
        # What the cover shows again, smaller, is the same object.
        largest = min(int(r[12]) for r in rows if r[10] == row[10])
        assert largest <= 301, row
        assert not grey or row[5] in ("gray", "index"), row
    assert [r for r in rows if r[2] == "smask"], "transparency is lost"
    return {(r[10], r[11]) for r in rows if r[2] == "image"}


@seconds(120)
def test_all_kinds_on_screens():
    """Each becomes what a reader can show, within its profile's limits."""
    for profile, (width, height, grey) in SCREENS.items():
        epub = os.path.join(scratch(), "a.epub")
        done = build("-v", "--profile", profile, "-o", epub, site_of(all_kinds())).want(0)
        assert not done.codes() & {"bad-picture", "picture-type", "no-picture"}, done.err
        equal(len(fit_screen(epub, width, height, grey)), len(all_kinds()), profile)


@seconds(120)
def test_all_kinds_on_sheets():
    need("pdfimages", "qpdf")
    for profile in ("a4-2col", "eink7"):
        pdf = os.path.join(scratch(), "a.pdf")
        build("--profile", profile, "-o", pdf, site_of(all_kinds())).want(0)
        assert len(fit_sheet(pdf, profile == "eink7")) >= len(all_kinds())


# ---- a digest ----

def digest():
    """Its folder, and how many pictures it has."""
    need("convert")
    count = DIGEST or 24
    return once("picture-digest", lambda folder: gallery.make(folder, count)), count


def keep(path, name):
    """Where somebody wants to look at it."""
    if os.environ.get("WENZHAI_KEEP"):
        shutil.copy(path, os.path.join(os.environ["WENZHAI_KEEP"], name))


@seconds(3600 if DIGEST else 120)
def test_digest_on_every_screen():
    """Pictures of all types, none over its screen's limits, and nothing left out."""
    site, count = digest()
    store = os.path.join(scratch(), "store")
    wenzhai("fetch", "--images", store, "--timezone", "Asia/Shanghai", site).want(0)
    for profile in EVERY_SCREEN if DIGEST else ("eink6", "a4-2col"):
        width, height, grey = EVERY_SCREEN[profile]
        epub = os.path.join(scratch(), "a.epub")
        done = build("-v", "--images", store, "--profile", profile, "-o", epub, site).want(0)
        assert not done.codes() & {"bad-picture", "picture-type", "no-picture", "over-budget"}, done.err
        found = len(fit_screen(epub, width, height, grey))
        assert count * 0.95 <= found <= count, (profile, found)  # two may come out equal, grey or small as they are
        if "budget" in done.codes():
            assert 0.98 * (25 << 20) <= os.path.getsize(epub) <= 25 << 20, (profile, os.path.getsize(epub))
        keep(epub, profile + ".epub")


@seconds(3600 if DIGEST else 120)
def test_digest_on_every_sheet():
    need("pdfimages", "qpdf")
    site, count = digest()
    for profile in EVERY_SCREEN if DIGEST else ("eink8",):
        pdf = os.path.join(scratch(), "a.pdf")
        done = build("-v", "--profile", profile, "-o", pdf, site).want(0)
        assert not done.codes() & {"bad-picture", "picture-type", "no-picture", "over-budget"}, done.err
        assert len(fit_sheet(pdf, EVERY_SCREEN[profile][2])) >= count * 0.95
        keep(pdf, profile + ".pdf")


if DIGEST:  # a quarter of an hour
    @seconds(3600)
    def test_digest_within_budgets():
        """Of every picture of five hundred the budget takes what it must; too long for less."""
        site, _ = digest()
        for kind, profile, part in (("epub", "a5", 0.6), ("epub", "phone", 0.3), ("pdf", "a4", 0.5), ("pdf", "eink10", 0.8)):
            path = os.path.join(scratch(), "a." + kind)
            build("--profile", profile, "-o", path, site).want(0)
            most = int(os.path.getsize(path) * part)
            done = build("-v", "--profile", profile, "--max-size", most, "-o", path, site).want(0)
            assert "budget" in done.codes(), done.err
            assert 0.98 * most <= os.path.getsize(path) <= most, (kind, profile, os.path.getsize(path), most)
            keep(path, "budget-%s.%s" % (profile, kind))


def test_turned_upright():
    """Exif's orientation is applied, and gone."""
    need("convert")
    folder = scratch()
    draw("-size", "400x200", "gradient:black-white", os.path.join(folder, "p.jpg"))
    with open(os.path.join(folder, "p.jpg"), "rb") as file:
        data = file.read()
    exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0"
    with open(os.path.join(folder, "p.jpg"), "wb") as file:
        file.write(data[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + data[2:])
    post(folder, "a.md", '<p>图。</p><p><img src="p.jpg" alt="立图"></p>')
    epub = os.path.join(scratch(), "a.epub")
    build("-o", epub, folder).want(0)
    (_, p), = pictures_of(epub)
    equal((p.width, p.height), (200, 400))
    assert b"Exif" not in p.data


def test_same_picture_twice():
    need("convert")
    folder, epub = scratch(), os.path.join(scratch(), "a.epub")
    draw("-size", "300x200", "xc:red", os.path.join(folder, "a.png"))
    shutil.copy(os.path.join(folder, "a.png"), os.path.join(folder, "b.png"))
    post(folder, "a.md", '<p>图。</p><p><img src="a.png" alt="一"></p><p><img src="b.png" alt="二"></p>')
    post(folder, "b.md", '<p>文。</p><p><img src="a.png" alt="三"></p>')
    build("-o", epub, folder).want(0)
    equal(len(pictures_of(epub)), 1)


def clear_noise(seed, side):
    """A PNG that no filter makes smaller, half transparent."""
    chance = random.Random(seed)
    return gallery.png_file(side, side, 8, 6, [chance.randbytes(side * 4) for _ in range(side)])


@seconds(240)
def test_memory_does_not_grow_with_transparent_pictures():
    """What must be decoded for a PDF waits on the disk."""
    if SANITIZED:
        raise Skip("a sanitizer takes memory of its own")
    pdf, peaks, sizes = os.path.join(scratch(), "a.pdf"), [], []
    for count in (4, 24):
        folder = scratch()
        for i in range(count):
            with open(os.path.join(folder, "p%d.png" % i), "wb") as file:
                file.write(clear_noise(i, 700))
        post(folder, "a.md", "".join('<p>图。</p><p><img src="p%d.png" alt="图"></p>' % i for i in range(count)))
        done = build("-j", "2", "-o", pdf, folder)
        done.want(0)
        peaks.append(done.max_rss)
        sizes.append(os.path.getsize(pdf))
    assert sizes[1] - sizes[0] > 30 << 20, sizes
    assert peaks[1] - peaks[0] < 16 << 20, peaks


@seconds(240)
def test_long_text_beside_square_pictures():
    """What stands beside a picture that might be a QR code is looked at, not kept."""
    if SANITIZED:
        raise Skip("a sanitizer takes memory of its own")
    folder = scratch()
    with open(os.path.join(folder, "square.png"), "wb") as file:
        file.write(gallery.png_file(200, 200, 8, 0, [bytes(200)] * 200))
    post(folder, "a.md", '<p><img src="square.png" alt=""></p>' * 150 + "<p>%s</p>" % ("字" * 3000000))
    done = wenzhai("build", "-j", "1", "--timezone", ZONE, "-o", os.path.join(folder, "a.pdf"), "--dump=doc", folder)
    assert done.max_rss < 400 << 20, done.max_rss


@seconds(120)
def test_same_bytes_with_any_threads():
    site, results = site_of(["photo.jpg", "clear.webp", "drawing.png", "moving.gif", "cmyk.jpg"]), []
    for jobs in ("1", "4"):
        place = scratch()
        build("-j", jobs, "--profile", "kindle", "--max-size", "300K", "-o", os.path.join(place, "a.epub"),
              "-o", os.path.join(place, "a.pdf"), site).want(0)
        results.append([open(os.path.join(place, n), "rb").read() for n in ("a.epub", "a.pdf")])
    assert results[0] == results[1], "the threads show"


def test_cover_is_kept_as_long_as_nothing_on_it_changes():
    """A cover that the store has is the one that would be drawn."""
    need("convert")
    site, store = site_of(["drawing.png"]), os.path.join(scratch(), "store")
    covers = [os.path.join(scratch(), "c%d.png" % i) for i in range(2)]
    for path, colour in zip(covers, ("#408020", "#208040")):
        draw("-size", "300x400", "xc:" + colour, "-define", "png:compression-level=0", path)
    equal(*[os.path.getsize(c) for c in covers])
    with open(os.path.join(site, "b.md"), "w") as file:
        file.write("---\ntitle: 图\ndate: 2021-07-13 08:00:00\n---\n<p><img src='http://h.example/1.png'></p>\n")
    wenzhai("fetch", "--images", store, "--timeout", "1", "--timezone", "Asia/Shanghai", site)
    assert os.path.exists(os.path.join(store, "pictures.sqlite")), "no store was made"
    for options in (["--title", "甲"], ["--title", "乙"], ["--cover", covers[0]], ["--cover", covers[1]]):
        books = []
        for place in (["--images", store], ["--images", store], []):
            path = os.path.join(scratch(), "a.epub")
            build(*options, *place, "-o", path, site).want(0)
            books.append(open(path, "rb").read())
        assert books[0] == books[1] == books[2], options
    kept = [n for _, _, names in os.walk(os.path.join(store, "made")) for n in names if n.endswith("cover-v1")]
    equal(len(kept), 4)


# ---- budgets ----

def noisy(folder, n):
    for i in range(n):
        draw("-seed", str(i + 1), "-size", "480x360", "plasma:fractal", "-attenuate", "0.6", "+noise", "Gaussian", "-quality", "92", "-sampling-factor", "4:2:0",
             os.path.join(folder, "n%02d.jpg" % i))


@seconds(180)
def test_budget():
    """The file takes what it is given and no more; the last article's pictures are no worse than the first's."""
    need("convert")
    folder = once("picture-noise", lambda f: noisy(f, 10))
    names = sorted(n for n in os.listdir(folder) if n.endswith(".jpg"))
    site, place = scratch(), scratch()
    for i, name in enumerate(names):
        os.link(os.path.join(folder, name), os.path.join(site, name))
        post(site, "p%02d.md" % i, '<p>第%d篇。</p><p><img src="%s" alt="图"></p>' % (i, name))
    for kind, parts in (("epub", (0.8, 0.35)), ("pdf", (0.5,))):
        path = os.path.join(place, "a." + kind)
        whole = build("-o", path, site).want(0)
        assert "budget" not in whole.codes()
        before = os.path.getsize(path)
        for part in parts:
            most = int(before * part)
            done = build("-v", "--max-size", most, "-o", path, site).want(0)
            assert "budget" in done.codes(), done.err
            size = os.path.getsize(path)
            assert 0.98 * most <= size <= most, "%s: %d of %d" % (kind, size, most)
    build("--max-size", os.path.getsize(os.path.join(place, "a.epub")) * 3 // 4, "-o", os.path.join(place, "a.epub"), site).want(0)
    sizes = [len(p.data) for _, p in pictures_of(os.path.join(place, "a.epub"))]
    half = len(sizes) // 2
    assert 0.8 < sum(sizes[:half]) / sum(sizes[half:]) < 1.25, sizes


def test_budget_that_cannot_be_held():
    path = os.path.join(scratch(), "a.epub")
    done = build("--max-size", "1K", "-o", path, site_of(["photo.jpg"])).want(0)
    assert "over-budget" in done.codes(), done.err
    contains(build("--max-size", "12X", "-o", path, kinds()).want(2).err, "no size")


# ---- hostile ----

def png_of(width, height, rows):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)) + \
        chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b"")


def wide_png(width, height):
    """16 bits of four samples, all zero: a row has megabytes."""
    squeeze = zlib.compressobj(1)
    data = b"".join(squeeze.compress(bytes(1 + 8 * width)) for _ in range(height)) + squeeze.flush()
    return b"\x89PNG\r\n\x1a\n" + gallery.png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 16, 6, 0, 0, 0)) + \
        gallery.png_chunk(b"IDAT", data) + gallery.png_chunk(b"IEND", b"")


def gif_of_frames(n):
    frame = b"\x21\xf9\x04\0\0\0\0\0" + b"\x2c\0\0\0\0\x10\0\x10\0\0" + b"\x02\x02\x44\x01\0"
    return b"GIF89a\x10\0\x10\0\x80\0\0\xff\0\0\0\0\xff" + frame * n + b";"


def svg_of(inside):
    return ("<svg xmlns='http://www.w3.org/2000/svg' xmlns:xlink='http://www.w3.org/1999/xlink' width='600' "
            "height='400'>%s</svg>" % inside).encode()


BOMBS = {
    "60000.png": lambda: png_of(60000, 60000, b"\0" * 7501 * 60),
    "flat.png": lambda: png_of(8000, 8000, b"\0" * 1001 * 8000),
    "wide.png": lambda: wide_png(1000000, 24),
    "clear.png": lambda: wide_png(60000, 700),
    "frames.gif": lambda: gif_of_frames(10000),
    "huge.gif": lambda: b"GIF89a\xff\xff\xff\xff\x80\0\0\xff\0\0\0\0\xff\x2c\0\0\0\0\xff\xff\xff\xff\0\x02\x02\x44\x01\0;",
    "huge.bmp": lambda: b"BM" + struct.pack("<IIIIiiHHIIiiII", 60, 0, 54, 40, 60000, 60000, 1, 24, 0, 0, 0, 0, 0, 0) + b"\0" * 60,
    "huge.tiff": lambda: b"II*\0\x08\0\0\0\x05\0" + b"".join(struct.pack("<HHII", *row) for row in (
        (256, 4, 1, 60000), (257, 4, 1, 60000), (258, 3, 1, 8), (262, 3, 1, 1), (273, 4, 1, 8))) + b"\0\0\0\0",
    "laughs.svg": lambda: b"<!DOCTYPE svg [<!ENTITY a '%s'>]>" % (b"x" * 90) + svg_of("&a;"),
    "nested.svg": lambda: svg_of("<g>" * 20000),
    "uses.svg": lambda: svg_of("<defs><rect id='a0' width='5' height='5'/>" + "".join(
        "<g id='a%d'><use xlink:href='#a%d'/><use xlink:href='#a%d'/></g>" % (i + 1, i, i) for i in range(28)) +
        "</defs><use xlink:href='#a28'/>"),
    "filters.svg": lambda: svg_of("<filter id='f'>" + "<feGaussianBlur stdDeviation='5000'/>" * 20 + "</filter>" +
                                  "<rect width='600' height='400' filter='url(#f)'/>" * 500),
    "masks.svg": lambda: svg_of("<mask id='m'>" + "<rect width='9' height='9' mask='url(#m)'/>" * 1000 + "</mask>"),
    # What no scan of the text sees, and references that multiply: their process is ended.
    "escaped.svg": lambda: svg_of(r"<rect width='600' height='400' style='\66ilter:blur(99px)'/>" * 400),
    "levels.svg": lambda: svg_of("<defs><path id='b0' d='M0 0" + "q9 9 5 1z" * 800 + "'/>" + "".join(
        "<g id='b%d'>%s</g>" % (i + 1, "<use xlink:href='#b%d'/>" % i * 4) for i in range(7)) +
        "</defs><use xlink:href='#b7'/>"),
    "hidden.svg": lambda: svg_of("<!--><![CDATA[--><mask id='m'/><!--]]>-->"),
    "outside.svg": lambda: svg_of("<image xlink:href='file:///etc/passwd' width='600' height='400'/>"),
    "empty.png": lambda: b"",
    "zeros.jpg": lambda: b"\0" * 100000,
    "page.webp": lambda: b"<!doctype html><title>404</title>",
}
# These are pictures, only costly ones: shown, within the bound.
HARMLESS = {"flat.png", "frames.gif"}


def drawing(parent):
    """The processes that draw for this one."""
    found = []
    for path in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(path) as stat, open(os.path.dirname(path) + "/cmdline") as line:
                if stat.read().rpartition(")")[2].split()[1] == str(parent) and line.read().startswith("wenzhai-drawing"):
                    found.append(path.split("/")[2])
        except OSError:
            pass  # gone meanwhile
    return found


def test_interrupted_while_drawing():
    """A drawing is no reason to wait."""
    site = scratch()
    with open(os.path.join(site, "a.svg"), "wb") as file:
        file.write(BOMBS["escaped.svg"]())
    post(site, "a.md", '<p>前。</p><p><img src="a.svg" alt="图"></p>')
    process = subprocess.Popen([WENZHAI, "build", "--timezone", ZONE, "-o", os.path.join(scratch(), "a.epub"), site],
                               env=environment(), stderr=subprocess.PIPE)
    begun = time.monotonic()
    while time.monotonic() < begun + 60 and not drawing(process.pid):
        time.sleep(0.02)
    begun, processes = time.monotonic(), drawing(process.pid)
    assert processes, "it draws nothing"
    process.send_signal(signal.SIGTERM)
    err = process.communicate(timeout=60)[1].decode()
    equal(process.returncode, -signal.SIGTERM, err)
    assert time.monotonic() - begun < 3 * SLOW, "%.1f s" % (time.monotonic() - begun)
    contains(err, "[interrupted]")
    for pid in processes:
        assert not os.path.exists("/proc/%s" % pid), "a process is left"


def spent():
    """Processor time of all children so far, and of theirs: the same on a machine that has other things to do."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


@seconds(300)
def test_bombs():
    """Each costs its own picture, named, within a bound of time and memory."""
    site = scratch()
    for name, make in BOMBS.items():
        with open(os.path.join(site, name), "wb") as file:
            file.write(make())
    post(site, "a.md", "<p>前。</p>" + "".join('<p><img src="%s" alt="%s图"></p>' % (n, n[:3]) for n in BOMBS) + "<p>后。</p>")
    place, start = scratch(), spent()
    epub, pdf = os.path.join(place, "a.epub"), os.path.join(place, "a.pdf")
    done = build("-o", epub, "-o", pdf, site).want(0)
    assert spent() - start < 40 * SLOW, "%.0f s" % (spent() - start)
    assert SANITIZED or done.max_rss < 700 << 20, "%d MB" % (done.max_rss >> 20)
    told = "\n".join(d[3] for d in done.diagnostics())
    for name in BOMBS:
        assert (name in told) != (name in HARMLESS), "%s: %s" % (name, told)
    equal(len(pictures_of(epub)), len(HARMLESS))


def test_what_follows_a_picture_is_not_kept():
    """Twenty small pictures in files of 31 MB."""
    need("convert")
    site, names = scratch(), ["p%d.jpg" % i for i in range(20)]
    for i, name in enumerate(names):
        draw("-size", "200x%d" % (100 + i), "plasma:", os.path.join(site, name))
        os.truncate(os.path.join(site, name), 31 << 20)
    post(site, "a.md", "<p>图如下。</p>" + "".join('<p><img src="%s" alt="图"></p>' % n for n in names))
    epub = os.path.join(scratch(), "a.epub")
    done = build("-o", epub, site).want(0)
    equal(len(pictures_of(epub)), 20)
    assert SANITIZED or done.max_rss < 200 << 20, "%d MB" % (done.max_rss >> 20)


@seconds(180)
def test_damaged_files():
    """Cut short or with bytes changed, no type ends the build or stays unnamed for being empty."""
    site, names = scratch(), []
    for kind in all_kinds():
        with open(os.path.join(kinds(), kind), "rb") as file:
            data = file.read()
        if len(data) > 300000:
            data = data[:300000]
        flipped = bytearray(data)
        for at in range(30, len(flipped), 211):
            flipped[at] ^= 0x41
        for how, bad in (("cut", data[:len(data) // 3]), ("flip", bytes(flipped)), ("head", data[:40])):
            names.append("%s-%s" % (how, kind))
            with open(os.path.join(site, names[-1]), "wb") as file:
                file.write(bad)
            post(site, names[-1] + ".md", '<p>前。</p><p><img src="%s" alt="某图"></p><p>后。</p>' % names[-1])
    place = scratch()
    done = build("-o", os.path.join(place, "a.epub"), "-o", os.path.join(place, "a.pdf"), site, timeout=90 * SLOW).want(0)
    assert SANITIZED or done.max_rss < 700 << 20, "%d MB" % (done.max_rss >> 20)
    told = "\n".join(d[3] for d in done.diagnostics())
    for name in names:
        assert not name.startswith("head-") or name in told or "svg" in name, name + "\n" + told


# ---- judgement ----

def test_pictures_that_are_none():
    need("convert")
    folder = scratch()
    draw("-size", "1x1", "xc:white", os.path.join(folder, "count.png"))
    draw("-size", "600x2", "xc:gray", os.path.join(folder, "line.png"))
    draw("-size", "90x90", "xc:gray", os.path.join(folder, "qrcode_for_us.png"))
    draw("-size", "90x90", "xc:gray", os.path.join(folder, "b.png"))
    post(folder, "a.md", '<p>正文。<img src="count.png"></p><p><img src="line.png"></p><p><img src="qrcode_for_us.png"></p>'
         '<p><img src="b.png" alt="公众号二维码"></p><p>笑<img src="/static/emoji/1.png" alt="[笑]">了。</p>')
    out = build("--dump", "doc", folder).want(0).out
    assert "picture" not in out, out
    contains(out, "笑[笑]了。")


def test_missing_are_counted():
    folder = scratch()
    post(folder, "a.md", '<p>正文。</p><p><img src="https://h.example/1.png" alt="海边的灯塔"></p>'
         '<p><img src="https://h.example/2.png"></p>')
    path = os.path.join(scratch(), "a.epub")
    done = build("-o", path, folder).want(0)
    contains(done.summary(), "2 pictures not in the store: run wenzhai fetch")
    with zipfile.ZipFile(path) as book:
        text = "".join(book.read(n).decode() for n in book.namelist() if n.endswith(".xhtml"))
    contains(text, '<p class="missing">海边的灯塔</p>')


def test_the_program_starts_without_libvips():
    """It is looked up only when a picture must be decoded."""
    need("ldd")
    assert "libvips" not in run(["ldd", WENZHAI]).out


# ---- the store ----

@seconds(120)
def test_warm_store_decodes_nothing():
    """What one build made of the store's pictures the next one takes; so it does with a local one's."""
    from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=kinds()))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    site, store, names = scratch(), os.path.join(scratch(), "store"), all_kinds()
    shutil.copy(os.path.join(kinds(), "photo.jpg"), os.path.join(site, "here.jpg"))
    urls = ["http://127.0.0.1:%d/%s" % (server.server_port, n) for n in names] + ["here.jpg"]
    post(site, "a.md", "<p>图如下。</p>" + "".join('<p><img src="%s" alt="图%d"></p>' % (u, i) for i, u in enumerate(urls)))
    wenzhai("fetch", "--allow-private", "--images", store, "--timezone", "Asia/Shanghai", site).want(0)
    server.shutdown()
    books = []
    for told in (r"(\d+) pictures: [1-9]\d* decoded", r"(\d+) pictures: 0 decoded"):
        place = scratch()
        outputs = [os.path.join(place, n) for n in ("a.epub", "a.pdf")]
        done = build("-v", "--images", store, "--profile", "kindle", "-o", outputs[0], "-o", outputs[1], site).want(0)
        assert not done.codes() & {"bad-picture", "remote-picture", "bad-store"}, done.err
        match = re.search(told, done.err)
        assert match and int(match.group(1)) >= len(names), done.err
        books.append([open(path, "rb").read() for path in outputs])
    assert books[0] == books[1], "a warm store makes another book"
    equal(len(pictures_of(outputs[0])), len(names))
