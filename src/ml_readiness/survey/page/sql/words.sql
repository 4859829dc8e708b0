-- 4 for 4.0000 and 4.5 for 4.5000.
CREATE MACRO plain(number) AS rtrim(rtrim(number::DECIMAL(18, 4)::VARCHAR, '0'), '.');

-- A text that a spreadsheet shows and does not compute.
-- Some divide cells at semicolons, whatever stands in quotes.
CREATE TABLE formula AS SELECT '(^|;)(' || $start || ')' AS start;
CREATE MACRO cell(shown) AS
    regexp_replace(shown, (SELECT start FROM formula), '\1''\2', 'g');
