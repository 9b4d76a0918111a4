"""wenzhai fetch over TLS: authorities of one's own, HTTP/2."""
import os
import re
import socket
import subprocess
import time

from fetch import new_store
from kit import contains, environment, equal, need, scratch
from web import Web, authority, fetch, free_port, png, write_posts


def test_tls_with_an_authority_of_ones_own():
    need("openssl")
    folder = scratch()
    ca, host = authority(folder)
    with Web(tls=host) as web:
        posts = write_posts([web.base + "/png/%d" % i for i in range(10)])
        done = fetch(new_store(), posts).want(1)
        contains(done.err, "certificate is not trusted")
        equal(web.requests, [])
        for name in ("CURL_CA_BUNDLE", "SSL_CERT_FILE"):
            contains(fetch(new_store(), posts, env=environment(**{name: ca})).want(0).summary(), "10 fetched")
        wrong = write_posts(["https://127.0.0.1:%d/png/1" % web.server_port])  # not the certificate's name
        contains(fetch(new_store(), wrong, env=environment(SSL_CERT_FILE=ca)).want(1).err, "not trusted")


def test_http2():
    """Over one connection."""
    need("openssl", "nghttpd")
    folder = scratch()
    ca, (certificate, key) = authority(folder)
    port, files = free_port(), scratch()
    for i in range(30):
        with open(os.path.join(files, "%d.png" % i), "wb") as file:
            file.write(png(i))
    server = subprocess.Popen(["nghttpd", "-v", "-a", "127.0.0.1", "-d", files, str(port), key, certificate],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        posts = write_posts(["https://localhost:%d/%d.png" % (port, i) for i in range(30)])
        store = new_store()
        contains(fetch(store, posts, env=environment(SSL_CERT_FILE=ca)).want(0).summary(), "30 fetched")
    finally:
        server.terminate()
        log = server.communicate()[0].decode("utf-8", "replace")
    equal(len(re.findall(r":path: /\d+\.png", log)), 30)
    # One was ours, to see whether it listens.
    assert len(set(re.findall(r"^\[id=(\d+)\].*recv HEADERS", log, re.M))) <= 2, "it did not stay on one connection"
