COPY (SELECT * EXCLUDE (place) FROM exported ORDER BY place)
TO $parquet (FORMAT parquet, COMPRESSION zstd);

COPY (SELECT coalesce(COLUMNS(* EXCLUDE (place)), '') FROM celled ORDER BY place)
TO $csv (FORMAT csv, HEADER, FORCE_QUOTE *, DELIMITER ',', QUOTE '"', ESCAPE '"');
