"""A page of Markdown as HTML by GitHub's own parser, and the memory of it given back.

cmarkgfm frees neither the tree of a page nor its HTML, some fifty times what the page is long
(2025.10.22, seen on 2026-11-26; https://github.com/theacodes/cmarkgfm/issues/53). A short run may
leave that to its end; a survey and an editor may not.
"""

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

# Those that GitHub uses; notes are an option of the parser.
SYNTAX_EXTENSIONS = (b"table", b"autolink", b"tagfilter", b"strikethrough", b"tasklist")


class _Free(NamedTuple):
    """What gives back a tree, and what a text, each by its address."""

    tree: Callable[[int], object]
    text: Callable[[int], object]


def to_html(text: str) -> str:
    """The page with its raw HTML kept, and with the extensions that GitHub uses."""
    from cmarkgfm import _cmark
    from cmarkgfm.cmark import Options

    library, address = _cmark.lib, _cmark.ffi.cast
    options = (
        Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES | Options.CMARK_OPT_GITHUB_PRE_LANG
    )
    content, free = text.encode(), _free(_cmark.__file__)
    library.cmark_gfm_core_extensions_ensure_registered()
    parser = library.cmark_parser_new(options)
    for name in SYNTAX_EXTENSIONS:
        extension = library.cmark_find_syntax_extension(name)
        library.cmark_parser_attach_syntax_extension(parser, extension)
    library.cmark_parser_feed(parser, content, len(content))
    tree = library.cmark_parser_finish(parser)
    extensions = library.cmark_parser_get_syntax_extensions(parser)
    html = library.cmark_render_html(tree, options, extensions)
    # A note that is called and not there may make the parser cut a character in two.
    page: str = _cmark.ffi.string(html).decode(errors="replace")
    free.text(int(address("uintptr_t", html)))
    free.tree(int(address("uintptr_t", tree)))
    library.cmark_parser_free(parser)
    return page


@cache
def _free(path: str) -> _Free:
    """Taken from the library itself, where it lets them be seen; else the memory stays taken."""
    import ctypes

    try:
        library: Any = ctypes.CDLL(path)
        tree, allocator = library.cmark_node_free, library.cmark_get_default_mem_allocator
    except (AttributeError, OSError):  # on Windows
        return _Free(lambda _: None, lambda _: None)
    take = ctypes.CFUNCTYPE(None, ctypes.c_void_p)
    tree.argtypes, allocator.restype = [ctypes.c_void_p], ctypes.c_void_p
    # `calloc`, `realloc` and `free`, in this order, are all that an allocator is.
    return _Free(tree, take((ctypes.c_void_p * 3).from_address(allocator())[2] or 0))
