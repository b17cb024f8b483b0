/** Hints of a query or a table. The names are those that the planners of 1.20 and 2.2 register (FlinkHintStrategies); case does not count. */
import { words } from '../words.ts';
import { type ErrorRule, notThere, rule } from './rule.ts';

const hintNames = ['OPTIONS', 'STATE_TTL', 'LOOKUP', 'BROADCAST', 'SHUFFLE_HASH', 'SHUFFLE_MERGE', 'NEST_LOOP'];

const theseAre = words(
  `可用的提示有 ${hintNames.join('、')}；不需要就删去它。`,
  `The hints there are: ${hintNames.join(', ')}. Leave it out where none is meant.`,
);

export const hintRules: readonly ErrorRule[] = [
  rule(/Hint: (\S+) should be registered in the HintStrategyTable/, ([, name = '']) => ({
    code: 'SQL_INVALID',
    message: words(`Flink 没有提示 ${name}。`, `Flink has no hint ${name}.`),
    ...notThere('hint', name, hintNames, theseAre),
    marks: [name],
  })),
  rule(
    /options of following hints cannot match the name of input tables or views:\s*`(.+?)` in `(\w+)`/,
    ([, name = '', hint = '']) => ({
      code: 'SQL_INVALID',
      message: words(
        `提示 ${hint} 写的 ${name} 不是这个查询的表。`,
        `The hint ${hint} names ${name}, which is no table of this query.`,
      ),
      remedy: words('写查询里的表名；表有别名时写别名。', 'Name a table of the query, by its alias where it has one.'),
      marks: [`'${name}'`, name],
    }),
  ),
  rule(/Invalid STATE_TTL hint value: (.+)/, () => ({
    code: 'SQL_INVALID',
    message: words('提示 STATE_TTL 的时长读不懂。', 'A duration in the hint STATE_TTL cannot be read.'),
    remedy: words(
      "写成 '表' = '时长'，时长例如 1d、12h、30min。",
      "Write 'table' = 'duration', with a duration such as 1d, 12h or 30min.",
    ),
    marks: ['STATE_TTL'],
  })),
  rule(/Invalid LOOKUP hint: incomplete required option\(s\): \[Key: '(.+?)'/, ([, key = '']) => ({
    code: 'SQL_INVALID',
    message: words(`提示 LOOKUP 缺少选项 ${key}。`, `The hint LOOKUP lacks the option ${key}.`),
    remedy: words(
      "至少写 LOOKUP('table'='维表') 和要改的选项，例如 'async'='true'。",
      "Write LOOKUP('table'='name') at least, and what is to change, such as 'async'='true'.",
    ),
    marks: ['LOOKUP'],
  })),
];
