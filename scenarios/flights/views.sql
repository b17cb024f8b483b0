-- 视图：均值和离散分位数。它们只是汇总表上的计算，供即席查询（批模式）使用。
-- Views: means and discrete percentiles. Computed over the summary tables; for ad-hoc queries in batch mode.

-- 每个承运人：航班数、取消数、平均延误（分钟）、准点率（延误不超过 15 分钟）。
-- Per carrier: flights, cancellations, mean delay (minutes), share departed no more than 15 minutes late.
CREATE TEMPORARY VIEW v_carrier AS
SELECT
  t.carrier,
  a.name AS airline,
  t.scheduled,
  t.departed,
  t.cancelled,
  CAST(t.dep_delay_min AS DOUBLE) / NULLIF(t.departed, 0) AS mean_dep_delay_min,
  CAST(t.arr_delay_min AS DOUBLE) / NULLIF(t.arrived, 0) AS mean_arr_delay_min,
  CAST(t.on_time AS DOUBLE) / NULLIF(t.departed, 0) AS on_time_share
FROM (
  SELECT
    carrier,
    SUM(scheduled) AS scheduled,
    SUM(departed) AS departed,
    SUM(cancelled) AS cancelled,
    SUM(arrived) AS arrived,
    SUM(dep_delay_min) AS dep_delay_min,
    SUM(arr_delay_min) AS arr_delay_min,
    SUM(delay_le_0 + delay_1_15) AS on_time
  FROM lake.flights.dws_carrier_hour
  GROUP BY carrier
) AS t
LEFT JOIN lake.flights.dim_airline AS a ON t.carrier = a.carrier;

-- 每条航线的均值。
-- Means per route.
CREATE TEMPORARY VIEW v_route AS
SELECT
  origin,
  dest,
  scheduled,
  departed,
  cancelled,
  CAST(dep_delay_min AS DOUBLE) / NULLIF(departed, 0) AS mean_dep_delay_min,
  CAST(arr_delay_min AS DOUBLE) / NULLIF(arrived, 0) AS mean_arr_delay_min,
  CAST(air_time_min AS DOUBLE) / NULLIF(arrived, 0) AS mean_air_time_min
FROM lake.flights.dws_route;

-- 离散分位数：至少占 p% 的航班延误不超过该值的最小分钟数。由精确的分钟分布得到，不是近似。
-- Discrete percentile: the smallest delay that at least p% of the departed flights do not exceed. Exact, from the distribution by minute.
CREATE TEMPORARY VIEW v_carrier_delay_percentile AS
SELECT
  carrier,
  MIN(CASE WHEN cumulative * 100 >= total * 50 THEN dep_delay END) AS p50_dep_delay_min,
  MIN(CASE WHEN cumulative * 100 >= total * 90 THEN dep_delay END) AS p90_dep_delay_min,
  MIN(CASE WHEN cumulative * 100 >= total * 99 THEN dep_delay END) AS p99_dep_delay_min
FROM (
  SELECT
    carrier,
    dep_delay,
    SUM(flights) OVER (PARTITION BY carrier ORDER BY dep_delay) AS cumulative,
    SUM(flights) OVER (PARTITION BY carrier) AS total
  FROM (
    SELECT carrier, dep_delay, SUM(flights) AS flights
    FROM lake.flights.dws_delay_minute
    GROUP BY carrier, dep_delay
  )
)
GROUP BY carrier;
