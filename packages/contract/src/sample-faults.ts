/** Values of sample rows that are none of their column's type, told so that a person can write them right. */
import type { SampleRows } from './sample.ts';
import { type CellProblem, problemOf, textOf } from './sample-type.ts';

export interface SampleColumn {
  name: string;
  /** SQL type. */
  type: string;
}

export interface SampleFault {
  /** Index of the row. */
  row: number;
  column: SampleColumn;
  /** Cut where it is long. */
  value: string;
  problem: CellProblem;
}

const longestValue = 40;

/** How a value is to be written, as a sentence without its full stop. */
export const cellProblemWords: Readonly<Record<CellProblem, { zh: string; en: string }>> = {
  int: { zh: '要填整数，例如 42', en: 'Write a whole number, such as 42' },
  range: { zh: '超出类型的范围', en: 'Beyond what the type can hold' },
  decimal: { zh: '要填小数，例如 12.50', en: 'Write a decimal number, such as 12.50' },
  digits: { zh: '位数超过类型的精度', en: 'More digits than the type takes' },
  number: { zh: '要填数字，例如 0.5 或 1e-3', en: 'Write a number, such as 0.5 or 1e-3' },
  boolean: { zh: '要填 true 或 false', en: 'Write true or false' },
  date: { zh: '日期写成 2026-01-31', en: 'Write dates as 2026-01-31' },
  time: { zh: '时间写成 08:00:00', en: 'Write times as 08:00:00' },
  timestamp: { zh: '时间写成 2026-01-31 08:00:00.000', en: 'Write times as 2026-01-31 08:00:00.000' },
  bytes: { zh: "字节写成 X'00FF' 或 Base64", en: "Write bytes as X'00FF' or Base64" },
  list: { zh: '要填 JSON 数组，例如 [1, 2]', en: 'Write a JSON array, such as [1, 2]' },
  object: { zh: '要填 JSON 对象，例如 {"a": 1}', en: 'Write a JSON object, such as {"a": 1}' },
  length: { zh: '比类型的长度长', en: 'Longer than the type takes' },
};

/**
 * In the order of the rows, `most` at most. Names are compared without their case; fields that are no columns are passed over, and
 * so are texts that are too long, which Flink reads all the same.
 */
export function sampleFaults({ rows }: SampleRows, columns: readonly SampleColumn[], most: number): SampleFault[] {
  const byName = new Map(columns.map((column) => [column.name.toLowerCase(), column]));
  const faults: SampleFault[] = [];
  for (const [row, fields] of rows.entries()) {
    for (const [name, value] of Object.entries(fields)) {
      const column = byName.get(name.toLowerCase());
      const text = textOf(value);
      // An empty field of a file is NULL but where an empty text is a value.
      const problem = column === undefined || text === '' ? undefined : problemOf(column.type, text);
      if (column === undefined || problem === undefined || problem === 'length') continue;
      faults.push({ row, column, value: cut(text ?? ''), problem });
      if (faults.length >= most) return faults;
    }
  }
  return faults;
}

/** Where it is, what is there, and how to write it: sentences. */
export function sampleFaultWords({ row, column, value, problem }: SampleFault): { zh: string; en: string } {
  const how = cellProblemWords[problem];
  const type = column.type.replace(/\s+(?:NOT NULL|PRIMARY KEY)\b[\s\S]*$/i, '');
  return {
    zh: `第 ${row + 1} 行 ${column.name} 列（${type}）的值“${value}”类型不对：${how.zh}`,
    en: `Row ${row + 1}, ${column.name} (${type}): "${value}" is no value of this type. ${how.en}`,
  };
}

function cut(text: string): string {
  const letters = Array.from(text);
  return letters.length <= longestValue ? text : `${letters.slice(0, longestValue).join('')}…`;
}
