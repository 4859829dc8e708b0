-- For other tools: a row for each manifest of each line, and one for a line without any.
CREATE TABLE exported AS
SELECT row_number() OVER (ORDER BY line.key, line.day, system.path) AS place, line.repository, line.default_branch, line."commit", line.day, line.state,
    system.path AS manifest, system.name, system.rubric,
    system.score::DOUBLE AS score, system.claimed_score::DOUBLE AS claimed_score,
    system.maximum::DOUBLE AS maximum, system.minimum::DOUBLE AS minimum, system.passed,
    system.band, system.band_label,
    array_to_string(system.binding, '; ') AS binding,
    array_to_string(system.sections, '; ') AS sections,
    system.considered, system.points,
    COLUMNS(counted.* EXCLUDE (key, day, age, path)), line.errors, line.error
FROM line
LEFT JOIN system USING (key, day)
LEFT JOIN counted ON counted.key = line.key AND counted.day = line.day
    AND counted.path = system.path;
-- The same rows for a spreadsheet: every cell is text, and none is a formula.
CREATE TABLE celled AS
SELECT place, cell(repository) AS repository, cell(default_branch) AS default_branch,
    cell("commit") AS "commit", day::VARCHAR AS day, state, cell(manifest) AS manifest, cell(name) AS name,
    cell(rubric) AS rubric, plain(score) AS score, plain(claimed_score) AS claimed_score,
    plain(maximum) AS maximum, plain(minimum) AS minimum, passed::VARCHAR AS passed,
    cell(band) AS band, cell(band_label) AS band_label, cell(binding) AS binding,
    cell(sections) AS sections, considered::VARCHAR AS considered, points::VARCHAR AS points,
    broken::VARCHAR AS broken, stale::VARCHAR AS stale, weak::VARCHAR AS weak,
    unproven::VARCHAR AS unproven, red::VARCHAR AS red, late::VARCHAR AS late,
    switched_off::VARCHAR AS switched_off, unasked::VARCHAR AS unasked, errors::VARCHAR AS errors,
    cell(error) AS error
FROM exported;
