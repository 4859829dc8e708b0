-- Of a repository and a day, the line that was read last; the newest one has age 1, then 2.
CREATE TABLE line AS
WITH once AS (
    SELECT * FROM every_line
    QUALIFY row_number() OVER (PARTITION BY key, day ORDER BY turn DESC) = 1
)
SELECT *, row_number() OVER (PARTITION BY key ORDER BY day DESC) AS age FROM once;

CREATE TABLE system AS
SELECT line.key, line.day, line.age, every_system.* EXCLUDE (turn, number)
FROM every_system JOIN line USING (turn)
QUALIFY row_number() OVER (PARTITION BY turn, path ORDER BY number) = 1;

CREATE TABLE wrong AS
SELECT line.key, line.day, line.age, every_wrong.* EXCLUDE (turn)
FROM every_wrong JOIN line USING (turn);

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

DROP TABLE every_line;
DROP TABLE every_system;
DROP TABLE every_wrong;
