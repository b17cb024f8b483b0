/** What the parser stumbles over. Its messages hold pieces of the script, so these rules come last. */
import { nearestNames } from '../nearest.ts';
import { typeElsewhere } from '../type-names.ts';
import { type Words, words } from '../words.ts';
import { type ErrorRule, rule, type RuleResult } from './rule.ts';

/** Words a statement may begin with. */
const firstWords = [
  'SELECT', 'INSERT', 'CREATE', 'DROP', 'ALTER', 'WITH', 'VALUES', 'SET', 'RESET', 'USE', 'SHOW', 'DESCRIBE', 'EXPLAIN',
  'EXECUTE', 'BEGIN', 'UPDATE', 'DELETE', 'TRUNCATE', 'ANALYZE', 'CALL', 'ADD', 'REMOVE', 'LOAD', 'UNLOAD', 'COMPILE', 'STOP',
] as const; // prettier-ignore

export function isFirstWord(word: string): boolean {
  return firstWords.some((known) => known === word) || ['DESC', 'TABLE', 'REPLACE'].includes(word);
}

/** Words that nobody writes in the middle of a statement, unless the one before was not closed. */
const opening: ReadonlySet<string> = new Set([
  'INSERT',
  'CREATE',
  'DROP',
  'ALTER',
  'EXECUTE',
  'USE',
  'SHOW',
  'EXPLAIN',
  'BEGIN',
]);

/** Words that carry a clause: before them something is wrong, they are not meant as names. */
const clauses: ReadonlySet<string> = new Set([
  'FROM', 'WHERE', 'GROUP', 'ORDER', 'HAVING', 'JOIN', 'ON', 'AS', 'UNION', 'LIMIT', 'WITH', 'AND', 'OR', 'THEN', 'ELSE', 'END', 'BY', 'INTO', 'SELECT', 'CASE',
]); // prettier-ignore

const whatStandsBefore = words(
  '看看它前面：可能多写或少写了什么。',
  'Look at what stands before it: something may be missing or too much.',
);

/** Of a word that could be a name, or a type of another system. */
function nameOrType(word: string): Words {
  const type = typeElsewhere(word);
  return type === undefined
    ? words(
        `如果 ${word} 是名称，用反引号括起来：\`${word}\`。year、value、time、user 等许多词是 SQL 的保留字。也可能是前面少了逗号。`,
        `If ${word} is a name, put it in backquotes: \`${word}\`. Many words such as year, value, time or user are reserved in SQL. Or a comma is missing before it.`,
      )
    : words(
        `如果指类型，Flink 里写 ${type}；如果 ${word} 是名称，用反引号括起来：\`${word}\`。`,
        `If a type is meant, Flink calls it ${type}. If ${word} is a name, put it in backquotes: \`${word}\`.`,
      );
}

function stumbledOver(text: string): RuleResult {
  const word = text.split(/\s/)[0] ?? text;
  const upper = word.toUpperCase();
  if (opening.has(upper)) {
    return {
      code: 'SQL_SYNTAX',
      message: words(`${word} 前面的语句没有结束。`, `The statement before ${word} does not end.`),
      remedy: words(
        `在 ${word} 前面补上分号；每条语句都以分号结束。`,
        `Put a semicolon before ${word}: each statement ends with one.`,
      ),
      marks: [word],
    };
  }
  if (clauses.has(upper)) {
    return {
      code: 'SQL_SYNTAX',
      message: words(`${word} 附近有语法错误。`, `The syntax is wrong near ${word}.`),
      remedy: words(
        `看看 ${word} 前面：可能多了逗号，或少了名称、括号。`,
        `Look at what stands before ${word}: a comma too many, perhaps, or a missing name or bracket.`,
      ),
      marks: [word],
    };
  }
  const isName = /^[A-Za-z_]\w*$/.test(word);
  const shown = isName ? { zh: word, en: word } : { zh: `“${word}”`, en: `"${word}"` };
  return {
    code: 'SQL_SYNTAX',
    message: words(`${shown.zh} 处有语法错误。`, `The syntax is wrong at ${shown.en}.`),
    remedy: isName ? nameOrType(word) : whatStandsBefore,
    marks: [word],
  };
}

export const syntaxRules: readonly ErrorRule[] = [
  rule(/Non-query expression encountered in illegal context/, () => ({
    code: 'SQL_SYNTAX',
    message: words('这不是 Flink 认识的语句。', 'This is not a statement Flink knows.'),
    remedy: words(
      '检查第一个词，例如 SELECT 或 INSERT INTO。',
      'Check its first word, for example SELECT or INSERT INTO.',
    ),
  })),
  rule(/Incorrect syntax near the keyword '(.+?)'/, ([, word = '']) => stumbledOver(word)),
  rule(/Encountered "<EOF>"/, () => ({
    code: 'SQL_SYNTAX',
    message: words('语句不完整，结束得太早。', 'The statement ends too early.'),
    remedy: words('末尾少了内容，或有括号没有闭合。', 'Something is missing at its end, or a bracket is not closed.'),
  })),
  rule(/Encountered "\\'"/, () => ({
    code: 'SQL_SYNTAX',
    message: words('字符串从这里开始，没有闭合。', 'A string is opened here and never closed.'),
    remedy: words("用 ' 闭合；字符串里的单引号写成 ''。", "Close it with ' and write '' for a quote inside of it."),
  })),
  rule(/Encountered "(.+?)" at line/, ([, text = '']) => stumbledOver(text)),
  rule(/Lexical error at line \d+, column \d+\.\s+Encountered: "?(.+?)"? \(\d+\)/, ([, char = '']) => ({
    code: 'SQL_SYNTAX',
    message: words(`字符 ${char} 在 SQL 里没有意义。`, `The character ${char} has no meaning in SQL here.`),
    remedy: words('删掉它，或用反引号把名称括起来。', 'Remove it, or put the name in backquotes.'),
    marks: [char],
  })),
];

/** What is said of a statement whose first word is none. */
export function unknownStatement(firstWord: string): RuleResult {
  const near = nearestNames(firstWord, firstWords, 1)[0];
  return {
    code: 'SQL_SYNTAX',
    message: words(`没有以 ${firstWord} 开头的语句。`, `There is no statement that begins with ${firstWord}.`),
    remedy:
      near === undefined
        ? words(
            '语句以 SELECT、INSERT INTO、CREATE 等词开头。',
            'A statement begins with a word such as SELECT, INSERT INTO or CREATE.',
          )
        : words(`是不是想写 ${near}？`, `Did you mean ${near}?`),
  };
}
