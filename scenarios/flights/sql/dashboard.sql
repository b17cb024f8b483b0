-- 看板：一条流式查询供给整个页面，一个 Flink 作业。panel 列说明该行属于哪个图表；同一 (panel, k1, k2) 的新行替换旧行。
-- Dashboard: one streaming query, one Flink job, feeds the whole page. The panel column says which chart a row belongs to; a new row of
-- the same (panel, k1, k2) replaces the old one.
SELECT 'total' AS panel, '' AS k1, '' AS k2,
  SUM(scheduled) AS v1, SUM(departed) AS v2, SUM(cancelled) AS v3, SUM(dep_delay_min) AS v4, SUM(delay_le_0 + delay_1_15) AS v5
FROM lake.flights.dws_route
UNION ALL
SELECT 'route', origin, dest, scheduled, departed, cancelled, dep_delay_min, delay_le_0 + delay_1_15
FROM lake.flights.dws_route
UNION ALL
SELECT 'delay', bucket, '', SUM(flights), CAST(0 AS BIGINT), CAST(0 AS BIGINT), CAST(0 AS BIGINT), CAST(0 AS BIGINT)
FROM (
  SELECT
    CASE
      WHEN dep_delay <= 0 THEN '≤ 0'
      WHEN dep_delay <= 15 THEN '1–15'
      WHEN dep_delay <= 30 THEN '16–30'
      WHEN dep_delay <= 60 THEN '31–60'
      WHEN dep_delay <= 120 THEN '61–120'
      ELSE '> 120'
    END AS bucket,
    flights
  FROM lake.flights.dws_delay_minute
)
GROUP BY bucket
UNION ALL
SELECT 'carrier', carrier, '', SUM(scheduled), SUM(departed), SUM(cancelled), SUM(dep_delay_min), SUM(delay_le_0 + delay_1_15)
FROM lake.flights.dws_carrier_hour
GROUP BY carrier
UNION ALL
SELECT 'hour', origin, DATE_FORMAT(window_start, 'yyyy-MM-dd HH:mm'), scheduled, departed, cancelled, dep_delay_min, CAST(0 AS BIGINT)
FROM lake.flights.live_origin_hour;
