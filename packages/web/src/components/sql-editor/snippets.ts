/** Pieces of SQL that people write again and again, with places to fill in (`${1:name}`), in Monaco's snippet form. */

export interface SqlSnippet {
  label: string;
  /** What it gives, in both languages. */
  detail: { zh: string; en: string };
  body: string;
  /** Where it makes sense: at the start of a statement, or after FROM. */
  place: 'statement' | 'from';
}

export const sqlSnippets: readonly SqlSnippet[] = [
  {
    label: 'CREATE TABLE … WITH',
    detail: { zh: '建表，带连接器', en: 'A table with a connector' },
    place: 'statement',
    body: "CREATE TABLE ${1:name} (\n  ${2:id} ${3:BIGINT}\n) WITH (\n  'connector' = '${4:datagen}'\n);\n$0",
  },
  {
    label: 'CREATE TABLE … WATERMARK',
    detail: { zh: '建表，带事件时间与水位线', en: 'A table with event time and a watermark' },
    place: 'statement',
    body: "CREATE TEMPORARY TABLE ${1:name} (\n  ${2:id} BIGINT,\n  ${3:ts} TIMESTAMP(3),\n  WATERMARK FOR ${3:ts} AS ${3:ts} - INTERVAL '${4:5}' SECOND\n) WITH (\n  'connector' = '${5:datagen}'\n);\n$0",
  },
  {
    label: 'CREATE TABLE lake',
    detail: { zh: '湖仓主键表', en: 'A primary-key table in the lake' },
    place: 'statement',
    body: "CREATE TABLE IF NOT EXISTS lake.${1:db}.${2:name} (\n  ${3:id} BIGINT,\n  PRIMARY KEY (${3:id}) NOT ENFORCED\n) WITH (\n  'bucket' = '1',\n  'changelog-producer' = 'lookup'\n);\n$0",
  },
  {
    label: 'CREATE MATERIALIZED TABLE',
    detail: { zh: '物化表，按新鲜度自动刷新', en: 'A table kept as fresh as told' },
    place: 'statement',
    body: "CREATE MATERIALIZED TABLE ${1:name}\n  FRESHNESS = INTERVAL '${2:1}' MINUTE\nAS\n${3:SELECT}\n;$0",
  },
  {
    label: 'CREATE MODEL',
    detail: { zh: '登记一个推理模型', en: 'A model for inference' },
    place: 'statement',
    body: "CREATE MODEL ${1:name}\nINPUT (${2:text} STRING)\nOUTPUT (${3:label} STRING)\nWITH (\n  'provider' = '${4:openai}'\n);\n$0",
  },
  {
    label: 'EXECUTE STATEMENT SET',
    detail: { zh: '多条 INSERT 合为一个作业', en: 'Several INSERTs as one job' },
    place: 'statement',
    body: 'EXECUTE STATEMENT SET\nBEGIN\n  INSERT INTO ${1:sink_a}\n  SELECT * FROM ${2:source};\n\n  INSERT INTO ${3:sink_b}\n  SELECT * FROM ${2:source};\nEND;\n$0',
  },
  {
    label: 'INSERT INTO … SELECT',
    detail: { zh: '写入一张表', en: 'Write into a table' },
    place: 'statement',
    body: 'INSERT INTO ${1:sink}\nSELECT\n  ${2:*}\nFROM ${3:source};\n$0',
  },
  {
    label: 'TUMBLE',
    detail: { zh: '滚动窗口', en: 'Tumbling window' },
    place: 'from',
    body: "TABLE(\n  TUMBLE(TABLE ${1:source}, DESCRIPTOR(${2:ts}), INTERVAL '${3:1}' ${4:MINUTE})\n)$0",
  },
  {
    label: 'HOP',
    detail: { zh: '滑动窗口', en: 'Hopping window' },
    place: 'from',
    body: "TABLE(\n  HOP(TABLE ${1:source}, DESCRIPTOR(${2:ts}), INTERVAL '${3:1}' ${4:MINUTE}, INTERVAL '${5:10}' ${4:MINUTE})\n)$0",
  },
  {
    label: 'CUMULATE',
    detail: { zh: '累计窗口', en: 'Cumulating window' },
    place: 'from',
    body: "TABLE(\n  CUMULATE(TABLE ${1:source}, DESCRIPTOR(${2:ts}), INTERVAL '${3:1}' ${4:MINUTE}, INTERVAL '${5:1}' ${6:HOUR})\n)$0",
  },
  {
    label: 'SESSION',
    detail: { zh: '会话窗口', en: 'Session window' },
    place: 'from',
    body: "TABLE(\n  SESSION(TABLE ${1:source} PARTITION BY ${2:key}, DESCRIPTOR(${3:ts}), INTERVAL '${4:5}' MINUTE)\n)$0",
  },
  {
    label: 'MATCH_RECOGNIZE',
    detail: { zh: '模式匹配', en: 'Pattern matching' },
    place: 'from',
    body: '${1:source}\nMATCH_RECOGNIZE (\n  PARTITION BY ${2:key}\n  ORDER BY ${3:ts}\n  MEASURES\n    A.${3:ts} AS start_ts,\n    LAST(B.${3:ts}) AS end_ts\n  ONE ROW PER MATCH\n  AFTER MATCH SKIP PAST LAST ROW\n  PATTERN (A B+)\n  DEFINE\n    B AS B.${4:value} > A.${4:value}\n) AS m$0',
  },
  {
    label: 'FOR SYSTEM_TIME AS OF',
    detail: { zh: '维表关联', en: 'Lookup join' },
    place: 'from',
    body: '${1:dim} FOR SYSTEM_TIME AS OF ${2:s}.${3:proc_time} AS ${4:d}\n  ON ${2:s}.${5:id} = ${4:d}.${5:id}$0',
  },
];
