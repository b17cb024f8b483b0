/** Columns, functions, catalogs that are not there, and names that are there already. Of tables: missing.ts. */
import { words } from '../words.ts';
import { type ErrorRule, meant, notThere, pathMarks, plainPath, rule } from './rule.ts';

const describeIt = words(
  '检查拼写；DESCRIBE 表名 可以列出它的列。',
  'Check the spelling; DESCRIBE shows the columns of a table.',
);

export const nameRules: readonly ErrorRule[] = [
  rule(
    /Column '(.+?)' not found in (?:any table|table '(.+?)')(?:; did you mean '(.+?)')?/,
    ([, name = '', table, near], { columns }) => ({
      code: 'SQL_OBJECT_NOT_FOUND',
      message:
        table === undefined
          ? words(`这里的表都没有名为 ${name} 的列。`, `None of the tables here has a column ${name}.`)
          : words(`${table} 没有名为 ${name} 的列。`, `${table} has no column ${name}.`),
      ...(near === undefined
        ? notThere('column', name, columns, describeIt)
        : meant('column', name, [near], describeIt)),
      marks: [name],
    }),
  ),
  rule(/Column '(.+?)' is ambiguous/, ([, name = '']) => ({
    code: 'SQL_INVALID',
    message: words(`这里有不止一张表含有列 ${name}。`, `More than one table here has a column ${name}.`),
    remedy: words(`在前面写上表的别名：别名.${name}。`, `Write the table's alias before it: alias.${name}.`),
    marks: [name],
  })),
  rule(/Unknown target column '(.+?)'/, ([, name = ''], { columns }) => ({
    code: 'SQL_OBJECT_NOT_FOUND',
    message: words(`写入的表没有名为 ${name} 的列。`, `The table written to has no column ${name}.`),
    ...notThere(
      'column',
      name,
      columns,
      words('检查表名后面的列清单。', 'Check the list of columns after the table name.'),
    ),
    marks: [name],
  })),
  rule(/No match found for function signature ([\w.]+)\(/, ([, name = ''], { functions }) => ({
    code: 'SQL_OBJECT_NOT_FOUND',
    message: words(`没有函数 ${name} 接受这样的参数。`, `There is no function ${name} for these arguments.`),
    ...notThere(
      'function',
      name,
      name === name.toUpperCase() ? functions?.map((one) => one.toUpperCase()) : functions,
      words(
        '检查函数名与参数；SHOW FUNCTIONS 可以列出全部函数。',
        'Check its name and arguments; SHOW FUNCTIONS lists those there are.',
      ),
    ),
    marks: [name],
    narrow: true,
  })),
  rule(/Database (\S+) does not exist in Catalog (\S+?)\.?$/m, ([, name = '', catalog = '']) => ({
    code: 'SQL_OBJECT_NOT_FOUND',
    message: words(`目录 ${catalog} 中没有库 ${name}。`, `The catalog ${catalog} has no database ${name}.`),
    remedy: words(
      `先创建它：CREATE DATABASE IF NOT EXISTS ${catalog}.${name}。`,
      `Create it first: CREATE DATABASE IF NOT EXISTS ${catalog}.${name}.`,
    ),
    marks: [`${catalog}.${name}`, name],
  })),
  rule(
    /A (catalog|database) with name \[(.+?)\](?: in the catalog: \[.*?\])? does not exist/,
    ([, what = '', name = '']) => ({
      code: 'SQL_OBJECT_NOT_FOUND',
      message: words(`没有名为 ${name} 的${what === 'catalog' ? '目录' : '库'}。`, `There is no ${what} ${name}.`),
      remedy: words(
        `SHOW ${what.toUpperCase()}S 可以列出现有的。`,
        `SHOW ${what.toUpperCase()}S lists those there are.`,
      ),
      marks: [name],
    }),
  ),
  rule(
    /(?:Temporary table|Table|View|Table \(or view\)|Temporary view|Could not execute CreateTable in path|Catalog)\s+'?`?([\w.`]+?)`?'? already exists/i,
    ([, path = '']) => ({
      code: 'SQL_INVALID',
      message: words(`${plainPath(path)} 已经存在。`, `${plainPath(path)} exists already.`),
      remedy: words(
        '换一个名称；或写 IF NOT EXISTS，直接使用已有的。',
        'Choose another name, or write IF NOT EXISTS to use the one there is.',
      ),
      marks: pathMarks(path),
    }),
  ),
  rule(/^(?:java\.lang\.)?(?:ClassNotFoundException: )?([a-z]\w*(?:\.\w+)+)$/, ([, name = '']) => ({
    code: 'SQL_OBJECT_NOT_FOUND',
    message: words(`找不到类 ${name}。`, `The class ${name} was not found.`),
    remedy: words(
      '检查类名；用 ADD JAR 或 USING JAR 加入含有它的 jar。',
      'Check its name, and add the jar that holds it with ADD JAR or USING JAR.',
    ),
    marks: [`'${name}'`, name],
  })),
  rule(/(?:jar|file) resource \[(.+?)\] not found/, ([, path = '']) => ({
    code: 'SQL_OBJECT_NOT_FOUND',
    message: words(`找不到文件 ${path}。`, `The file ${path} was not found.`),
    remedy: words(
      '检查路径；文件要在平台所在的机器上。',
      'Check the path; the file must be on the machine of the platform.',
    ),
    marks: [path, path.replace(/^file:/, '')],
  })),
];
