/** Queries that Flink understands but cannot run, or whose result the sink cannot take. */
import { words } from '../words.ts';
import { type ErrorRule, pathMarks, plainPath, rule } from './rule.ts';

export const queryRules: readonly ErrorRule[] = [
  rule(/Expression '(.+?)' is not being grouped/, ([, name = '']) => ({
    code: 'SQL_INVALID',
    message: words(
      `${name} 既不在 GROUP BY 中，也不在聚合函数里。`,
      `${name} is neither in GROUP BY nor inside an aggregate.`,
    ),
    remedy: words(
      `把 ${name} 加入 GROUP BY，或放进聚合函数：MAX(${name})、COUNT(${name})。`,
      `Add ${name} to GROUP BY, or wrap it: MAX(${name}), COUNT(${name}).`,
    ),
    marks: [name],
  })),
  rule(/Aggregate expression is illegal in (\w+) clause/, ([, clause = '']) => ({
    code: 'SQL_INVALID',
    message: words(
      `COUNT、SUM 这样的聚合不能写在 ${clause} 中。`,
      `Aggregates such as COUNT or SUM cannot stand in ${clause}.`,
    ),
    remedy: words('对聚合结果的条件写在 HAVING 中。', 'Use HAVING for a condition on an aggregate.'),
    marks: [clause],
  })),
  rule(/Aggregate expressions cannot be nested/, () => ({
    code: 'SQL_INVALID',
    message: words('聚合函数里不能再套聚合函数。', 'An aggregate cannot stand inside an aggregate.'),
    remedy: words(
      '先在子查询中算出里层，再在外层聚合。',
      'Compute the inner one in a subquery, then aggregate over it.',
    ),
  })),
  rule(
    /Table sink '(.+?)' doesn't support consuming (update(?: and delete)?|delete) changes which is produced by node (\w+)/,
    ([, path = '', changes = '', node = '']) => ({
      code: 'SQL_INVALID',
      message: words(
        `查询会修改它已给出的行（${node}），而 ${plainPath(path)} 只能追加，不接受${changes === 'delete' ? '删除' : '更新'}。`,
        `The query changes rows it gave before (${node}), but ${plainPath(path)} can only append: it takes no ${changes} changes.`,
      ),
      remedy: words(
        '写入有主键的表（如 Paimon、JDBC、upsert-kafka）；或改用窗口，让每行一次算定。',
        'Write to a table with a primary key (for example Paimon, JDBC or upsert-kafka), or use a window so that rows are final.',
      ),
      marks: pathMarks(path),
    }),
  ),
  rule(/Sort on a non-time-attribute field is not supported/, () => ({
    code: 'SQL_INVALID',
    message: words('流只能按事件时间升序排序。', 'A stream can only be sorted by its event time, ascending.'),
    remedy: words('加上 LIMIT 求前 N 名，或作为批查询运行。', 'Add LIMIT for a top-N, or run it as a batch query.'),
    marks: ['ORDER BY'],
  })),
  rule(
    /The window function (?:(\w+)\(.*?\) )?requires the timecol (?:to be .+?|is a time attribute type), but is (\w+(?:\(\d+\))?)/,
    ([, name, given = ''], { timeColumn }) => {
      const column = timeColumn ?? 'ts';
      const which = words(timeColumn ?? '这一列', timeColumn ?? 'this column');
      return {
        code: 'SQL_TYPE_MISMATCH',
        message: words(
          `窗口需要带水位线的事件时间列，而 ${which.zh} 只是普通的 ${given}。`,
          `A window needs an event-time column with a watermark, but ${which.en} is a plain ${given}.`,
        ),
        remedy: words(
          `在源表中声明水位线：WATERMARK FOR ${column} AS ${column} - INTERVAL '5' SECOND。`,
          `Declare it in the source table: WATERMARK FOR ${column} AS ${column} - INTERVAL '5' SECOND.`,
        ),
        marks: name === undefined ? ['TUMBLE', 'HOP', 'CUMULATE', 'SESSION'] : [name],
        narrow: true,
      };
    },
  ),
];
