-- The lines of one file, with their reports, which are not kept.
CREATE OR REPLACE TABLE raw AS
SELECT *
FROM read_json(
    $lines, format = 'newline_delimited', columns = {columns}, maximum_object_size = $longest
);

INSERT INTO every_line BY NAME
SELECT turn, part, place, lower(repository) AS key, repository, default_branch, "commit", day, state,
    error.message AS error, error.hint AS hint,
    coalesce(len(report.errors) + report.errors_left_out, 0) AS errors
FROM raw;

-- A row for each manifest that was judged.
INSERT INTO every_system BY NAME
SELECT turn, number, m.path AS path, m.name AS name, m.rubric AS rubric, m.score AS score,
    m.claimed_score AS claimed_score, m.maximum AS maximum, m.policy.minimum.value AS minimum,
    m.verdict.passed AS passed, m.band.id AS band, m.band.label AS band_label,
    m.checklist.considered AS considered, m.checklist.total AS points,
    [each.id FOR each IN m.sections IF each.points = m.score] AS binding,
    [each.id || ' ' || plain(each.points) FOR each IN m.sections] AS sections,
    m.policy AS policy
FROM (
    SELECT turn, unnest(report.manifests) AS m, generate_subscripts(report.manifests, 1) AS number
    FROM raw
);

-- What is wrong, by kind: of a criterion or point of the checklist, or of a piece cited for one.
INSERT INTO every_wrong BY NAME
WITH manifest AS (
    SELECT turn, unnest(report.manifests) AS m FROM raw
), section AS (
    SELECT turn, m.path AS path, unnest(m.sections) AS s FROM manifest
), criterion AS (
    SELECT turn, path, unnest(s.criteria) AS c FROM section
), item AS (
    SELECT turn, m.path AS path, unnest(m.checklist.items) AS c FROM manifest
), claim AS (
    SELECT turn, path, c.id AS id, c.reason AS reason, c.evidence AS evidence FROM criterion
    UNION ALL
    SELECT turn, path, c.id AS id, c.reason AS reason, c.evidence AS evidence FROM item
), piece AS (
    SELECT turn, path, id, unnest(evidence) AS e FROM claim
), of_both AS (
    SELECT turn, path, id, e.ref AS ref, CASE
        WHEN e.reason = 'run-red' THEN 'red'
        WHEN e.reason = 'run-too-old' THEN 'late'
        WHEN e.reason = 'switched-off' THEN 'switched-off'
        WHEN e.outcome IN ('missing', 'invalid') THEN 'broken'
        WHEN e.outcome IN ('restricted', 'unreachable') THEN 'unasked'
        WHEN e.weakness IS NOT NULL THEN 'weak'
    END AS kind
    FROM piece
    UNION ALL
    SELECT turn, path, id, NULL AS ref, CASE
        WHEN reason = 'stale' THEN 'stale'
        WHEN reason IN ('only-prose', 'not-proven') THEN 'unproven'
    END AS kind
    FROM claim
)
SELECT * FROM of_both WHERE kind IS NOT NULL;

DROP TABLE raw;
