WITH RECURSIVE
  typed(t) AS (SELECT lower(coalesce(:words, ''))),
  -- one character a step: pairs of Han characters become the tokens of a phrase, letters and digits a word
  step(i, q) AS (
    SELECT 1, '' UNION ALL
    SELECT i + 1, q || CASE
      WHEN unicode(substr(t, i, 1)) BETWEEN 13312 AND 40959 THEN
        CASE
          WHEN i > 1 AND unicode(substr(t, i - 1, 1)) BETWEEN 13312 AND 40959 THEN
            CASE WHEN unicode(substr(t, i + 1, 1)) BETWEEN 13312 AND 40959 THEN ' ' || substr(t, i, 2) ELSE '"' END
          WHEN unicode(substr(t, i + 1, 1)) BETWEEN 13312 AND 40959 THEN ' AND "' || substr(t, i, 2)
          ELSE ' AND "' || substr(t, i, 1) || '"*'
        END
      WHEN substr(t, i, 1) GLOB '[a-z0-9]' THEN
        CASE WHEN i > 1 AND substr(t, i - 1, 1) GLOB '[a-z0-9]' THEN '' ELSE ' AND "' END || substr(t, i, 1) ||
        CASE WHEN substr(t, i + 1, 1) GLOB '[a-z0-9]' THEN '' ELSE '"' END
      ELSE '' END
    FROM step, typed WHERE i <= length(t))
SELECT records.id, records.kind, records.title, records.date, records.issue, records.pages,
       substr(records.text, 1, 200) AS beginning
FROM search JOIN records ON records.rowid = search.rowid
WHERE search MATCH (SELECT coalesce(nullif(substr(q, 6), ''), '""') FROM step ORDER BY i DESC LIMIT 1)
ORDER BY bm25(search, 8.0, 3.0, 1.0), records.rowid LIMIT 100
