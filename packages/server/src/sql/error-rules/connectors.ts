/** Connectors, formats, catalogs and their options. */
import { nearestNames } from '../nearest.ts';
import { words } from '../words.ts';
import { type ErrorRule, linesOf, meant, notThere, rule } from './rule.ts';

const kinds = {
  catalog: words('目录类型', 'catalog type'),
  format: words('格式', 'format'),
  connector: words('连接器', 'connector'),
} as const;

export const connectorRules: readonly ErrorRule[] = [
  rule(
    /Could not find any factory for identifier '(.+?)' that implements '(.+?)' in the classpath\.(?:\s+Available factory identifiers are:\s+([\s\S]*))?/,
    ([, name = '', type = '', list], { connectors = [] }) => {
      const kind = type.includes('Catalog') ? 'catalog' : type.includes('Format') ? 'format' : 'connector';
      const what = kinds[kind];
      const available = [
        ...new Set([
          ...linesOf(list).filter((one) => !one.startsWith('python-')),
          ...(kind === 'connector' ? connectors : []),
        ]),
      ].sort();
      return {
        code: 'SQL_CONNECTOR_MISSING',
        message: words(`这个引擎没有名为 ${name} 的${what.zh}。`, `There is no ${what.en} ${name} here.`),
        ...notThere(
          kind,
          name,
          available,
          words(`可用的有：${available.join('、')}。`, `Available: ${available.join(', ')}.`),
        ),
        marks: [`'${name}'`, name],
      };
    },
  ),
  rule(/Could not find any format factory for identifier '(.+?)'/, ([, name = '']) => ({
    code: 'SQL_CONNECTOR_MISSING',
    message: words(`这个引擎没有名为 ${name} 的格式。`, `There is no format ${name} here.`),
    ...notThere(
      'format',
      name,
      ['csv', 'json', 'raw', 'avro', 'parquet', 'orc', 'debezium-json', 'canal-json', 'maxwell-json'],
      words('检查拼写，例如 csv、json、raw。', 'Check the spelling, for example csv, json, raw.'),
    ),
    marks: [`'${name}'`, name],
  })),
  rule(/Could not find required (?:scan|sink) format '(.+?)'/, ([, key = '']) => {
    // A table without a key of its own takes the short form.
    const isShort = key === 'value.format';
    const options = isShort ? "'format' = 'json'" : "'key.format' = 'json', 'value.format' = 'json'";
    return {
      code: 'SQL_INVALID',
      message: words(
        `表的 WITH 没有说明数据的格式：缺少选项 ${isShort ? 'format' : `${key}`}。`,
        `The WITH clause of the table does not say in which format its data is: the option ${isShort ? 'format' : `${key}`} is missing.`,
      ),
      remedy: words(
        `加上 ${options}；格式也可以是 csv、raw、avro、debezium-json 等。`,
        `Add ${options}; other formats are csv, raw, avro and debezium-json.`,
      ),
    };
  }),
  rule(/do not contain an option key 'connector'/, () => ({
    code: 'SQL_CONNECTOR_MISSING',
    message: words(
      '用到的一张表没有说明数据在哪里：它没有连接器。',
      'A table used here says nothing about where its data is: it has no connector.',
    ),
    remedy: words(
      "在它的 WITH 中加上 'connector' = '…'，或把它建在 lake 这样的目录里。",
      "Add 'connector' = '…' to its WITH clause, or create it in a catalog such as lake.",
    ),
  })),
  rule(/Connector '(.+?)' can only be used as a (sink|source)/, ([, name = '', role = '']) => ({
    code: 'SQL_INVALID',
    message: words(
      `连接器 ${name} 的表只能${role === 'sink' ? '写入' : '读取'}。`,
      `A table with the connector ${name} can only be ${role === 'sink' ? 'written to' : 'read from'}.`,
    ),
    remedy: words('在这里换一张表。', 'Use another table here.'),
    marks: [`'${name}'`],
  })),
  rule(
    /One or more required options are missing\.\s+Missing required options are:\s+([\s\S]+?)(?:\n\n|$)/,
    ([, list]) => {
      const pairs = linesOf(list).map((key) => `'${key}' = '…'`);
      return {
        code: 'SQL_INVALID',
        message: words(
          `表的 WITH 中缺少选项：${linesOf(list).join('、')}。`,
          `Options are missing in the WITH clause of a table: ${linesOf(list).join(', ')}.`,
        ),
        remedy: words(`加上 ${pairs.join('，')}。`, `Add ${pairs.join(', ')}.`),
      };
    },
  ),
  rule(
    /Unsupported options found for '(.+?)'\.\s+Unsupported options:\s+([\s\S]+?)\n\s*\nSupported options:\s+([\s\S]*)/,
    ([, name = '', bad, good]) => {
      const unknown = linesOf(bad);
      const known = linesOf(good);
      const near = unknown.flatMap((key) => nearestNames(key, known, 1));
      const list = words(`它的选项有 ${known.slice(0, 12).join('、')}。`, `It knows ${known.slice(0, 12).join(', ')}.`);
      return {
        code: 'SQL_INVALID',
        message: words(
          `连接器 ${name} 没有选项 ${unknown.join('、')}。`,
          `The connector ${name} has no option ${unknown.join(', ')}.`,
        ),
        ...meant('option', unknown[0] ?? '', near, list),
        marks: unknown.flatMap((key) => [`'${key}'`, key]),
      };
    },
  ),
  rule(/Could not parse value '(.*?)' for key '(.+?)'/, ([, value = '', key = '']) => ({
    code: 'SQL_INVALID',
    message: words(`'${value}' 不是 ${key} 可取的值。`, `'${value}' is not a value for ${key}.`),
    remedy: words(
      '按该选项的类型填写，例如数字、时长（10 s）或列出的名称。',
      'Write what the option takes: a number, a duration such as 10 s, or one of its names.',
    ),
    marks: [`'${value}'`, `'${key}'`, key],
  })),
  rule(/You need to configure '(.+?)'/, ([, key = '']) => ({
    code: 'SQL_INVALID',
    message: words(`这样使用这张表需要选项 ${key}。`, `The table needs the option ${key} for this.`),
    remedy: words(`在它的 WITH 中加上 '${key}' = '…'。`, `Add '${key}' = '…' to its WITH clause.`),
    marks: [key],
  })),
  // Said of CSV and of JSON alike. CSV writes NULL as an empty field unless it has a word for it, and reads none back.
  rule(/Fail to deserialize at field: (.+?)\.?$/, ([, column = '']) => ({
    code: 'SQL_INVALID',
    message: words(
      `数据中有一行的 ${column} 列读不成它的类型。`,
      `A row of the data has a value of ${column} that its type cannot take.`,
    ),
    remedy: words(
      "核对列的类型与数据；要跳过这样的值，在表的 WITH 中加上 'json.ignore-parse-errors' = 'true'（CSV 用 csv. 开头）。CSV 的空字段表示 NULL 时，加 'csv.null-literal' = ''。",
      "Compare the type of the column with the data; 'json.ignore-parse-errors' = 'true' in the WITH clause skips such values (csv. in front for CSV). Where an empty field of CSV means NULL, add 'csv.null-literal' = ''.",
    ),
    marks: [column],
  })),
];
