-- 明细层：读取不断到达的航班文件，清洗，再关联航空公司、到达机场、飞机和当时的天气，写入 dwd_flight。
-- Detail layer: reads flight files as they arrive, cleans them, adds airline, destination, plane and the hour's weather, writes dwd_flight.

CREATE DATABASE IF NOT EXISTS lake.flights;

-- ODS：文件里是未经改动的原始行，NA 表示空值。以 . 或 _ 开头的文件（写入中的文件、结束标记）会被忽略。
-- ODS: the files hold the original lines untouched; NA means missing. Files starting with . or _ (being written, end marker) are ignored.
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
  hour_utc  AS TO_TIMESTAMP(time_hour, 'yyyy-MM-dd''T''HH:mm:ss''Z'''),
  proc_time AS PROCTIME()
) WITH (
  'connector' = 'filesystem',
  'path' = 'file://${scenario.dir}/flights',
  'source.monitor-interval' = '1 s',
  'format' = 'csv',
  'csv.null-literal' = 'NA'
);

-- first-row：同一航班（小时、承运人、航班号）只取第一次出现的行。重放文件不会产生重复，下游只看到插入。
-- first-row: of one flight (hour, carrier, number) only the first row counts. Replayed files add nothing and readers see inserts only.
CREATE TABLE IF NOT EXISTS lake.flights.dwd_flight (
  hour_utc           TIMESTAMP(3),
  carrier            STRING,
  flight             INT,
  sched_dep_utc      TIMESTAMP(3),
  flight_date        DATE,
  origin             STRING,
  dest               STRING,
  tailnum            STRING,
  cancelled          BOOLEAN,
  dep_delay          INT,
  arr_delay          INT,
  air_time           INT,
  distance           INT,
  airline_name       STRING,
  dest_name          STRING,
  dest_lat           DOUBLE,
  dest_lon           DOUBLE,
  plane_year         INT,
  plane_manufacturer STRING,
  plane_model        STRING,
  plane_seats        INT,
  temp_f             DOUBLE,
  wind_speed_mph     DOUBLE,
  precip_in          DOUBLE,
  visib_mi           DOUBLE,
  has_airport        BOOLEAN,
  has_plane          BOOLEAN,
  has_weather        BOOLEAN,
  PRIMARY KEY (hour_utc, carrier, flight) NOT ENFORCED,
  -- 事件时间是计划起飞时间；只供实时图表的窗口使用。
  -- Event time is the scheduled departure; only the windows of the live charts use it.
  WATERMARK FOR sched_dep_utc AS sched_dep_utc - INTERVAL '6' HOUR
) WITH (
  'bucket' = '1',
  'merge-engine' = 'first-row',
  'changelog-producer' = 'lookup',
  'write-buffer-size' = '16 mb',
  'continuous.discovery-interval' = '1 s',
  'snapshot.num-retained.min' = '10',
  'snapshot.num-retained.max' = '100',
  'snapshot.time-retained' = '10 min',
  'consumer.expiration-time' = '1 d'
);

INSERT INTO lake.flights.dwd_flight
SELECT
  f.hour_utc,
  f.carrier,
  f.flight,
  TIMESTAMPADD(MINUTE, f.`minute`, f.hour_utc),
  CAST(CONCAT(CAST(f.`year` AS STRING), '-', LPAD(CAST(f.`month` AS STRING), 2, '0'), '-', LPAD(CAST(f.`day` AS STRING), 2, '0')) AS DATE),
  f.origin,
  f.dest,
  f.tailnum,
  f.dep_time IS NULL,
  f.dep_delay,
  f.arr_delay,
  f.air_time,
  f.distance,
  a.name,
  d.name,
  d.lat,
  d.lon,
  p.`year`,
  p.manufacturer,
  p.`model`,
  p.seats,
  w.temp,
  w.wind_speed,
  w.precip,
  w.visib,
  d.faa IS NOT NULL,
  p.tailnum IS NOT NULL,
  w.origin IS NOT NULL
FROM ods_flight AS f
LEFT JOIN lake.flights.dim_airline FOR SYSTEM_TIME AS OF f.proc_time AS a
  ON f.carrier = a.carrier
LEFT JOIN lake.flights.dim_airport FOR SYSTEM_TIME AS OF f.proc_time AS d
  ON f.dest = d.faa
LEFT JOIN lake.flights.dim_plane FOR SYSTEM_TIME AS OF f.proc_time AS p
  ON f.tailnum = p.tailnum
LEFT JOIN lake.flights.dim_weather FOR SYSTEM_TIME AS OF f.proc_time AS w
  ON f.origin = w.origin AND f.hour_utc = w.hour_utc;
