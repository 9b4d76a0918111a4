"""A web server on loopback that serves pictures, well and in every bad way, and posts
that name them.  No suite of its own: fetch.py and others use it."""
import collections
import functools
import http.server
import os
import re
import socket
import socketserver
import ssl
import struct
import subprocess
import threading
import time
import urllib.parse
import zlib

from kit import scratch, wenzhai


def png(seed, width=8, height=8):
    """A small picture that no other seed gives."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    rows = b"".join(b"\0" + bytes((seed >> shift & 255) for shift in (0, 8, 16)) * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def big(seed):
    """One that a reader sees as a picture, and that needs no conversion."""
    return png(seed, 300, 200)


@functools.lru_cache
def bomb():
    """Sixty megabytes in sixty kilobytes."""
    squeeze = zlib.compressobj(9, wbits=31)
    return squeeze.compress(bytes(60 << 20)) + squeeze.flush()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        path = self.path
        if path.startswith("http://"):  # asked as a proxy
            self.server.proxied.append(path)
            path = urllib.parse.urlsplit(path).path
        web = self.server
        with web.lock:
            web.requests.append((path, dict(self.headers)))
            web.open += 1
            web.most = max(web.most, web.open)
            web.asked[path] += 1
        self.is_open = True
        try:
            name, _, rest = path.strip("/").partition("/")
            handle = getattr(self, "serve_" + name.split("?")[0].replace("-", "_"), None)
            if handle:
                handle(rest)
            else:
                self.answer(404, b"nothing here")
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            self.leave()

    def leave(self):
        """No longer counted: before the client has all, who may ask for the next before this thread goes on."""
        with self.server.lock:
            self.server.open -= self.is_open
        self.is_open = False

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        headers.setdefault("Content_Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.leave()
        self.wfile.write(body)

    # ---- well ----

    def serve_png(self, rest):
        time.sleep(self.server.delay)
        number = int(re.match(r"\d+", rest).group())
        self.answer(200, png(number), Content_Type="image/png")

    def serve_big(self, rest):
        self.answer(200, big(int(rest)))

    def serve_tagged(self, rest):
        """With validators: 304 to who has it."""
        body = png(self.server.version)
        tag, date = '"v%d"' % self.server.version, "Mon, 12 Jul 2021 06:28:20 GMT"
        if self.headers.get("If-None-Match") == tag and self.headers.get("If-Modified-Since") == date:
            self.answer(304, ETag=tag)
        else:
            self.answer(200, body, ETag=tag, Last_Modified=date)

    def serve_moved(self, rest):
        """/moved/3/png/7: three redirects, then the picture."""
        count, _, where = rest.partition("/")
        to = "/" + where if count == "1" else "/moved/%d/%s" % (int(count) - 1, where)
        self.answer(302, Location=to)

    def serve_referer(self, rest):
        right = self.headers.get("Referer") == "https://page.example/"
        self.answer(*((200, png(77)) if right else (403, b"")))

    def serve_no_referer(self, rest):
        self.answer(*((403, b"") if "Referer" in self.headers else (200, png(78))))

    # ---- for a while ----

    def first_time(self):
        return self.server.asked[self.path] == 1

    def serve_flaky(self, rest):
        self.answer(*((500, b"") if self.first_time() else (200, png(int(rest) + 5000))))

    def serve_busy(self, rest):
        if self.first_time():
            self.answer(429, Retry_After="2")
        else:
            self.answer(200, png(int(rest) + 6000))

    def serve_away(self, rest):
        self.answer(503, Retry_After="86400")

    def serve_eternal(self, rest):
        self.answer(503, Retry_After="9223372036854775807")

    def serve_shifting(self, rest):
        """Leads to a mirror that is broken; later to one that is not."""
        to = "/broken/" if self.first_time() else "/moved/4/png/"
        self.answer(302, Location=to + rest)

    def serve_broken(self, rest):
        self.answer(500)

    def serve_wordy(self, rest):
        """A redirect with a page that says so at length."""
        self.answer(302, b"moved " * 40000, Location="/png/" + rest)

    def serve_gone(self, rest):
        self.answer(410)

    # ---- badly ----

    def serve_loop(self, rest):
        self.answer(301, Location="/loop/" + rest)

    def serve_to(self, rest):
        """/to?URL: redirects there."""
        self.answer(302, Location=urllib.parse.unquote(self.path.split("?", 1)[1]))

    def serve_drip(self, rest):
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        for byte in png(1) * 100:
            self.wfile.write(bytes([byte]))
            self.wfile.flush()
            if self.server.stopped.wait(1):
                return

    def serve_endless(self, rest):
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        while not self.server.stopped.is_set():
            self.wfile.write(b"\x89PNG\r\n\x1a\n" * 8192)

    def serve_silent(self, rest):
        self.close_connection = True
        self.server.stopped.wait(60)

    def serve_heads(self, rest):
        self.close_connection = True
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while not self.server.stopped.is_set():
            self.wfile.write(b"X-More: and more and more and more and more\r\n" * 100)

    def serve_long(self, rest):
        """Says more than it sends."""
        self.close_connection = True
        self.answer(200, png(2), Content_Length="500000")

    def serve_short(self, rest):
        """Says less than it sends."""
        self.close_connection = True
        self.answer(200, png(3), Content_Length="20")

    def serve_huge(self, rest):
        self.close_connection = True
        self.answer(200, b"", Content_Length="50000000000")

    def serve_bomb(self, rest):
        self.answer(200, bomb(), Content_Encoding="gzip")

    def serve_cut(self, rest):
        body = png(4, 300, 300)
        self.answer(200, body[:-40])

    def serve_icon(self, rest):
        self.answer(200, b"\0\0\1\0\1\0\x10\x10" + b"\0" * 200)

    def serve_jxl(self, rest):
        self.answer(200, b"\xff\x0a" + b"\0" * 200)

    def serve_page(self, rest):
        self.answer(200, b"<!doctype html><html><body>not found</body></html>", Content_Type="image/png")

    def serve_empty(self, rest):
        self.answer(200, b"")

    def serve_nothing(self, rest):
        self.close_connection = True

    def serve_noise(self, rest):
        self.close_connection = True
        self.wfile.write(bytes(range(256)) * 50)


class Web(socketserver.ThreadingMixIn, http.server.HTTPServer):
    daemon_threads = True
    request_queue_size = 512
    block_on_close = False

    def __init__(self, delay=0, tls=None):
        super().__init__(("127.0.0.1", 0), Handler)
        self.lock, self.stopped = threading.Lock(), threading.Event()
        self.requests, self.proxied, self.asked = [], [], collections.Counter()
        self.open = self.most = 0
        self.delay, self.version = delay, 1
        if tls:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*tls)
            self.socket = context.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)
        self.base = "%s://localhost:%d" % ("https" if tls else "http", self.server_port)
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def handle_error(self, request, client_address):
        pass  # a client that was killed is no news

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.stopped.set()
        self.shutdown()
        self.server_close()

    def paths(self):
        with self.lock:
            return [path for path, _ in self.requests]


def write_posts(urls, per_post=10, folder=None):
    """A folder of posts that show these pictures, in order."""
    folder = folder or scratch()
    for number, start in enumerate(range(0, len(urls), per_post)):
        shown = "".join('<p>文字%d</p>\n<p><img src="%s"></p>\n' % (start + i, url)
                        for i, url in enumerate(urls[start:start + per_post]))
        write_post(folder, "p%05d.html" % number, shown)
    return folder


def write_post(folder, name, body, head=""):
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.write("---\ntitle: %s\ndate: 2021-07-12 08:00:00\n%s---\n%s" % (name, head, body))


NOW = "2021-07-26T08:00:00+08:00"


def fetch(store, *args, **options):
    """wenzhai fetch from this machine, at NOW unless the arguments say otherwise."""
    given = [str(a) for a in args]
    now = [] if "--now" in given else ["--now", NOW]
    return wenzhai("fetch", "--timezone", "Asia/Shanghai", "--progress", "never", "--allow-private", "--images", store,
                   *now, *given, **options)


def free_port():
    """A port at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def authority(folder):
    """(certificate of an authority, (certificate, key) of a server "localhost" that it signed)."""
    def openssl(*args):
        subprocess.run(["openssl", *args], cwd=folder, check=True, capture_output=True)
    key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")
    openssl("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-days", "2", "-subj", "/CN=tests")
    openssl("req", *key, "-keyout", "host.key", "-out", "host.csr", "-subj", "/CN=localhost")
    with open(os.path.join(folder, "names"), "w") as names:
        names.write("subjectAltName=DNS:localhost")
    openssl("x509", "-req", "-in", "host.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
            "-extfile", "names", "-out", "host.pem")
    path = lambda name: os.path.join(folder, name)
    return path("ca.pem"), (path("host.pem"), path("host.key"))
