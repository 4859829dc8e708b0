"""What the page asks DuckDB: each answer is small, or is streamed."""

TOTALS = """
SELECT count(*) AS repositories, min(day) AS first, max(day) AS last,
    count(*) FILTER (standing = 'judged') AS judged,
    count(*) FILTER (standing = 'judged' AND ready) AS ready,
    count(*) FILTER (standing = 'not-evaluated') AS not_evaluated,
    count(*) FILTER (standing = 'no-manifest') AS no_manifest,
    count(*) FILTER (standing = 'empty') AS empty,
    count(*) FILTER (standing = 'error') AS error,
    (SELECT count(*) FROM line WHERE age = 2) AS compared,
    (SELECT count(*) FROM lowered) AS lowered,
    (SELECT count(*) FROM moved) AS moved
FROM present
"""

# Bands of a rubric in their order, those of the built-in rubrics also where nobody is.
BANDS = """
WITH known AS (
    SELECT unnest(from_json($1,
        '[{"rubric": "VARCHAR", "band": "VARCHAR", "band_label": "VARCHAR", "place": "INTEGER"}]'
    ), recursive := true)
), there AS (
    SELECT rubric, band, band_label, count(*) AS n, min(score) AS lowest
    FROM present WHERE standing = 'judged' GROUP BY ALL
)
SELECT rubric, band, band_label, coalesce(n, 0) AS n
FROM there FULL JOIN known USING (rubric, band, band_label)
WHERE rubric IN (SELECT rubric FROM there)
ORDER BY rubric, place NULLS LAST, lowest, band, band_label
"""

BINDING_SECTIONS = """
SELECT section, count(*) AS n
FROM (SELECT unnest(binding) AS section FROM present WHERE standing = 'judged')
GROUP BY section ORDER BY n DESC, section
"""

FAULT_COUNTS = """
SELECT kind, count(DISTINCT key) AS n, count(*) AS pieces
FROM wrong WHERE age = 1 GROUP BY kind
"""

FAULTS_OF_A_KIND = """
SELECT repository, page, count(*) AS n
FROM wrong JOIN present USING (key)
WHERE wrong.age = 1 AND wrong.kind = $1
GROUP BY key, repository, page ORDER BY n DESC, key
"""

_MOVED = """
SELECT * FROM moved
ORDER BY day DESC, abs(change) DESC NULLS FIRST, key, path
"""
ALL_MOVED = _MOVED
FIRST_MOVED = f"{_MOVED} LIMIT $1"
MOVED_COUNTS = "SELECT kind, count(*) AS n FROM moved GROUP BY kind ORDER BY n DESC, kind"
_LOWERED = "SELECT * FROM lowered ORDER BY day DESC, key, path, bar, item"
ALL_LOWERED = _LOWERED
FIRST_LOWERED = f"{_LOWERED} LIMIT $1"

JUDGED = """
SELECT present.* EXCLUDE (sections), moved.change,
    array_to_string(present.binding, ', ') AS binds
FROM present LEFT JOIN moved ON moved.key = present.key AND moved.path = present.path
WHERE standing = 'judged' ORDER BY present.key
"""

OF_A_STANDING = """
SELECT repository, page, day, state, error, hint FROM present
WHERE standing = $1 ORDER BY key
"""

# Where each report is in the checked lines, with what has changed.
REPORTS = """
SELECT present.*, coalesce(m.rows, []) AS moved, coalesce(l.rows, []) AS lowered
FROM present
LEFT JOIN (SELECT key, list(moved ORDER BY path) AS rows FROM moved GROUP BY key) AS m USING (key)
LEFT JOIN (
    SELECT key, list(lowered ORDER BY path, bar, item) AS rows FROM lowered GROUP BY key
) AS l USING (key)
WHERE state = 'judged' ORDER BY key
"""
