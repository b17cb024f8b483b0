/** Messages of Flink 1.20 and 2.2 that are worth plain words. First match wins; each was seen on a real gateway. */
import type { ErrorCode } from '@liusu/contract/error-code';

import { nearestNames } from './nearest.ts';

export interface RuleResult {
  code: ErrorCode;
  message: string;
  remedy?: string;
  marks?: string[];
}

export interface ErrorRule {
  pattern: RegExp;
  explain(match: RegExpExecArray, context: { tables: readonly string[] }): RuleResult;
}

function didYouMean(name: string, candidates: readonly string[]): string | undefined {
  const near = nearestNames(name, candidates);
  return near.length === 0 ? undefined : `Did you mean ${near.join(', ')}?`;
}

function lines(block: string | undefined): string[] {
  return (block ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function lastPart(path: string): string {
  return path.replaceAll('`', '').split('.').at(-1) ?? path;
}

function plainPath(path: string): string {
  return path.replaceAll('`', '').replace(/^default_catalog\.default_database\./, '');
}

function rule(pattern: RegExp, explain: ErrorRule['explain']): ErrorRule {
  return { pattern, explain };
}

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

function explainSink(match: RegExpExecArray): RuleResult {
  const [, table = '', cause = '', query = '', sink = ''] = match;
  const from = schemaColumns(query);
  const to = schemaColumns(sink);
  const name = plainPath(table);
  if (from.length !== to.length) {
    return {
      code: 'SQL_TYPE_MISMATCH',
      message: `The query gives ${from.length} columns (${from.map((c) => c.name).join(', ')}), but ${name} takes ${to.length} (${to.map((c) => c.name).join(', ')}).`,
      remedy:
        'Give every column of the sink a value, or name the columns after the table: INSERT INTO t (a, b) SELECT …',
      marks: [name, lastPart(table)],
    };
  }
  const bad = /sink column '(.+?)' at position (\d+)/.exec(cause);
  const at = Number(bad?.[2] ?? 0);
  const detail = `column ${to[at]?.name ?? '?'} of ${name} is ${to[at]?.type ?? '?'}, the query gives ${from[at]?.type ?? '?'} (${from[at]?.name ?? '?'}) at place ${at + 1}`;
  return {
    code: 'SQL_TYPE_MISMATCH',
    message: `Types do not match: ${detail}.`,
    remedy: `Convert it with CAST(… AS ${(to[at]?.type ?? '…').replace(/ NOT NULL$/, '')}), or check the order of the columns.`,
    marks: [name, lastPart(table)],
  };
}

const reservedWordHint =
  'If it is a name, put it in backquotes: many words such as year, value, time or user are reserved in SQL.';

export const errorRules: readonly ErrorRule[] = [
  // Names
  rule(/Object '(.+?)' not found(?: within '(.+?)')?/, ([, name = '', within], { tables }) => ({
    code: 'SQL_OBJECT_NOT_FOUND',
    message:
      within === undefined
        ? `There is no table, view or catalog ${name}.`
        : `There is no table or view ${name} in ${within}.`,
    remedy: didYouMean(name, tables) ?? 'Check the spelling, or create it before it is used.',
    marks: within === undefined ? [name] : [`${within}.${name}`, name],
  })),
  rule(/Table '(.+?)' not found/, ([, name = ''], { tables }) => ({
    code: 'SQL_OBJECT_NOT_FOUND',
    message: `There is no table or alias ${name} in this query.`,
    remedy: didYouMean(name, tables) ?? 'Use the alias given in FROM or JOIN.',
    marks: [name],
  })),
  rule(/Cannot find table '(.+?)' in any of the catalogs/, ([, path = ''], { tables }) => ({
    code: 'SQL_OBJECT_NOT_FOUND',
    message: `There is no table ${plainPath(path)} to write to.`,
    remedy: didYouMean(lastPart(path), tables) ?? 'Check the spelling, or create it before it is used.',
    marks: [plainPath(path), lastPart(path)],
  })),
  rule(
    /(?:Table with identifier|Tables or views with the identifier|View with identifier) '(.+?)' (?:does not|doesn't) exist/,
    ([, path = ''], { tables }) => ({
      code: 'SQL_OBJECT_NOT_FOUND',
      message: `There is no table or view ${plainPath(path)}.`,
      remedy: didYouMean(lastPart(path), tables) ?? 'Check the spelling and the catalog.',
      marks: [plainPath(path), lastPart(path)],
    }),
  ),
  rule(
    /Column '(.+?)' not found in (?:any table|table '(.+?)')(?:; did you mean '(.+?)')?/,
    ([, name = '', table, near]) => ({
      code: 'SQL_OBJECT_NOT_FOUND',
      message:
        table === undefined ? `None of the tables here has a column ${name}.` : `${table} has no column ${name}.`,
      remedy:
        near === undefined ? 'Check the spelling; DESCRIBE shows the columns of a table.' : `Did you mean ${near}?`,
      marks: [name],
    }),
  ),
  rule(/Column '(.+?)' is ambiguous/, ([, name = '']) => ({
    code: 'SQL_INVALID',
    message: `More than one table here has a column ${name}.`,
    remedy: `Write the table's alias before it: alias.${name}.`,
    marks: [name],
  })),
  rule(/Unknown target column '(.+?)'/, ([, name = '']) => ({
    code: 'SQL_OBJECT_NOT_FOUND',
    message: `The table written to has no column ${name}.`,
    remedy: 'Check the list of columns after the table name.',
    marks: [name],
  })),
  rule(/Unknown identifier '(.+?)'/, ([, name = '']) => ({
    code: 'SQL_INVALID',
    message: `${name} is not a type Flink knows.`,
    remedy: 'Common types: STRING, INT, BIGINT, DOUBLE, DECIMAL(10, 2), BOOLEAN, DATE, TIMESTAMP(3), ARRAY<…>, ROW<…>.',
    marks: [name],
  })),
  rule(/No match found for function signature ([\w.]+)\(/, ([, name = '']) => ({
    code: 'SQL_OBJECT_NOT_FOUND',
    message: `There is no function ${name} for these arguments.`,
    remedy: 'Check its name and arguments; SHOW FUNCTIONS lists those there are.',
    marks: [`${name}(`, name],
  })),
  rule(/Database (\S+) does not exist in Catalog (\S+?)\.?$/m, ([, name = '', catalog = '']) => ({
    code: 'SQL_OBJECT_NOT_FOUND',
    message: `The catalog ${catalog} has no database ${name}.`,
    remedy: `Create it first: CREATE DATABASE IF NOT EXISTS ${catalog}.${name}.`,
    marks: [`${catalog}.${name}`, name],
  })),
  rule(
    /A (catalog|database) with name \[(.+?)\](?: in the catalog: \[.*?\])? does not exist/,
    ([, what = '', name = '']) => ({
      code: 'SQL_OBJECT_NOT_FOUND',
      message: `There is no ${what} ${name}.`,
      remedy: `SHOW ${what.toUpperCase()}S lists those there are.`,
      marks: [name],
    }),
  ),
  rule(
    /(?:Temporary table|Table|View|Table \(or view\)|Temporary view|Could not execute CreateTable in path|Catalog)\s+'?`?([\w.`]+?)`?'? already exists/i,
    ([, path = '']) => ({
      code: 'SQL_INVALID',
      message: `${plainPath(path)} exists already.`,
      remedy: 'Choose another name, or write IF NOT EXISTS to use the one there is.',
      marks: [plainPath(path), lastPart(path)],
    }),
  ),
  // Types
  rule(
    /Column types of query result and sink for '(.+?)' do not match\.\s*Cause: (.*)\s+Query schema: \[(.*)\]\s+Sink schema:\s+\[(.*)\]/,
    explainSink,
  ),
  rule(
    /Cannot apply '(.+?)' to arguments of type '(.+?)'\. Supported form\(s\): ([\s\S]*)/,
    ([, name = '', given = '', forms = '']) => ({
      code: 'SQL_TYPE_MISMATCH',
      message: `${name} cannot be used on these types: ${given}.`,
      remedy: `It takes ${lines(forms).slice(0, 4).join(' or ')}. Convert with CAST.`,
      marks: [name],
    }),
  ),
  rule(
    /Invalid number of arguments to function '(.+?)'\. Was expecting (.+?) arguments/,
    ([, name = '', count = '']) => ({
      code: 'SQL_INVALID',
      message: `${name} takes ${count} argument${count === '1' ? '' : 's'}.`,
      marks: [name],
    }),
  ),
  rule(/Column count mismatch in (\w+(?: ALL)?)/, ([, what = '']) => ({
    code: 'SQL_TYPE_MISMATCH',
    message: `The queries joined by ${what} have different numbers of columns.`,
    remedy: 'Select the same columns in every part.',
    marks: [what],
  })),
  // Queries
  rule(/Expression '(.+?)' is not being grouped/, ([, name = '']) => ({
    code: 'SQL_INVALID',
    message: `${name} is neither in GROUP BY nor inside an aggregate.`,
    remedy: `Add ${name} to GROUP BY, or wrap it: MAX(${name}), COUNT(${name}).`,
    marks: [name],
  })),
  rule(/Aggregate expression is illegal in (\w+) clause/, ([, clause = '']) => ({
    code: 'SQL_INVALID',
    message: `Aggregates such as COUNT or SUM cannot stand in ${clause}.`,
    remedy: 'Use HAVING for a condition on an aggregate.',
    marks: [clause],
  })),
  rule(
    /Table sink '(.+?)' doesn't support consuming (update(?: and delete)?|delete) changes which is produced by node (\w+)/,
    ([, path = '', changes = '', node = '']) => ({
      code: 'SQL_INVALID',
      message: `The query changes rows it gave before (${node}), but ${plainPath(path)} can only append: it takes no ${changes} changes.`,
      remedy:
        'Write to a table with a primary key (for example Paimon, JDBC or upsert-kafka), or use a window so that rows are final.',
      marks: [plainPath(path), lastPart(path)],
    }),
  ),
  rule(/Sort on a non-time-attribute field is not supported/, () => ({
    code: 'SQL_INVALID',
    message: 'A stream can only be sorted by its event time, ascending.',
    remedy: 'Add LIMIT for a top-N, or run it as a batch query.',
    marks: ['ORDER BY'],
  })),
  rule(
    /The window function (\w+)\(.*?\) requires the timecol to be (.+?), but is (\w+)/,
    ([, name = '', wanted = '', given = '']) => ({
      code: 'SQL_TYPE_MISMATCH',
      message: `${name} needs an event-time column (${wanted} with a watermark), but this one is ${given}.`,
      remedy: 'Declare WATERMARK FOR column in the source table and use that column.',
      marks: [name],
    }),
  ),
  // Tables
  rule(/The rowtime attribute field '(.+?)' is not defined in the table schema/, ([, name = '']) => ({
    code: 'SQL_OBJECT_NOT_FOUND',
    message: `The watermark is for ${name}, but the table has no such column.`,
    marks: [name],
  })),
  rule(/Invalid data type of time field for watermark definition.*time field type is (.+)/, ([, type = '']) => ({
    code: 'SQL_TYPE_MISMATCH',
    message: `A watermark needs a TIMESTAMP or TIMESTAMP_LTZ column of precision 0 to 3, but this one is ${type}.`,
    remedy: 'Add a computed column, for example: ts AS TO_TIMESTAMP(text).',
    marks: ['WATERMARK FOR', 'WATERMARK'],
  })),
  rule(/Primary key column '(.+?)' is not defined/, ([, name = '']) => ({
    code: 'SQL_OBJECT_NOT_FOUND',
    message: `The primary key names ${name}, but the table has no such column.`,
    marks: [name],
  })),
  rule(/doesn't support ENFORCED mode for PRIMARY KEY/, () => ({
    code: 'SQL_INVALID',
    message: 'Flink does not enforce primary keys.',
    remedy: 'Write PRIMARY KEY (…) NOT ENFORCED.',
    marks: ['PRIMARY KEY'],
  })),
  rule(/A (?:regular |computed |metadata )?[Cc]olumn named '(.+?)' already exists/, ([, name = '']) => ({
    code: 'SQL_INVALID',
    message: `The column ${name} is declared twice.`,
    marks: [name],
  })),
  // Connectors
  rule(
    /Could not find any factory for identifier '(.+?)' that implements '(.+?)' in the classpath\.(?:\s+Available factory identifiers are:\s+([\s\S]*))?/,
    ([, name = '', type = '', list]) => {
      const what = type.includes('Catalog') ? 'catalog type' : type.includes('Format') ? 'format' : 'connector';
      const available = lines(list).filter((one) => !one.startsWith('python-'));
      return {
        code: 'SQL_CONNECTOR_MISSING',
        message: `There is no ${what} ${name} here.`,
        remedy: didYouMean(name, available) ?? `Available: ${available.join(', ')}.`,
        marks: [`'${name}'`, name],
      };
    },
  ),
  rule(/Could not find any format factory for identifier '(.+?)'/, ([, name = '']) => ({
    code: 'SQL_CONNECTOR_MISSING',
    message: `There is no format ${name} here.`,
    remedy: 'Check the spelling, for example csv, json, raw.',
    marks: [`'${name}'`, name],
  })),
  rule(/do not contain an option key 'connector'/, () => ({
    code: 'SQL_CONNECTOR_MISSING',
    message: 'A table used here says nothing about where its data is: it has no connector.',
    remedy: "Add 'connector' = '…' to its WITH clause, or create it in a catalog such as lake.",
  })),
  rule(/Connector '(.+?)' can only be used as a (sink|source)/, ([, name = '', role = '']) => ({
    code: 'SQL_INVALID',
    message: `A table with the connector ${name} can only be ${role === 'sink' ? 'written to' : 'read from'}.`,
    marks: [`'${name}'`],
  })),
  rule(
    /One or more required options are missing\.\s+Missing required options are:\s+([\s\S]+?)(?:\n\n|$)/,
    ([, list]) => ({
      code: 'SQL_INVALID',
      message: `Options are missing in the WITH clause of a table: ${lines(list).join(', ')}.`,
      remedy: `Add ${lines(list)
        .map((key) => `'${key}' = '…'`)
        .join(', ')}.`,
    }),
  ),
  rule(
    /Unsupported options found for '(.+?)'\.\s+Unsupported options:\s+([\s\S]+?)\n\s*\nSupported options:\s+([\s\S]*)/,
    ([, name = '', bad, good]) => {
      const unknown = lines(bad);
      const near = unknown.flatMap((key) => nearestNames(key, lines(good), 1));
      return {
        code: 'SQL_INVALID',
        message: `The connector ${name} has no option ${unknown.join(', ')}.`,
        remedy:
          near.length > 0 ? `Did you mean ${near.join(', ')}?` : `It knows ${lines(good).slice(0, 12).join(', ')}.`,
        marks: unknown.map((key) => `'${key}'`),
      };
    },
  ),
  rule(/Could not parse value '(.*?)' for key '(.+?)'/, ([, value = '', key = '']) => ({
    code: 'SQL_INVALID',
    message: `'${value}' is not a value for ${key}.`,
    marks: [`'${value}'`, `'${key}'`, key],
  })),
  rule(/You need to configure '(.+?)'/, ([, key = '']) => ({
    code: 'SQL_INVALID',
    message: `The table needs the option ${key} for this.`,
    remedy: `Add '${key}' = '…' to its WITH clause.`,
    marks: [key],
  })),
  // Code
  rule(/^(?:java\.lang\.)?(?:ClassNotFoundException: )?([a-z]\w*(?:\.\w+)+)$/, ([, name = '']) => ({
    code: 'SQL_OBJECT_NOT_FOUND',
    message: `The class ${name} was not found.`,
    remedy: 'Check its name, and add the jar that holds it with ADD JAR or USING JAR.',
    marks: [name],
  })),
  rule(/(?:jar|file) resource \[(.+?)\] not found/, ([, path = '']) => ({
    code: 'SQL_OBJECT_NOT_FOUND',
    message: `The file ${path} was not found.`,
    marks: [path, path.replace(/^file:/, '')],
  })),
  // Syntax, last: its messages hold pieces of the script
  rule(/Incorrect syntax near the keyword '(.+?)'/, ([, word = '']) => ({
    code: 'SQL_SYNTAX',
    message: `The syntax is wrong near ${word}.`,
    remedy: `Look at what stands before ${word}: a comma too many or a missing name, perhaps. ${reservedWordHint}`,
    marks: [word],
  })),
  rule(/Encountered "<EOF>"/, () => ({
    code: 'SQL_SYNTAX',
    message: 'The statement ends too early.',
    remedy: 'Something is missing at its end, or a bracket is not closed.',
  })),
  rule(/Encountered "\\'"/, () => ({
    code: 'SQL_SYNTAX',
    message: 'A string is opened here and never closed.',
    remedy: "Close it with ' and write '' for a quote inside of it.",
  })),
  rule(/Encountered "(.+?)" at line/, ([, text = '']) => ({
    code: 'SQL_SYNTAX',
    message: `The syntax is wrong at ${text.split(/\s/)[0] ?? text}.`,
    remedy: reservedWordHint,
    marks: [text.split(/\s/)[0] ?? text],
  })),
  rule(/Lexical error at line \d+, column \d+\.\s+Encountered: "?(.+?)"? \(\d+\)/, ([, char = '']) => ({
    code: 'SQL_SYNTAX',
    message: `The character ${char} has no meaning in SQL here.`,
    remedy: 'Remove it, or put the name in backquotes.',
    marks: [char],
  })),
  rule(/Non-query expression encountered in illegal context/, () => ({
    code: 'SQL_SYNTAX',
    message: 'This is not a statement Flink knows.',
    remedy: 'Check its first word, for example SELECT or INSERT INTO.',
  })),
];
