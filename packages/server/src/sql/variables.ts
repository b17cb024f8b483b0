/** Substitutes `${name}` in a script, keeping the way back from every position to the original. Pure. */
import { LiusuError } from '../lib/errors.ts';
import { MappedText } from './mapped-text.ts';
import { nearestNames } from './nearest.ts';
import { LineIndex } from './positions.ts';
import { splitScript } from './split.ts';
import { type Token, tokenize } from './tokens.ts';
import { type Words, words } from './words.ts';

const reference = /\$\{([A-Za-z_][\w.-]*)\}/g;

/** Values that a query must not give back: secrets, and the passwords of data sources. */
const hidden = /^secret\.|^source\.[^.]*\.(?:password|jaas-config)$/;

/**
 * The script with its variables replaced. A value inside a string or a quoted name is escaped for it; a value is never
 * searched for variables again. References inside comments stay as they are.
 * Throws SQL_VARIABLE_MISSING naming every missing variable with its position, or SQL_SOURCE_MISSING when all of them are fields of
 * data sources, and SQL_SECRET_MISPLACED for a secret anywhere but in the value of an option: a query must not give it back.
 */
export function substituteVariables(script: string, values: Readonly<Record<string, string>>): MappedText {
  const { text, faults } = substituteKnown(script, values);
  if (faults[0] !== undefined) throw faults[0];
  return text;
}

/** The script with the variables replaced that can be; in the place of the others stand words of no meaning. */
export interface PartlySubstituted {
  text: MappedText;
  /** What substituteVariables would throw. */
  faults: LiusuError[];
  /** Where the words of no meaning stand, in the text. */
  gaps: { start: number; end: number }[];
}

export function substituteKnown(script: string, values: Readonly<Record<string, string>>): PartlySubstituted {
  if (!script.includes('${')) return { text: MappedText.verbatim(script), faults: [], gaps: [] };
  const { tokens, error } = tokenize(script);
  const missing: Place[] = [];
  const misplaced: Place[] = [];
  const gaps: PartlySubstituted['gaps'] = [];
  const parts: MappedText[] = [];
  let copied = 0;
  let length = 0;
  const put = (value: string, { start, end }: Place) => {
    const before = MappedText.verbatim(script.slice(copied, start), copied);
    parts.push(before, MappedText.inserted(value, start, end - start));
    copied = end;
    length += before.text.length + value.length;
  };
  for (const match of script.matchAll(reference)) {
    const [all] = match;
    const place = { name: match[1] ?? '', start: match.index, end: match.index + all.length };
    const { name, start } = place;
    const token = tokenAt(tokens, start);
    const unclosed = error !== undefined && start >= error.start;
    if (token === undefined || unclosed) continue;
    const isMisplaced = hidden.test(name) && !isOptionValue(tokens, token);
    const value = !isMisplaced && Object.hasOwn(values, name) ? values[name] : undefined;
    if (value !== undefined) {
      put(escapeFor(token, value), place);
      continue;
    }
    (isMisplaced ? misplaced : missing).push(place);
    put(gapWord, place);
    gaps.push({ start: length - gapWord.length, end: length });
  }
  parts.push(MappedText.verbatim(script.slice(copied), copied));
  const faults = [
    ...(misplaced.length > 0 ? [misplacedError(script, misplaced)] : []),
    ...(missing.length > 0 ? [missingError(script, missing, Object.keys(values))] : []),
  ];
  return { text: MappedText.join(parts), faults, gaps };
}

/** Splits nothing, closes nothing. */
const gapWord = 'x';

/** Names of the variables a script refers to, outside of comments. */
export function variablesOf(script: string): string[] {
  const { tokens } = tokenize(script);
  const names = new Set<string>();
  for (const match of script.matchAll(reference)) {
    if (tokenAt(tokens, match.index) !== undefined) names.add(match[1] ?? '');
  }
  return [...names];
}

function tokenAt(tokens: readonly Token[], offset: number): Token | undefined {
  return tokens.find((token) => offset >= token.start && offset < token.end);
}

/** True for the second string of `'key' = 'value'`, as in WITH, OPTIONS and SET. */
function isOptionValue(tokens: readonly Token[], token: Token): boolean {
  const at = tokens.indexOf(token);
  const [key, equals] = [tokens[at - 2], tokens[at - 1]];
  const opener = tokens[at - 3];
  const opensOption = opener?.value === '(' || opener?.value === ',' || opener?.value === 'SET';
  return token.kind === 'string' && equals?.value === '=' && key?.kind === 'string' && opensOption;
}

function escapeFor(token: Token, value: string): string {
  if (token.kind === 'string') return value.replaceAll("'", "''");
  if (token.kind === 'identifier') return value.replaceAll('`', '``');
  return value;
}

interface Place {
  name: string;
  start: number;
  end: number;
}

function missingError(script: string, missing: readonly Place[], known: readonly string[]): LiusuError {
  const names = namesOf(missing);
  const positions = positionsOf(script, missing, (name) => whyMissing(name, known));
  if (missing.every(({ name }) => name.startsWith('source.')))
    return new LiusuError(
      'SQL_SOURCE_MISSING',
      words(`脚本引用的数据源或字段不存在：${names}。`, `The script refers to what no data source has: ${names}.`),
      {
        params: { names },
        positions,
      },
    );
  return new LiusuError(
    'SQL_VARIABLE_MISSING',
    words(`脚本用到的变量没有值：${names}。`, `The script uses variables that have no value: ${names}.`),
    {
      params: { names },
      positions,
    },
  );
}

/** A reference to a data source is `source.<name>.<field>`: which of the two is wrong, and what there is instead. */
function whyMissing(reference: string, known: readonly string[]): Words {
  const [kind, source = '', ...rest] = reference.split('.');
  if (kind !== 'source') {
    const [near] = nearestNames(reference, known);
    return words(
      `变量 ${reference} 没有值${near === undefined ? '' : `；是否要写 ${near}`}`,
      `the variable ${reference} has no value${near === undefined ? '' : `; did you mean ${near}`}`,
    );
  }
  const own = known.filter((name) => name.startsWith(`source.${source}.`));
  if (own.length > 0) {
    const fields = own.map((name) => name.split('.').slice(2).join('.'));
    const field = rest.join('.');
    return words(
      `数据源 ${source} 没有字段“${field}”；它有 ${fields.join('、')}`,
      `the data source ${source} has no field "${field}"; it has ${fields.join(', ')}`,
    );
  }
  const sources = new Set(known.filter((name) => name.startsWith('source.')).map((name) => name.split('.')[1] ?? ''));
  const [near] = nearestNames(source, [...sources]);
  return words(
    `没有数据源“${source}”${near === undefined ? '' : `；是否要写 ${near}`}`,
    `there is no data source "${source}"${near === undefined ? '' : `; did you mean ${near}`}`,
  );
}

function misplacedError(script: string, misplaced: readonly Place[]): LiusuError {
  const names = namesOf(misplaced);
  return new LiusuError(
    'SQL_SECRET_MISPLACED',
    words(`密钥只能写在选项的值里：${names}。`, `Secrets may only stand in the value of an option: ${names}.`),
    {
      params: { names },
      positions: positionsOf(script, misplaced, (name) =>
        words(`${name} 不在选项的值里`, `${name} is not the value of an option`),
      ),
    },
  );
}

function namesOf(places: readonly Place[]): string {
  return [...new Set(places.map((one) => one.name))].join(', ');
}

function positionsOf(script: string, places: readonly Place[], say: (name: string) => Words) {
  const lines = new LineIndex(script);
  const { statements } = splitScript(script);
  return places.map((one) => {
    const statement = statements.findIndex(({ end }) => one.start < end);
    const { zh, en } = say(one.name);
    return { ...lines.rangeOf(statement < 0 ? statements.length : statement, one.start, one.end), message: en, zh };
  });
}
