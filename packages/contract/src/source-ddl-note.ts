/** The words of what a generated statement leaves out or changes, in both languages. `{column}` and `{what}` are put in. */
import type { SourceDdlNote } from './source.ts';
import type { Words } from './words.ts';

// prettier-ignore
export const sourceDdlNotes: Record<SourceDdlNote['code'], Words> = {
  NOT_MAPPED: { zh: '列 {column} 未写入：类型 {what} 在该连接器下没有对应的 Flink 类型；可在源库建视图转成文本再读。', en: 'The column {column} is left out: with this connector {what} has no type in Flink; a view that casts it to text can be read.' },
  ONLY_CAPTURED: { zh: '列 {column} 未写入：Flink 经 JDBC 读不了 {what}；变更捕获（CDC）能读作文本，或在源库建视图转成文本再读。', en: 'The column {column} is left out: Flink cannot take {what} by JDBC; captured changes hold it as text, and so does a view that casts it.' },
  KEY_DROPPED: { zh: '主键未写入：主键列 {column}（{what}）无法对应。', en: 'The primary key is left out: its column {column} ({what}) is not mapped.' },
  QUOTED_NAME: { zh: '列 {column} 在 Flink 中写作 {what}：JDBC 连接器原样使用列名，大小写与保留字须带引号。', en: 'The column {column} is written {what} in Flink: the JDBC connector uses names as they stand, so capitals and reserved words need quotes.' },
  NARROWED: { zh: '列 {column} 会丢失部分信息：{what}。', en: 'The column {column} loses something: {what}.' },
  WATERMARK: { zh: '水位线建议：{what}', en: 'Watermark proposed: {what}' },
  NO_WATERMARK: { zh: '变更流（{what}）未写水位线；需要事件时间时自行添加。', en: 'No watermark for a stream of changes ({what}); add one where event time is needed.' },
  GUESSED: { zh: '格式与列由样本消息推断（{what} 条），请核对。', en: 'Format and columns are guessed from sample messages ({what}); check them.' },
  CDC_NEEDS: { zh: '{what} 需要源库开启变更日志，且账号有复制权限；每个作业使用各自的 slot.name 或 server-id。', en: '{what} needs the change log of the database turned on and an account that may replicate; give each job its own slot.name or server-id.' },
  CONNECTOR_MISSING: { zh: '当前引擎没有连接器 {what}：语句可以保存，但无法在此运行。', en: 'The engine of this platform has no connector {what}: the statement can be kept, and not be run here.' },
  OTHER_ENGINE: { zh: '平台自身的引擎用不了它：请在 {what} 的集群上运行，校验时也选该引擎。', en: "The platform's own engine cannot use it: run it on a cluster of {what}, and check it by that engine." },
  NO_TLS_FILE: { zh: '数据源的证书设置无法写进 {what} 的选项：Flink 所在机器须信任该证书。', en: 'The certificate settings of the source cannot be given to {what} as options: the machines of Flink must trust the certificate.' },
  GUESSED_FILE: { zh: '格式与列由文件 {what} 推断，请核对。', en: 'Format and columns are guessed from the file {what}; check them.' },
  HEADER_LINE: { zh: '文件首行是列名（{what}），Flink 会把它当作一行数据：无法解析的字段读成 NULL，请在查询中过滤。', en: 'The first line of the files names the columns ({what}), and Flink reads it as a row: what cannot be parsed becomes NULL; filter it out in the query.' },
  PARTITIONS: { zh: '按文件夹 {what} 分区；值来自文件夹名，不在文件内。', en: 'Partitioned by the folders {what}; the values come from their names, not from the files.' },
  ORDER_IS_KEY: { zh: '主键取自排序键 {what}：ClickHouse 的键不保证唯一。写入时更新即追加一行，只有 ReplacingMergeTree 会在合并时（或查询加 FINAL）保留每个键的最后一行；删除逐行执行，数量大时很慢。', en: 'The key is the sorting key {what}: ClickHouse does not keep keys unique. An update is written as one more row, of which ReplacingMergeTree alone keeps the last of each key when it merges (or for a query with FINAL); deletes are carried out one by one, which is slow for many.' },
};

/** What a narrower type loses. */
export type SourceLoss = 'ZONE' | 'COLUMN_ZONE' | 'FRACTION' | 'DIGITS';

// prettier-ignore
const losses: Record<SourceLoss, Words> = {
  ZONE: { zh: '时区，读到的是 Flink 所在机器的本地时间', en: "the zone; it is read as the local time of Flink's machines" },
  COLUMN_ZONE: { zh: '时区，读写的都是该列所在时区的当地时间', en: 'the zone; it is read and written as the local time of the zone of the column' },
  FRACTION: { zh: '秒以下的部分', en: 'fractions of a second' },
  DIGITS: { zh: '整数部分超过 20 位或小数部分超过 18 位的值', en: 'values of more than 20 digits before the point or 18 behind it' },
};

/** A note in words. */
export function sourceDdlNoteText({ code, column, what }: SourceDdlNote, language: 'zh' | 'en'): string {
  const loss = code === 'NARROWED' && Object.hasOwn(losses, what) ? losses[what as SourceLoss][language] : what;
  return sourceDdlNotes[code][language].replaceAll('{column}', column ?? '').replaceAll('{what}', loss);
}
