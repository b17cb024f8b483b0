/** Which connectors, formats and catalogs a script names, so that their jars can be brought along. Pure. */
import { LiusuError } from '../lib/errors.ts';
import type { StatementKind } from './classify.ts';
import { optionsOf } from './options.ts';
import type { LineIndex } from './positions.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { isWord, type Token } from './tokens.ts';

export interface ConnectorUse {
  kind: 'connector' | 'format' | 'catalog' | 'function' | 'fileSystem';
  /** Of a function: its class. Of a file system: the scheme of its paths. */
  name: string;
  /** Scheme of the outside system's address where the connector has one: `mysql` of `jdbc:mysql://…`. Of a file system: the bucket. */
  variant?: string | undefined;
}

/** Jars (paths or URIs the gateway can read) that a job needs by itself for what it names; none for what the class path already has. */
export type JarResolver = (engine: string, uses: readonly ConnectorUse[]) => Promise<string[]>;

/** Throws SQL_CONNECTOR_MISSING or SQL_CONNECTOR_NOT_ON_ENGINE for what an engine cannot serve. Asks nobody. */
export type ConnectorCheck = (engine: string, uses: readonly ConnectorUse[]) => void;

const formatKeys: ReadonlySet<string> = new Set(['format', 'key.format', 'value.format']);

interface PlacedUse extends ConnectorUse {
  /** Token of the value that names it. */
  token: Token;
}

function placedUses(kind: StatementKind, tokens: readonly Token[]): PlacedUse[] {
  if (kind === 'CREATE_FUNCTION' || kind === 'CREATE_TEMPORARY_FUNCTION') return functionUse(tokens);
  const options = optionsOf(tokens);
  const nameKey = kind === 'CREATE_CATALOG' ? 'type' : 'connector';
  const named = kind === 'CREATE_CATALOG' ? 'catalog' : 'connector';
  return options.flatMap(({ key, value, token }): PlacedUse[] => {
    const bucket = bucketOf(value);
    if (bucket !== undefined) return [{ ...bucket, token }];
    if (key === nameKey) return [{ kind: named, name: value, variant: variantOf(value, options), token }];
    // The tables of a catalog name their own formats in options of their own.
    return kind !== 'CREATE_CATALOG' && formatKeys.has(key) ? [{ kind: 'format', name: value, token }] : [];
  });
}

/** CREATE FUNCTION … AS 'class': a jar of its own, or another language, is the script's own matter. */
function functionUse(tokens: readonly Token[]): PlacedUse[] {
  if (tokens.some((token) => isWord(token, 'USING', 'PYTHON'))) return [];
  const token = tokens.find((one, i) => one.kind === 'string' && isWord(tokens[i - 1], 'AS'));
  return token === undefined ? [] : [{ kind: 'function', name: token.value, token }];
}

/** The bucket of a path of an object store. */
function bucketOf(value: string): ConnectorUse | undefined {
  const [, name, bucket] = /^\s*(s3a?):\/\/([^/\s]+)/i.exec(value) ?? [];
  return name === undefined ? undefined : { kind: 'fileSystem', name: name.toLowerCase(), variant: bucket };
}

/** Which database a JDBC address is for; undefined for everything else. */
function variantOf(name: string, options: readonly { key: string; value: string }[]): string | undefined {
  if (name !== 'jdbc') return undefined;
  const url = options.find(({ key }) => key === 'url' || key === 'base-url')?.value ?? '';
  return /^jdbc:([a-z0-9]+):/i.exec(url)?.[1]?.toLowerCase();
}

/** What one statement names, without repeats. */
export function connectorsOf(kind: StatementKind, tokens: readonly Token[]): ConnectorUse[] {
  return distinct(placedUses(kind, tokens).map(({ token: _token, ...use }) => use));
}

export function distinct(uses: readonly ConnectorUse[]): ConnectorUse[] {
  const seen = new Map<string, ConnectorUse>();
  for (const use of uses) seen.set(`${use.kind}:${use.name}:${use.variant ?? ''}`, use);
  return [...seen.values()];
}

/**
 * Runs `resolve` for what a statement names, and gives an error about one of its names the place of that name. The parameters
 * `kind` and `type` of the error say which it is about.
 */
export async function atItsPlace<T>(
  statement: PreparedStatement,
  lines: LineIndex,
  resolve: (uses: ConnectorUse[]) => T | Promise<T>,
): Promise<T> {
  try {
    return await resolve(connectorsOf(statement.kind, statement.tokens));
  } catch (error) {
    throw placed(error, statement, lines);
  }
}

/** Throws what the check throws, at its place. `isUnknown`: names it is true of, by their place in the script, are passed over. */
export function checkConnectorsAt(
  statement: PreparedStatement,
  lines: LineIndex,
  check: (uses: ConnectorUse[]) => void,
  isUnknown: (start: number, end: number) => boolean = () => false,
): void {
  const known = placedUses(statement.kind, statement.tokens).filter(({ token }) => {
    const { start, end } = statement.text.originOf(token.start, token.end);
    return !isUnknown(start, end);
  });
  try {
    check(distinct(known.map(({ token: _token, ...use }) => use)));
  } catch (error) {
    throw placed(error, statement, lines);
  }
}

function placed(error: unknown, statement: PreparedStatement, lines: LineIndex): unknown {
  if (!(error instanceof LiusuError) || error.details.positions !== undefined) return error;
  const { kind, type } = error.details.params ?? {};
  const use = placedUses(statement.kind, statement.tokens).find((one) => one.kind === kind && one.name === type);
  if (use === undefined) return error;
  const { start, end } = statement.text.originOf(use.token.start, use.token.end);
  const zh = error.zh === undefined ? {} : { zh: error.zh };
  const position = { ...lines.rangeOf(statement.index, start, end), message: error.message, ...zh };
  return new LiusuError(error.code, error.told, { ...error.details, positions: [position], cause: error });
}
