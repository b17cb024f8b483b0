-- 维表：把航空公司、机场、飞机、天气四个 CSV 装入 Paimon 维度表。批作业，先于所有流作业完成。
-- Dimensions: loads airlines, airports, planes and weather from CSV into Paimon tables. Batch; finishes before any stream starts.

CREATE DATABASE IF NOT EXISTS lake.flights;

-- 来源文件没有表头，空值写成空串。
-- The input files have no header line; a missing value is an empty field.
CREATE TEMPORARY TABLE csv_airline (
  carrier STRING,
  name    STRING
) WITH (
  'connector' = 'filesystem',
  'path' = 'file://${scenario.dir}/dims/airlines.csv',
  'format' = 'csv',
  'csv.null-literal' = ''
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

CREATE TABLE IF NOT EXISTS lake.flights.dim_airline (
  carrier STRING,
  name    STRING,
  PRIMARY KEY (carrier) NOT ENFORCED
) WITH (
  'bucket' = '1',
  'write-buffer-size' = '16 mb'
);

CREATE TABLE IF NOT EXISTS lake.flights.dim_airport (
  faa   STRING,
  name  STRING,
  lat   DOUBLE,
  lon   DOUBLE,
  alt   INT,
  tz    INT,
  dst   STRING,
  tzone STRING,
  PRIMARY KEY (faa) NOT ENFORCED
) WITH (
  'bucket' = '1',
  'write-buffer-size' = '16 mb'
);

CREATE TABLE IF NOT EXISTS lake.flights.dim_plane (
  tailnum      STRING,
  `year`       INT,
  type         STRING,
  manufacturer STRING,
  `model`      STRING,
  engines      INT,
  seats        INT,
  speed        INT,
  engine       STRING,
  PRIMARY KEY (tailnum) NOT ENFORCED
) WITH (
  'bucket' = '1',
  'write-buffer-size' = '16 mb'
);

-- 键是起飞机场 + UTC 小时：当地小时在夏令时结束那天会重复，UTC 小时不会。
-- Keyed by origin + UTC hour: local hours repeat on the day daylight saving time ends, UTC hours never do.
CREATE TABLE IF NOT EXISTS lake.flights.dim_weather (
  origin     STRING,
  hour_utc   TIMESTAMP(3),
  temp       DOUBLE,
  dewp       DOUBLE,
  humid      DOUBLE,
  wind_dir   INT,
  wind_speed DOUBLE,
  wind_gust  DOUBLE,
  precip     DOUBLE,
  pressure   DOUBLE,
  visib      DOUBLE,
  PRIMARY KEY (origin, hour_utc) NOT ENFORCED
) WITH (
  'bucket' = '1',
  'write-buffer-size' = '16 mb'
);

EXECUTE STATEMENT SET
BEGIN
  INSERT INTO lake.flights.dim_airline
  SELECT carrier, name FROM csv_airline;

  INSERT INTO lake.flights.dim_airport
  SELECT faa, name, lat, lon, alt, tz, dst, tzone FROM csv_airport;

  INSERT INTO lake.flights.dim_plane
  SELECT tailnum, `year`, type, manufacturer, `model`, engines, seats, speed, engine FROM csv_plane;

  INSERT INTO lake.flights.dim_weather
  SELECT
    origin,
    TO_TIMESTAMP(time_hour, 'yyyy-MM-dd''T''HH:mm:ss''Z'''),
    temp, dewp, humid, wind_dir, wind_speed, wind_gust, precip, pressure, visib
  FROM csv_weather;
END;
