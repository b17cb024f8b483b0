-- 对照：不经过流作业，用批 SQL 直接在同样的 CSV 文件上计算 dws_carrier_hour。
-- Check: computes dws_carrier_hour by batch SQL straight over the same CSV files, without the streaming jobs.

CREATE TEMPORARY TABLE ods_flight (
  `year`         INT,
  `month`        INT,
  `day`          INT,
  dep_time       INT,
  sched_dep_time INT,
  dep_delay      INT,
  arr_time       INT,
  sched_arr_time INT,
  arr_delay      INT,
  carrier        STRING,
  flight         INT,
  tailnum        STRING,
  origin         STRING,
  dest           STRING,
  air_time       INT,
  distance       INT,
  `hour`         INT,
  `minute`       INT,
  time_hour      STRING,
  hour_utc  AS TO_TIMESTAMP(time_hour, 'yyyy-MM-dd''T''HH:mm:ss''Z''')
) WITH (
  'connector' = 'filesystem',
  'path' = 'file://${scenario.dir}/flights',
  'format' = 'csv',
  'csv.null-literal' = 'NA'
);

CREATE TEMPORARY TABLE csv_airport (
  faa   STRING,
  name  STRING,
  lat   DOUBLE,
  lon   DOUBLE,
  alt   INT,
  tz    INT,
  dst   STRING,
  tzone STRING
) WITH (
  'connector' = 'filesystem',
  'path' = 'file://${scenario.dir}/dims/airports.csv',
  'format' = 'csv',
  'csv.null-literal' = ''
);

CREATE TEMPORARY TABLE csv_plane (
  tailnum      STRING,
  `year`       INT,
  type         STRING,
  manufacturer STRING,
  `model`      STRING,
  engines      INT,
  seats        INT,
  speed        INT,
  engine       STRING
) WITH (
  'connector' = 'filesystem',
  'path' = 'file://${scenario.dir}/dims/planes.csv',
  'format' = 'csv',
  'csv.null-literal' = ''
);

CREATE TEMPORARY TABLE csv_weather (
  origin     STRING,
  `year`     INT,
  `month`    INT,
  `day`      INT,
  `hour`     INT,
  temp       DOUBLE,
  dewp       DOUBLE,
  humid      DOUBLE,
  wind_dir   INT,
  wind_speed DOUBLE,
  wind_gust  DOUBLE,
  precip     DOUBLE,
  pressure   DOUBLE,
  visib      DOUBLE,
  time_hour  STRING
) WITH (
  'connector' = 'filesystem',
  'path' = 'file://${scenario.dir}/dims/weather.csv',
  'format' = 'csv',
  'csv.null-literal' = ''
);

CREATE TEMPORARY VIEW flight AS
SELECT
  f.hour_utc,
  f.carrier,
  f.origin,
  f.dest,
  f.dep_time IS NULL AS cancelled,
  f.dep_delay,
  f.arr_delay,
  f.air_time,
  f.distance,
  d.faa IS NOT NULL AS has_airport,
  p.tailnum IS NOT NULL AS has_plane,
  w.origin IS NOT NULL AS has_weather
FROM ods_flight AS f
LEFT JOIN csv_airport AS d ON f.dest = d.faa
LEFT JOIN csv_plane AS p ON f.tailnum = p.tailnum
LEFT JOIN csv_weather AS w ON f.origin = w.origin AND f.time_hour = w.time_hour;

SELECT
  carrier,
  hour_utc,
  COUNT(*),
  COUNT(*) FILTER (WHERE NOT cancelled),
  COUNT(*) FILTER (WHERE cancelled),
  COUNT(arr_delay),
  COALESCE(SUM(CAST(dep_delay AS BIGINT)), 0),
  COALESCE(SUM(CAST(arr_delay AS BIGINT)), 0),
  COALESCE(SUM(CAST(distance AS BIGINT)), 0),
  COALESCE(SUM(CAST(air_time AS BIGINT)), 0),
  COUNT(*) FILTER (WHERE dep_delay <= 0),
  COUNT(*) FILTER (WHERE dep_delay BETWEEN 1 AND 15),
  COUNT(*) FILTER (WHERE dep_delay BETWEEN 16 AND 30),
  COUNT(*) FILTER (WHERE dep_delay BETWEEN 31 AND 60),
  COUNT(*) FILTER (WHERE dep_delay BETWEEN 61 AND 120),
  COUNT(*) FILTER (WHERE dep_delay > 120)
FROM flight
GROUP BY carrier, hour_utc
ORDER BY carrier, hour_utc;
