/**
 * Which files a script may name. SQL can read and write files of the gateway's machine, so every local path in a statement
 * must lie in an allowed folder. Paths of other file systems (s3:, hdfs:, http:) are not ours to judge.
 */
import { posix } from 'node:path';

import { LiusuError } from '../lib/errors.ts';
import { optionsOf } from './options.ts';
import type { LineIndex } from './positions.ts';
import type { StatementKind } from './classify.ts';
import { hintTokens, isWord, type Token } from './tokens.ts';
import { words } from './words.ts';

export interface PathPolicy {
  /** Absolute folders that may be used, with all below. */
  allowed: readonly string[];
  /** Absolute folders that may not, unless a longer allowed folder says otherwise (the platform's data folder). */
  denied: readonly string[];
  /** Follows symbolic links of an absolute path as far as it exists; the path itself when not given. */
  realPath?: (path: string) => string;
}

const pathKey = /(?:^|[.-])(?:path|dir|directory|location|warehouse|file|truststore|keystore)$/i;

/** The absolute local path that a text names, normalised; undefined when it is of another file system or no path. */
export function localPathOf(text: string, isPathOption: boolean): string | undefined {
  const value = text.trim();
  const file = /^(?:file|local):(.*)$/is.exec(value);
  if (file !== null) return normalise((file[1] ?? '').replace(/^\/\/(?:localhost(?=\/))?/i, ''));
  if (/^[a-z][a-z0-9+.-]+:/i.test(value)) return undefined;
  return isPathOption ? normalise(value) : undefined;
}

function normalise(path: string): string {
  let plain = path;
  try {
    plain = decodeURIComponent(path);
  } catch {
    // Not percent-encoded: the text is the path as it stands.
    plain = path;
  }
  return posix.normalize(plain.startsWith('/') ? plain : `/${plain}`);
}

/** True when a normalised absolute path may be used. The longest folder that holds it decides. */
export function isPathAllowed(path: string, policy: PathPolicy): boolean {
  const candidates = policy.realPath === undefined ? [path] : [path, policy.realPath(path)];
  return candidates.every((candidate) => {
    const allowed = longestHolding(candidate, policy.allowed);
    return allowed >= 0 && allowed >= longestHolding(candidate, policy.denied);
  });
}

function longestHolding(path: string, folders: readonly string[]): number {
  let longest = -1;
  for (const folder of folders) {
    const plain = posix.normalize(folder).replace(/\/+$/, '');
    if (path === plain || path.startsWith(`${plain}/`)) longest = Math.max(longest, plain.length);
  }
  return longest;
}

/** Throws SQL_PATH_NOT_ALLOWED, with the position, when a statement names a local path outside of the allowed folders. */
export function checkPaths(
  kind: StatementKind,
  tokens: readonly Token[],
  policy: PathPolicy,
  refuse: (start: number, end: number, path: string) => LiusuError,
): void {
  const optionKeys = new Map(optionsOf(tokens).map((pair) => [pair.token.start, pair.key]));
  const isFileStatement = kind === 'ADD_JAR' || kind === 'EXECUTE_PLAN' || kind === 'COMPILE_PLAN';
  for (const [i, token] of tokens.entries()) {
    if (token.kind === 'hint') {
      checkHint(token, policy, refuse);
      continue;
    }
    if (token.kind !== 'string') continue;
    const key = optionKeys.get(token.start);
    const isUsingJar = isWord(tokens[i - 1], 'JAR');
    const isPath = isFileStatement || isUsingJar || (key !== undefined && pathKey.test(key));
    for (const value of token.value.split(/[,;]/)) {
      const path = localPathOf(value, isPath && value.trim() !== '');
      if (path !== undefined && !isPathAllowed(path, policy)) throw refuse(token.start, token.end, path);
    }
  }
}

/** A hint is one token. */
function checkHint(
  hint: Token,
  policy: PathPolicy,
  refuse: (start: number, end: number, path: string) => LiusuError,
): void {
  for (const { key, value } of optionsOf(hintTokens(hint))) {
    const path = localPathOf(value, pathKey.test(key));
    if (path !== undefined && !isPathAllowed(path, policy)) throw refuse(hint.start, hint.end, path);
  }
}

/** The error for a path, at a range of the original script. */
export function pathError(lines: LineIndex, statement: number, start: number, end: number, path: string): LiusuError {
  const told = words(
    `脚本写到的 ${path} 不在允许的目录里。`,
    `The script names ${path}, which is outside of the allowed folders.`,
  );
  return new LiusuError('SQL_PATH_NOT_ALLOWED', told, {
    params: { path },
    positions: [
      {
        ...lines.rangeOf(statement, start, end),
        message: `the path ${path} is not allowed`,
        zh: `不允许使用路径 ${path}`,
      },
    ],
  });
}
