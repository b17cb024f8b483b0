/** First texts of new jobs. Each runs as it stands on the embedded engine, whose sessions have the catalog `lake`. */
import type { Language } from '@liusu/contract/error-code';
import type { LocalText } from '@liusu/contract/scenario';

export type TemplateKey = 'datagen-print' | 'datagen-lake' | 'empty';

export interface Template {
  key: TemplateKey;
  title: LocalText;
  text: LocalText;
  /** Name proposed for the job. */
  name: LocalText;
  script: (language: Language) => string;
}

function choose(zh: string, en: string): (language: Language) => string {
  return (language) => (language === 'zh' ? zh : en);
}

const orders = `CREATE TEMPORARY TABLE orders (
  order_id   BIGINT,
  city_id    INT,
  amount     DECIMAL(10, 2),
  ordered_at TIMESTAMP_LTZ(3),
  WATERMARK FOR ordered_at AS ordered_at - INTERVAL '5' SECOND
) WITH (
  'connector' = 'datagen',
  'rows-per-second' = '10',
  'fields.order_id.min' = '1',
  'fields.order_id.max' = '1000000',
  'fields.city_id.min' = '1',
  'fields.city_id.max' = '4',
  'fields.amount.min' = '1',
  'fields.amount.max' = '500',
  'fields.ordered_at.max-past' = '5 s'
);`;

const cities = {
  zh: "CASE city_id WHEN 1 THEN '北京' WHEN 2 THEN '上海' WHEN 3 THEN '广州' ELSE '成都' END",
  en: "CASE city_id WHEN 1 THEN 'Berlin' WHEN 2 THEN 'Lagos' WHEN 3 THEN 'Lima' ELSE 'Osaka' END",
};

function printScript(language: Language): string {
  const t = choose;
  return `${t('-- 每秒造 10 笔订单。', '-- Makes ten orders a second.')(language)}
${orders}

${t('-- 结果写到 TaskManager 的标准输出，在作业的日志页查看。', '-- Writes to the standard output of the TaskManager: see the logs of the job.')(language)}
CREATE TEMPORARY TABLE city_minute (
  window_start TIMESTAMP(3),
  city         STRING,
  orders       BIGINT,
  amount       DECIMAL(38, 2)
) WITH (
  'connector' = 'print'
);

${t('-- 每城市每 10 秒一行。光标放在这里运行预览，可先看结果。', '-- One row per city and ten seconds. Put the cursor here and run a preview to see the rows first.')(language)}
INSERT INTO city_minute
SELECT
  window_start,
  ${cities[language]},
  COUNT(*),
  SUM(amount)
FROM TABLE(
  TUMBLE(TABLE orders, DESCRIPTOR(ordered_at), INTERVAL '10' SECOND)
)
GROUP BY window_start, window_end, city_id;
`;
}

function lakeScript(language: Language): string {
  const t = choose;
  return `${t('-- 每秒造 10 笔订单，按城市累计，写入湖仓的主键表。', '-- Makes ten orders a second, sums them by city, and keeps the sums in a primary-key table of the lake.')(language)}
${orders}

CREATE DATABASE IF NOT EXISTS lake.demo;

CREATE TABLE IF NOT EXISTS lake.demo.city_orders (
  city   STRING,
  orders BIGINT,
  amount DECIMAL(38, 2),
  PRIMARY KEY (city) NOT ENFORCED
) WITH (
  'bucket' = '1',
  'changelog-producer' = 'lookup'
);

INSERT INTO lake.demo.city_orders
SELECT
  ${cities[language]} AS city,
  COUNT(*),
  SUM(amount)
FROM orders
GROUP BY ${cities[language]};

${t('-- 作业运行后，光标放在下面这行运行预览：流模式看变化，批模式看当前值。\n-- SELECT * FROM lake.demo.city_orders;', '-- While the job runs, preview this query: as a stream it shows changes, as a batch the current values.\n-- SELECT * FROM lake.demo.city_orders;')(language)}
`;
}

export const templates: readonly Template[] = [
  {
    key: 'datagen-print',
    title: { zh: '生成数据 → 打印', en: 'Generated data → print' },
    text: { zh: '事件时间窗口，结果写入日志', en: 'Event-time windows, written to the log' },
    name: { zh: '订单窗口统计', en: 'Orders by window' },
    script: printScript,
  },
  {
    key: 'datagen-lake',
    title: { zh: '生成数据 → 湖仓', en: 'Generated data → lake' },
    text: { zh: '按城市累计，写入主键表', en: 'Sums by city in a primary-key table' },
    name: { zh: '城市订单汇总', en: 'Orders by city' },
    script: lakeScript,
  },
  {
    key: 'empty',
    title: { zh: '空白', en: 'Empty' },
    text: { zh: '从头写起', en: 'From nothing' },
    name: { zh: '未命名作业', en: 'Untitled job' },
    script: () => '',
  },
];
