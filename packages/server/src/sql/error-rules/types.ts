/** Types that do not fit: of a sink, of arguments, of set operations. */
import { words } from '../words.ts';
import { canBeStored } from '../storable-types.ts';
import { nearTypes } from '../type-names.ts';
import {
  type ErrorRule,
  type ExplainContext,
  linesOf,
  meant,
  notThere,
  pathMarks,
  plainPath,
  rule,
  type RuleResult,
} from './rule.ts';

/** `[a: INT, b: STRING]` as pairs; types may hold commas in brackets. */
function schemaColumns(text: string): { name: string; type: string }[] {
  const columns: { name: string; type: string }[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i <= text.length; i++) {
    const char = text.charAt(i);
    if (char === '(' || char === '<') depth += 1;
    else if (char === ')' || char === '>') depth -= 1;
    else if ((char === ',' && depth === 0) || i === text.length) {
      const [name = '', ...type] = text.slice(from, i).trim().split(': ');
      if (name !== '') columns.push({ name, type: type.join(': ') });
      from = i + 1;
    }
  }
  return columns;
}

/** As people write it. */
function plainType(type: string): string {
  const names: Readonly<Record<string, string>> = { VARCHAR: 'STRING', CHAR: 'STRING', INTEGER: 'INT' };
  return names[type] ?? type;
}

/** True for a name of the query's own: Flink calls what has none EXPR$0. */
function isOwnName(name: string): boolean {
  return !/^EXPR\$\d+$/.test(name);
}

function count(n: number): string {
  return `${n} column${n === 1 ? '' : 's'}`;
}

function explainSink(match: RegExpExecArray, { insertColumns = [] }: ExplainContext): RuleResult {
  const [, table = '', cause = '', query = '', sink = ''] = match;
  const from = schemaColumns(query);
  const to = schemaColumns(sink);
  const name = plainPath(table);
  const given = from.map((column) => column.name).join(', ');
  const taken = to.map((column) => column.name).join(', ');
  if (from.length !== to.length) {
    return {
      code: 'SQL_TYPE_MISMATCH',
      message: words(
        `查询给出 ${from.length} 列（${given}），而 ${name} 需要 ${to.length} 列（${taken}）。`,
        `The query gives ${count(from.length)} (${given}), but ${name} takes ${to.length} (${taken}).`,
      ),
      remedy: words(
        '给目标表的每一列都提供值；或在表名后写出要写的列：INSERT INTO t (a, b) SELECT …',
        'Give every column of the sink a value, or name the columns after the table: INSERT INTO t (a, b) SELECT …',
      ),
      marks: pathMarks(table),
    };
  }
  const at = Number(/sink column '.+?' at position (\d+)/.exec(cause)?.[1] ?? 0);
  const wrong = to.flatMap((column, i) => {
    const given = from[i];
    if (given === undefined || (i !== at && canBeStored(given.type, column.type))) return [];
    // Flink puts the columns into the order of the sink; the query has them in that of the list.
    const named = insertColumns.indexOf(column.name);
    return [{ i: named < 0 ? i : named, column, given }];
  });
  wrong.sort((one, other) => one.i - other.i);
  const [first] = wrong;
  const casts = wrong.map(({ column }) => column.type.replace(/ NOT NULL$/, '')).join(', ');
  const one = wrong.length === 1;
  const list = {
    zh: wrong.map(
      ({ i, column, given }) =>
        `列 ${column.name} 是 ${column.type}，查询第 ${i + 1} 列${isOwnName(given.name) ? `（${given.name}）` : ''}给出的是 ${given.type}`,
    ),
    en: wrong.map(
      ({ i, column, given }) =>
        `column ${column.name} of ${name} is ${column.type}, the query gives ${given.type}${isOwnName(given.name) ? ` (${given.name})` : ''} at place ${i + 1}`,
    ),
  };
  return {
    code: 'SQL_TYPE_MISMATCH',
    message: words(
      one
        ? `类型不匹配：${name} 的${list.zh.join('；')}。`
        : `${name} 有 ${wrong.length} 列类型不匹配：${list.zh.join('；')}。`,
      one
        ? `Types do not match: ${list.en.join('; ')}.`
        : `Types of ${wrong.length} columns do not match: ${list.en.join('; ')}.`,
    ),
    remedy: one
      ? words(
          `用 CAST(… AS ${casts}) 转换，或检查列的顺序。`,
          `Convert it with CAST(… AS ${casts}), or check the order of the columns.`,
        )
      : words(
          `依次用 CAST(… AS …) 转换为 ${casts}；几列都不对时，多半是列的顺序错了。`,
          `Convert them with CAST(… AS …) into ${casts}; where several are wrong, the order of the columns often is.`,
        ),
    marks: pathMarks(table),
    item: first?.i ?? at,
    ...(first === undefined ? {} : { target: { table, column: first.column.name } }),
  };
}

export const typeRules: readonly ErrorRule[] = [
  rule(
    /Column types of query result and sink for '(.+?)' do not match\.\s*Cause: (.*)\s+Query schema: \[(.*)\]\s+Sink schema:\s+\[(.*)\]/,
    explainSink,
  ),
  // Of a function that does not take it, be it one that exists or not.
  rule(/Unknown identifier '\*'/, () => ({
    code: 'SQL_INVALID',
    message: words(
      '* 不能作为这个函数的参数：只有 COUNT(*) 可以。',
      'This function does not take *: only COUNT(*) does.',
    ),
    remedy: words('检查函数名，或把 * 换成一列。', 'Check the name of the function, or give it a column instead of *.'),
    marks: ['*'],
  })),
  rule(/Unknown identifier '(.+?)'/, ([, name = ''], { columns, isTypeName = () => true }) =>
    isTypeName(name)
      ? {
          code: 'SQL_INVALID',
          message: words(`${name} 不是 Flink 的类型。`, `${name} is not a type Flink knows.`),
          ...meant(
            'type',
            name,
            nearTypes(name),
            words(
              '常用类型：STRING、INT、BIGINT、DOUBLE、DECIMAL(10, 2)、BOOLEAN、DATE、TIMESTAMP(3)、ARRAY<…>、ROW<…>。',
              'Common types: STRING, INT, BIGINT, DOUBLE, DECIMAL(10, 2), BOOLEAN, DATE, TIMESTAMP(3), ARRAY<…>, ROW<…>.',
            ),
          ),
          marks: [name],
        }
      : {
          code: 'SQL_OBJECT_NOT_FOUND',
          message: words(`这里没有名为 ${name} 的列。`, `There is no column ${name} here.`),
          ...notThere(
            'column',
            name,
            columns,
            words(
              '检查拼写；DESCRIBE 表名 可以列出它的列。',
              'Check the spelling; DESCRIBE shows the columns of a table.',
            ),
          ),
          marks: [name],
        },
  ),
  rule(
    /Cannot apply '(.+?)' to arguments of type '(.+?)'\. Supported form\(s\): ([\s\S]*)/,
    ([, name = '', given = '', forms = '']) => {
      const supported = linesOf(forms).slice(0, 4);
      return {
        code: 'SQL_TYPE_MISMATCH',
        message: words(`${name} 不能用于这些类型：${given}。`, `${name} cannot be used on these types: ${given}.`),
        remedy: words(
          `它接受 ${supported.join('，或 ')}。用 CAST 转换。`,
          `It takes ${supported.join(' or ')}. Convert with CAST.`,
        ),
        marks: [name],
      };
    },
  ),
  rule(
    /implicit type conversion between (\w+) and (\w+) is not supported/,
    ([, left = '', right = ''], { comparisonOf }) => {
      const comparison = comparisonOf?.([left, right]);
      const [one, other] = [plainType(left), plainType(right)];
      return {
        code: 'SQL_TYPE_MISMATCH',
        message: words(
          `${one} 和 ${other} 不能直接比较：Flink 不会替你转换。`,
          `${one} and ${other} cannot be compared: Flink does not convert one into the other by itself.`,
        ),
        remedy: words(
          `把一边转换成另一边的类型，例如 CAST(… AS ${one})；常量可以直接写成对应类型：1 或 'a'。`,
          `Convert one side into the type of the other, for example CAST(… AS ${one}); write a constant in the type it is compared with: 1 or 'a'.`,
        ),
        marks: comparison === undefined ? [] : [comparison],
      };
    },
  ),
  rule(
    /Cast function cannot convert value of type (.+?) to type (.+?)(?: at line|$|\.)/m,
    ([, from = '', to = '']) => ({
      code: 'SQL_TYPE_MISMATCH',
      message: words(`${from} 不能转换为 ${to}。`, `A ${from} cannot be converted to ${to}.`),
      remedy: words(
        '换一种目标类型，或先转换为 STRING 再解析。',
        'Choose another type, or go through STRING and parse it.',
      ),
      marks: ['CAST'],
    }),
  ),
  rule(
    /Invalid number of arguments to function '(.+?)'\. Was expecting (.+?) arguments/,
    ([, name = '', expected = '']) => ({
      code: 'SQL_INVALID',
      message: words(
        `${name} 需要 ${expected} 个参数。`,
        `${name} takes ${expected} argument${expected === '1' ? '' : 's'}.`,
      ),
      remedy: words('检查括号里的参数个数。', 'Check the number of arguments in the brackets.'),
      marks: [name],
    }),
  ),
  rule(/Column count mismatch in (\w+(?: ALL)?)/, ([, what = '']) => ({
    code: 'SQL_TYPE_MISMATCH',
    message: words(`${what} 两边的查询列数不同。`, `The queries joined by ${what} have different numbers of columns.`),
    remedy: words('让每一部分选出同样的列。', 'Select the same columns in every part.'),
    marks: [what],
  })),
];
