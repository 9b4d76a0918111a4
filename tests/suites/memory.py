"""No leak, and no use of memory that is not the program's, as valgrind sees it."""
import os

from kit import NOW, POSTS, SANITIZED, WENZHAI, ZONE, Skip, need, run, scratch, seconds


@seconds(900)
def test_no_leak():
    if SANITIZED:
        raise Skip("valgrind does not run sanitizer builds")
    need("valgrind")
    folder = scratch()
    # Two posts that hold a picture, a table, code and ruby between them.
    posts = [os.path.join(POSTS, "科学", "望远镜周刊", "潮水为什么一天来两次.md"),
             os.path.join(POSTS, "编程", "木匠铺", "把 Makefile 写得像一篇短文.md")]
    done = run(["valgrind", "-q", "--leak-check=full", "--errors-for-leak-kinds=definite,indirect",
                "--show-leak-kinds=definite,indirect", "--error-exitcode=99", WENZHAI, "build", "-j", "2", "--now", NOW,
                "--timezone", ZONE, "-o", os.path.join(folder, "a.epub"), "-o", os.path.join(folder, "a.pdf")] + posts)
    assert done.status == 0, done.err[-8000:]
