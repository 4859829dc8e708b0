# A tag here, so that a build gets what was mended in it; a release hands in a digest.
ARG BASE=python:3.13-slim

FROM ${BASE} AS build
COPY requirements.txt /
RUN python -m venv --without-pip /opt/venv \
 && pip --python /opt/venv/bin/python install --disable-pip-version-check --no-cache-dir \
    --no-compile --only-binary :all: --quiet --require-hashes --no-deps --requirement /requirements.txt \
    --root-user-action=ignore \
 && find /opt/venv -type d '(' -name tests -o -name benchmarks ')' -prune -exec rm -r {} + \
 # They made the module that calls the parser of Markdown; to call it they are not needed.
 && rm -r /opt/venv/lib/python3.13/site-packages/cffi /opt/venv/lib/python3.13/site-packages/pycparser \
 # Nothing here compares trees with dulwich, which can do without this, or talks to anybody by it.
 && rm -r /opt/venv/lib/python3.13/site-packages/dulwich/_diff_tree.*.so \
    /opt/venv/lib/python3.13/site-packages/dulwich/porcelain \
    /opt/venv/lib/python3.13/site-packages/dulwich/cli.py \
    /opt/venv/lib/python3.13/site-packages/dulwich/client.py
# The base has its standard library without bytecode, and what a container compiles is lost with
# it. So all bytecode is made here, into a folder of its own. It is never compared with a source:
# both come from this build. What no run imports is left out: it would work all the same.
ENV PYTHONPYCACHEPREFIX=/opt/cache
RUN python -m compileall -q -f -j 0 --invalidation-mode unchecked-hash \
    -x '/(cffi|pycparser|_pydatetime|_pydecimal|_pyio|_pyrepl|asyncio|curses|dbm|doctest|ensurepip|idlelib|lib2to3|mailbox|multiprocessing|pdb|pickletools|pip|pydoc|pydoc_data|sqlite3|tarfile|tkinter|turtle|turtledemo|unittest|wsgiref|xmlrpc)(/|[.]py)|/tests?/|/ctypes/(?!(__init__|_endian)[.]py)|/encodings/(?!(__init__|aliases|ascii|idna|latin_1|punycode|unicode_escape|utf_8(_sig)?)[.]py)|/dulwich/(?!(__init__|_typing|errors|file|lru_cache|object_format|objects|pack|refs)[.]py)' \
    "$(python -c 'import sysconfig; print(sysconfig.get_path("stdlib"))')" /opt/venv/lib
COPY src/ml_readiness /opt/venv/lib/python3.13/site-packages/ml_readiness
COPY schema /opt/venv/lib/python3.13/site-packages/ml_readiness/schema
RUN python -m compileall -q -f --invalidation-mode unchecked-hash -x '/ml_readiness/cli/' \
    /opt/venv/lib/python3.13/site-packages/ml_readiness

FROM ${BASE}
LABEL org.opencontainers.image.title="ml-readiness" \
      org.opencontainers.image.source="https://github.com/ml-readiness/ml-readiness" \
      org.opencontainers.image.licenses="MIT"
COPY --from=build /opt/venv /opt/venv
COPY --from=build /opt/cache /opt/cache
# The whole argument list, without a shell: isolated, so that neither the variables nor the folder
# of the step that it runs in can put a module of theirs in place of one of ours.
ENTRYPOINT ["/opt/venv/bin/python", "-I", "-X", "pycache_prefix=/opt/cache", "-m", "ml_readiness.action"]
