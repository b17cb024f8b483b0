/** ALTER and DROP of what cannot be changed so. */
import { words } from '../words.ts';
import { type ErrorRule, lastPart, notThere, pathMarks, plainPath, rule } from './rule.ts';

const kinds = { table: words('表', 'table'), view: words('视图', 'view') } as const;

function kindOf(word: string): 'table' | 'view' {
  return word.toLowerCase() === 'view' ? 'view' : 'table';
}

export const changeRules: readonly ErrorRule[] = [
  rule(
    /(Table|View) (`.+?`) doesn't exist or is a temporary (?:table|view)/,
    ([, word = '', path = ''], { tables }) => {
      const kind = kindOf(word);
      const { zh, en } = kinds[kind];
      const name = lastPart(path);
      const isTemporary = tables.some((one) => one === name);
      return isTemporary
        ? {
            code: 'SQL_INVALID',
            message: words(
              `${name} 是临时${zh}，ALTER ${en.toUpperCase()} 改不了它。`,
              `${name} is a temporary ${en}, which ALTER ${en.toUpperCase()} cannot change.`,
            ),
            remedy: words(
              `建${zh}时去掉 TEMPORARY；或先 DROP TEMPORARY ${en.toUpperCase()} ${name}，再重新创建。`,
              `Create it without TEMPORARY; or DROP TEMPORARY ${en.toUpperCase()} ${name} and create it anew.`,
            ),
            marks: pathMarks(path),
          }
        : {
            code: 'SQL_OBJECT_NOT_FOUND',
            message: words(`${zh} ${plainPath(path)} 不存在。`, `There is no ${en} ${plainPath(path)}.`),
            ...notThere('table', name, tables, words('检查拼写与所在目录。', 'Check the spelling and the catalog.')),
            marks: pathMarks(path),
          };
    },
  ),
  rule(/Temporary (table|view) with identifier '(.+?)' exists\. Drop it first/, ([, word = '', path = '']) => {
    const { zh, en } = kinds[kindOf(word)];
    const name = lastPart(path);
    return {
      code: 'SQL_INVALID',
      message: words(`${name} 是临时${zh}。`, `${name} is a temporary ${en}.`),
      remedy: words(
        `写成 DROP TEMPORARY ${en.toUpperCase()} ${name}。`,
        `Write DROP TEMPORARY ${en.toUpperCase()} ${name}.`,
      ),
      marks: pathMarks(path),
    };
  }),
  rule(/Cannot drop a (database|catalog) which is currently in use/, ([, word = '']) => ({
    code: 'SQL_INVALID',
    message: words(
      `不能删除当前正在使用的${word === 'catalog' ? '目录' : '库'}。`,
      `The ${word} that is in use cannot be dropped.`,
    ),
    remedy: words(
      `先用 USE 换到另一个${word === 'catalog' ? '目录' : '库'}。`,
      `Change to another ${word} with USE first.`,
    ),
  })),
  rule(/Database (\S+) in catalog (\S+) is not empty/, ([, name = '', catalog = '']) => ({
    code: 'SQL_INVALID',
    message: words(`库 ${catalog}.${name} 不是空的。`, `The database ${catalog}.${name} is not empty.`),
    remedy: words(
      '先删除其中的表；或写 DROP DATABASE … CASCADE。',
      'Drop its tables first, or write DROP DATABASE … CASCADE.',
    ),
    marks: [`${catalog}.${name}`, name],
  })),
  rule(/Function (\S+) does not exist in Catalog/, ([, path = ''], { functions }) => ({
    code: 'SQL_OBJECT_NOT_FOUND',
    message: words(`没有函数 ${lastPart(path)}。`, `There is no function ${lastPart(path)}.`),
    ...notThere(
      'function',
      lastPart(path),
      functions,
      words(
        '检查拼写；SHOW USER FUNCTIONS 可以列出现有的。',
        'Check the spelling; SHOW USER FUNCTIONS lists those there are.',
      ),
    ),
    marks: [lastPart(path)],
  })),
];
