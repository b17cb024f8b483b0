/** Definitions of tables: columns, watermarks, keys. */
import { words } from '../words.ts';
import { type ErrorRule, rule } from './rule.ts';

export const tableRules: readonly ErrorRule[] = [
  rule(/The rowtime attribute field '(.+?)' is not defined in the table schema/, ([, name = '']) => ({
    code: 'SQL_OBJECT_NOT_FOUND',
    message: words(
      `水位线用到列 ${name}，但表里没有这一列。`,
      `The watermark is for ${name}, but the table has no such column.`,
    ),
    remedy: words('改成表中的时间列，或先声明这一列。', 'Name a time column of the table, or declare this one first.'),
    marks: [name],
  })),
  rule(/Invalid data type of time field for watermark definition.*time field type is (.+)/, ([, type = '']) => ({
    code: 'SQL_TYPE_MISMATCH',
    message: words(
      `水位线需要精度 0 到 3 的 TIMESTAMP 或 TIMESTAMP_LTZ 列，这一列是 ${type}。`,
      `A watermark needs a TIMESTAMP or TIMESTAMP_LTZ column of precision 0 to 3, but this one is ${type}.`,
    ),
    remedy: words(
      '增加一个计算列，例如：ts AS TO_TIMESTAMP(文本列)。',
      'Add a computed column, for example: ts AS TO_TIMESTAMP(text).',
    ),
    marks: ['WATERMARK FOR', 'WATERMARK'],
  })),
  rule(/Primary key column '(.+?)' is not defined/, ([, name = '']) => ({
    code: 'SQL_OBJECT_NOT_FOUND',
    message: words(
      `主键用到列 ${name}，但表里没有这一列。`,
      `The primary key names ${name}, but the table has no such column.`,
    ),
    remedy: words('改成表中已有的列。', 'Name columns the table has.'),
    marks: [name],
  })),
  rule(/doesn't support ENFORCED mode for PRIMARY KEY/, () => ({
    code: 'SQL_INVALID',
    message: words('Flink 不会强制检查主键。', 'Flink does not enforce primary keys.'),
    remedy: words('写成 PRIMARY KEY (…) NOT ENFORCED。', 'Write PRIMARY KEY (…) NOT ENFORCED.'),
    marks: ['PRIMARY KEY'],
  })),
  rule(/A (?:regular |computed |metadata )?[Cc]olumn named '(.+?)' already exists/, ([, name = '']) => ({
    code: 'SQL_INVALID',
    message: words(`列 ${name} 声明了两次。`, `The column ${name} is declared twice.`),
    remedy: words('删掉其中一个，或换个名称。', 'Remove one of them, or give it another name.'),
    marks: [name],
    pick: 'last',
  })),
  rule(/RowTime field should not be null/, () => ({
    code: 'SQL_QUERY_FAILED',
    message: words('有一行的事件时间是 NULL。', 'The event time of a row is NULL.'),
    remedy: words(
      '让水位线用到的列在每一行都有值（样本行也要写上），或在计算列里用 COALESCE 补上。',
      'Give the column of the watermark a value in every row, those of a sample too, or fill it in by COALESCE in a computed column.',
    ),
  })),
];
