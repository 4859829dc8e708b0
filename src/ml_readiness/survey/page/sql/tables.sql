-- What every line says, also those that another one of the same day takes the place of.
CREATE TABLE every_line (
    turn BIGINT, part BIGINT, place BIGINT, key VARCHAR, repository VARCHAR, default_branch VARCHAR,
    "commit" VARCHAR, day DATE, state VARCHAR, error VARCHAR, hint VARCHAR, errors BIGINT
);
CREATE TABLE every_system (
    turn BIGINT, number BIGINT, path VARCHAR, name VARCHAR, rubric VARCHAR, score DECIMAL(18, 4),
    claimed_score DECIMAL(18, 4), maximum DECIMAL(18, 4), minimum DECIMAL(18, 4), passed BOOLEAN,
    band VARCHAR, band_label VARCHAR, considered BIGINT, points BIGINT, binding VARCHAR[],
    sections VARCHAR[], policy {policy}
);
CREATE TABLE every_wrong (turn BIGINT, path VARCHAR, id VARCHAR, ref VARCHAR, kind VARCHAR);
