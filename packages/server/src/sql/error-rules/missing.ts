/** Tables that are not there, told by the part of their path that is not. */
import { words } from '../words.ts';
import {
  type ErrorRule,
  lastPart,
  type MissingPart,
  notThere,
  pathMarks,
  plainPath,
  rule,
  type RuleResult,
} from './rule.ts';

const checkSpelling = words('检查拼写；或者先创建它，再使用。', 'Check the spelling, or create it before it is used.');

/** Of a part that is not there; `asTable` where it is the table itself, or where nothing more is known. */
function missing(part: MissingPart | undefined, asTable: () => RuleResult): RuleResult {
  if (part === undefined) return asTable();
  const { kind, name, within, candidates } = part;
  if (kind === 'catalog') return noCatalog(name, candidates);
  if (kind === 'database') {
    return {
      code: 'SQL_OBJECT_NOT_FOUND',
      message: words(`目录 ${within} 中没有库 ${name}。`, `The catalog ${within} has no database ${name}.`),
      ...notThere(
        'database',
        name,
        candidates,
        words(
          `检查拼写；或先创建它：CREATE DATABASE IF NOT EXISTS ${within}.${name}。`,
          `Check the spelling, or create it first: CREATE DATABASE IF NOT EXISTS ${within}.${name}.`,
        ),
      ),
      marks: [name, `${within}.${name}`],
      narrow: true,
    };
  }
  return { ...asTable(), ...notThere('table', name, candidates, checkSpelling), narrow: true, pick: 'last' };
}

function noCatalog(name: string, catalogs: readonly string[]): RuleResult {
  return {
    code: 'SQL_OBJECT_NOT_FOUND',
    message: words(`没有名为 ${name} 的目录。`, `There is no catalog ${name}.`),
    ...notThere(
      'database',
      name,
      catalogs,
      words(
        'SHOW CATALOGS 可以列出现有的；或先用 CREATE CATALOG 创建。',
        'SHOW CATALOGS lists those there are; or create it with CREATE CATALOG.',
      ),
    ),
    marks: [name],
    narrow: true,
  };
}

export const missingRules: readonly ErrorRule[] = [
  rule(/Object '(.+?)' not found(?: within '(.+?)')?/, ([, name = '', within], { tables, missing: part }) =>
    missing(part, () => ({
      code: 'SQL_OBJECT_NOT_FOUND',
      message:
        within === undefined
          ? words(`没有名为 ${name} 的表、视图或目录。`, `There is no table, view or catalog ${name}.`)
          : words(`${within} 中没有名为 ${name} 的表或视图。`, `There is no table or view ${name} in ${within}.`),
      ...notThere('table', name, tables, checkSpelling),
      marks: within === undefined ? [name] : [name, `${within}.${name}`],
    })),
  ),
  rule(/Table '(.+?)' not found/, ([, name = ''], { tables }) => ({
    code: 'SQL_OBJECT_NOT_FOUND',
    message: words(`这个查询里没有名为 ${name} 的表或别名。`, `There is no table or alias ${name} in this query.`),
    ...notThere(
      'table',
      name,
      tables,
      words('使用 FROM 或 JOIN 中给出的别名。', 'Use the alias given in FROM or JOIN.'),
    ),
    marks: [name],
  })),
  rule(/Cannot find table '(.+?)' in any of the catalogs/, ([, path = ''], { tables, missing: part }) =>
    missing(part, () => ({
      code: 'SQL_OBJECT_NOT_FOUND',
      message: words(`要写入的表 ${plainPath(path)} 不存在。`, `There is no table ${plainPath(path)} to write to.`),
      ...notThere('table', lastPart(path), tables, checkSpelling),
      marks: pathMarks(path),
    })),
  ),
  rule(
    /(?:Table with identifier|Tables or views with the identifier|View with identifier|The table or view with identifier) '?(`.+?`|[^'\s]+)'? (?:does not|doesn't) exist/,
    ([, path = ''], { tables, missing: part }) =>
      missing(part, () => ({
        code: 'SQL_OBJECT_NOT_FOUND',
        message: words(`表或视图 ${plainPath(path)} 不存在。`, `There is no table or view ${plainPath(path)}.`),
        ...notThere(
          'table',
          lastPart(path),
          tables,
          words('检查拼写与所在目录。', 'Check the spelling and the catalog.'),
        ),
        marks: pathMarks(path),
      })),
  ),
  rule(/Database '(.+?)'\.'(.+?)' (?:does not|doesn't) exist/, ([, catalog = '', name = ''], { missing: part }) =>
    missing(part ?? { kind: 'database', name, within: catalog, candidates: [] }, () => ({
      code: 'SQL_OBJECT_NOT_FOUND',
      message: words(`没有库 ${name}。`, `There is no database ${name}.`),
    })),
  ),
  rule(/Catalog '?`?([\w$-]+)`?'? does not exist/, ([, name = ''], { catalogs = [] }) => noCatalog(name, catalogs)),
];
