-- 实时图表：按计划起飞时间（事件时间）开一小时的滚动窗口。迟到的行会被丢弃，所以这里的数字只用于图表，不作准确合计。
-- Live charts: one-hour tumbling windows by scheduled departure (event time). Late rows are dropped: for charts only, never for exact totals.

CREATE DATABASE IF NOT EXISTS lake.flights;

CREATE TABLE IF NOT EXISTS lake.flights.live_origin_hour (
  origin        STRING,
  window_start  TIMESTAMP(3),
  window_end    TIMESTAMP(3),
  scheduled     BIGINT,
  departed      BIGINT,
  cancelled     BIGINT,
  dep_delay_min BIGINT,
  PRIMARY KEY (origin, window_start) NOT ENFORCED
) WITH (
  'bucket' = '1',
  'changelog-producer' = 'lookup',
  'changelog-producer.row-deduplicate' = 'true',
  'write-buffer-size' = '16 mb',
  'continuous.discovery-interval' = '1 s',
  'snapshot.num-retained.min' = '10',
  'snapshot.num-retained.max' = '100',
  'snapshot.time-retained' = '10 min'
);

CREATE TEMPORARY VIEW flight AS
SELECT *
FROM lake.flights.dwd_flight /*+ OPTIONS('consumer-id' = 'flights-live', 'consumer.ignore-progress' = 'true') */;

INSERT INTO lake.flights.live_origin_hour
SELECT
  origin,
  window_start,
  window_end,
  COUNT(*),
  COUNT(*) FILTER (WHERE NOT cancelled),
  COUNT(*) FILTER (WHERE cancelled),
  COALESCE(SUM(CAST(dep_delay AS BIGINT)), 0)
FROM TABLE(TUMBLE(TABLE flight, DESCRIPTOR(sched_dep_utc), INTERVAL '1' HOUR))
GROUP BY origin, window_start, window_end;
