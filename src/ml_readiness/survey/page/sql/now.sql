-- Where each repository stands now; one with several manifests stands where its lowest one does.
CREATE TABLE present AS
WITH lowest AS (
    SELECT * EXCLUDE (day, age, policy)
    FROM system WHERE age = 1
    QUALIFY row_number() OVER (
        PARTITION BY key ORDER BY score / nullif(maximum, 0) NULLS LAST, path
    ) = 1
), systems AS (
    SELECT key, count(*) AS systems, bool_and(passed) AS all_pass
    FROM system WHERE age = 1 GROUP BY key
), faults AS (
    SELECT key, sum(broken) AS broken, sum(stale) AS stale, sum(weak) AS weak,
        sum(unproven) AS unproven, sum(red) AS red, sum(late) AS late,
        sum(switched_off) AS switched_off, sum(unasked) AS unasked
    FROM counted WHERE age = 1 GROUP BY key
)
SELECT line.* EXCLUDE (age), lowest.* EXCLUDE (key), faults.* EXCLUDE (key),
    systems.systems, systems.all_pass AND line.errors = 0 AS ready,
    CASE WHEN line.state = 'judged' AND systems.systems IS NULL THEN 'not-evaluated'
        ELSE line.state END AS standing,
    -- A name of a file that a repository's name cannot choose.
    rtrim(left(trim(regexp_replace(line.key, '[^a-z0-9]+', '-', 'g'), '-'), 40), '-')
        || '-' || left(sha256(line.key), 16) || '.html' AS page
FROM line
LEFT JOIN lowest USING (key) LEFT JOIN systems USING (key) LEFT JOIN faults USING (key)
WHERE line.age = 1;

-- Each manifest against the survey before, where there is one of its repository.
CREATE TABLE moved AS
WITH pair AS (
    SELECT key, path, coalesce(now.name, was.name) AS name, was.score AS before, now.score AS score,
        was.band_label AS band_before, now.band_label AS band_label,
        now.rubric <> was.rubric AS other_rubric, was.key IS NULL AS new, now.key IS NULL AS gone
    FROM (SELECT * FROM system WHERE age = 2) AS was
    FULL JOIN (SELECT * FROM system WHERE age = 1) AS now USING (key, path)
)
SELECT pair.key, pair.path, pair.name, pair.before, pair.score, pair.band_before, pair.band_label,
    pair.score - pair.before AS change,
    present.repository, present.page, present.day, line.day AS since,
    CASE WHEN new THEN 'new'
        WHEN gone AND present.errors > 0 THEN 'not-evaluated'
        WHEN gone THEN 'gone'
        WHEN other_rubric THEN 'rubric'
        WHEN pair.score > before THEN 'up'
        WHEN pair.score < before THEN 'down'
    END AS kind
FROM pair JOIN present USING (key) JOIN line ON line.key = pair.key AND line.age = 2
WHERE kind IS NOT NULL AND present.state <> 'error' AND line.state <> 'error';

-- Each bar as a number that is larger the stricter it is; what a policy lacks is 0.
CREATE TABLE lowered AS
WITH named AS (
    SELECT key, age, path, 'minimum' AS bar, NULL AS item, policy.minimum.value AS shown,
        policy.minimum.value AS strict FROM system
    UNION ALL
    SELECT key, age, path, 'section', e.key, e.value.value, e.value.value
        FROM (SELECT key, age, path, unnest(map_entries(policy.sections)) AS e FROM system)
    UNION ALL
    SELECT key, age, path, 'checklist', NULL, policy.checklist.minimum.value,
        policy.checklist.minimum.value FROM system
    UNION ALL
    SELECT key, age, path, 'max-age-days', NULL, policy.max_age_days.value,
        1e9 - policy.max_age_days.value FROM system
    UNION ALL
    SELECT key, age, path, 'max-job-age-days', NULL, policy.max_job_age_days.value,
        1e9 - policy.max_job_age_days.value FROM system
    UNION ALL
    SELECT key, age, path, 'required', word, NULL, 1 FROM (
        SELECT key, age, path, unnest(policy.checklist.required).value AS word FROM system)
    UNION ALL
    SELECT key, age, path, 'prove-automation', word, NULL, 1 FROM (
        SELECT key, age, path, unnest(policy.prove_automation).value AS word FROM system)
    UNION ALL
    SELECT key, age, path, 'accept-links', word, NULL, -1 FROM (
        SELECT key, age, path, unnest(policy.accept_links).value AS word FROM system)
    UNION ALL
    SELECT key, age, path, 'refuse-weak', NULL, NULL, 1
        FROM system WHERE policy.refuse_weak IS NOT NULL
), of_both AS (
    SELECT named.* FROM named
    SEMI JOIN (
        SELECT key, path FROM system WHERE age <= 2 GROUP BY key, path HAVING count(*) = 2
    ) AS lasting USING (key, path)
    WHERE age <= 2 AND strict IS NOT NULL
), compared AS (
    SELECT key, path, bar, item,
        max(shown) FILTER (age = 2) AS before, max(shown) FILTER (age = 1) AS now,
        coalesce(max(strict) FILTER (age = 2), 0) AS was,
        coalesce(max(strict) FILTER (age = 1), 0) AS is_now
    FROM of_both GROUP BY key, path, bar, item
)
SELECT compared.* EXCLUDE (was, is_now), system.name, present.repository, present.page,
    present.day
FROM compared JOIN present USING (key)
JOIN system ON system.key = compared.key AND system.path = compared.path AND system.age = 1
WHERE is_now < was;
