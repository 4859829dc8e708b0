"""What is prose: a document shows that somebody looked, not that anything runs."""

from posixpath import basename, splitext

DOCUMENT_ENDINGS = frozenset(
    (
        # Markdown, reStructuredText, AsciiDoc, text, HTML
        *(".md", ".markdown", ".mdown", ".mkd", ".rst", ".adoc", ".asciidoc", ".asc"),
        *(".txt", ".text", ".html", ".htm", ".xhtml"),
        # PDF and office documents
        *(".pdf", ".ps", ".doc", ".docx", ".odt", ".rtf", ".pages"),
        *(".ppt", ".pptx", ".odp", ".key", ".xls", ".ods", ".numbers"),
        # tables
        *(".csv", ".tsv", ".parquet", ".xlsx"),
        # pictures
        *(".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp", ".bmp", ".tif", ".tiff", ".ico"),
        ".drawio",
        # notebooks
        ".ipynb",
    )
)
LICENCES = frozenset(("license", "licence", "copying", "notice", "authors", "unlicense"))
# Files without an ending that something runs.
RUN = frozenset(("makefile", "gnumakefile", "dockerfile", "containerfile", "jenkinsfile"))
YAML = (".yml", ".yaml")


def is_prose(path: str, *, runs: bool = False) -> bool:
    """Whether a file is a document; `runs` says that one without an ending can be executed."""
    name = basename(path).lower()
    stem, ending = splitext(name)
    if name.startswith("."):
        return not name.endswith(YAML)
    if stem in LICENCES or ending in DOCUMENT_ENDINGS:
        return True
    return not ending and name not in RUN and not runs
