/** Types that do not fit: of a sink, of arguments, of set operations. */
import { words } from '../words.ts';
import { type ErrorRule, linesOf, notThere, pathMarks, plainPath, rule, type RuleResult } from './rule.ts';

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

function count(n: number): string {
  return `${n} column${n === 1 ? '' : 's'}`;
}

function explainSink(match: RegExpExecArray): RuleResult {
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
  const left = to[at];
  const right = from[at];
  const wanted = (left?.type ?? '…').replace(/ NOT NULL$/, '');
  return {
    code: 'SQL_TYPE_MISMATCH',
    message: words(
      `类型不匹配：${name} 的列 ${left?.name ?? '?'} 是 ${left?.type ?? '?'}，查询第 ${at + 1} 列（${right?.name ?? '?'}）给出的是 ${right?.type ?? '?'}。`,
      `Types do not match: column ${left?.name ?? '?'} of ${name} is ${left?.type ?? '?'}, the query gives ${right?.type ?? '?'} (${right?.name ?? '?'}) at place ${at + 1}.`,
    ),
    remedy: words(
      `用 CAST(… AS ${wanted}) 转换，或检查列的顺序。`,
      `Convert it with CAST(… AS ${wanted}), or check the order of the columns.`,
    ),
    marks: pathMarks(table),
    item: at,
    ...(left === undefined ? {} : { target: { table, column: left.name } }),
  };
}

export const typeRules: readonly ErrorRule[] = [
  rule(
    /Column types of query result and sink for '(.+?)' do not match\.\s*Cause: (.*)\s+Query schema: \[(.*)\]\s+Sink schema:\s+\[(.*)\]/,
    explainSink,
  ),
  rule(/Unknown identifier '(.+?)'/, ([, name = ''], { columns, isTypeName = () => true }) =>
    isTypeName(name)
      ? {
          code: 'SQL_INVALID',
          message: words(`${name} 不是 Flink 的类型。`, `${name} is not a type Flink knows.`),
          remedy: words(
            '常用类型：STRING、INT、BIGINT、DOUBLE、DECIMAL(10, 2)、BOOLEAN、DATE、TIMESTAMP(3)、ARRAY<…>、ROW<…>。',
            'Common types: STRING, INT, BIGINT, DOUBLE, DECIMAL(10, 2), BOOLEAN, DATE, TIMESTAMP(3), ARRAY<…>, ROW<…>.',
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
