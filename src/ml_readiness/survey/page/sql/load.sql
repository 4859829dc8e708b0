-- What each line says, once for a repository and a day: the last one that was read counts.
CREATE TABLE raw AS
SELECT *
FROM read_json($lines, format = 'newline_delimited', columns = {columns}, maximum_object_size = $longest);

CREATE TABLE line AS
WITH once AS (
    SELECT lower(repository) AS key, * EXCLUDE (source, number, report, error),
        error.message AS error, error.hint AS hint,
        coalesce(len(report.errors) + report.errors_left_out, 0) AS errors
    FROM raw
    QUALIFY row_number() OVER (PARTITION BY key, day ORDER BY source DESC, number DESC) = 1
)
-- The newest line of a repository has age 1, the one before it age 2.
SELECT *, row_number() OVER (PARTITION BY key ORDER BY day DESC) AS age
FROM once;

-- A row for each manifest that was judged.
CREATE TABLE system AS
WITH unnested AS (
    SELECT line.key, line.day, line.age, unnest(raw.report.manifests) AS m,
        generate_subscripts(raw.report.manifests, 1) AS place
    FROM line JOIN raw USING (place)
)
SELECT key, day, age, m.path AS path, m.name AS name, m.rubric AS rubric, m.score AS score,
    m.claimed_score AS claimed_score, m.maximum AS maximum, m.policy.minimum.value AS minimum,
    m.verdict.passed AS passed, m.band.id AS band, m.band.label AS band_label,
    m.checklist.considered AS considered, m.checklist.total AS points,
    [each.id FOR each IN m.sections IF each.points = m.score] AS binding,
    [each.id || ' ' || plain(each.points) FOR each IN m.sections] AS sections,
    m.policy AS policy, m AS manifest
FROM unnested
QUALIFY row_number() OVER (PARTITION BY key, day, path ORDER BY place) = 1;

-- A row for each criterion and each point of the checklist, with what is cited for it.
CREATE TABLE claim AS
WITH section AS (
    SELECT key, day, age, path, unnest(manifest.sections) AS s FROM system
), criterion AS (
    SELECT key, day, age, path, unnest(s.criteria) AS c FROM section
), item AS (
    SELECT key, day, age, path, unnest(manifest.checklist.items) AS c FROM system
)
SELECT key, day, age, path, c.id AS id, c.reason AS reason, c.evidence AS evidence FROM criterion
UNION ALL BY NAME
SELECT key, day, age, path, c.id AS id, c.reason AS reason, c.evidence AS evidence FROM item;

-- What is wrong, by kind: of a claim, or of one piece of its evidence.
CREATE TABLE wrong AS
WITH piece AS (
    SELECT key, day, age, path, id, unnest(evidence) AS e FROM claim
), of_piece AS (
    SELECT key, day, age, path, id, e.ref AS ref, CASE
        WHEN e.reason = 'run-red' THEN 'red'
        WHEN e.reason = 'run-too-old' THEN 'late'
        WHEN e.reason = 'switched-off' THEN 'switched-off'
        WHEN e.outcome IN ('missing', 'invalid') THEN 'broken'
        WHEN e.outcome IN ('restricted', 'unreachable') THEN 'unasked'
        WHEN e.weakness IS NOT NULL THEN 'weak'
    END AS kind
    FROM piece
), of_claim AS (
    SELECT key, day, age, path, id, NULL AS ref, CASE
        WHEN reason = 'stale' THEN 'stale'
        WHEN reason IN ('only-prose', 'not-proven') THEN 'unproven'
    END AS kind
    FROM claim
)
SELECT * FROM of_piece WHERE kind IS NOT NULL
UNION ALL BY NAME
SELECT * FROM of_claim WHERE kind IS NOT NULL;

CREATE TABLE counted AS
SELECT system.key, system.day, any_value(system.age) AS age, system.path,
    count(*) FILTER (kind = 'broken') AS broken,
    count(*) FILTER (kind = 'stale') AS stale,
    count(*) FILTER (kind = 'weak') AS weak,
    count(*) FILTER (kind = 'unproven') AS unproven,
    count(*) FILTER (kind = 'red') AS red,
    count(*) FILTER (kind = 'late') AS late,
    count(*) FILTER (kind = 'switched-off') AS switched_off,
    count(*) FILTER (kind = 'unasked') AS unasked
FROM system LEFT JOIN wrong USING (key, day, path)
GROUP BY system.key, system.day, system.path;

ALTER TABLE system DROP COLUMN manifest;
DROP TABLE raw;
DROP TABLE claim;
