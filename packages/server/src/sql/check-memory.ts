/**
 * What earlier checks of a script leave for the next one, while it is being edited: sessions with its definitions already run, and
 * the statements that were right. A statement is not asked about again when neither it nor anything it names has changed.
 * All of it is forgotten soon: what lies outside of the script may change without it.
 */
import { createHash } from 'node:crypto';

import type { SqlValidation } from '@liusu/contract/sql';

import type { CheckerState } from './checker-state.ts';
import type { StatementKind } from './classify.ts';
import type { GatewaySession } from './gateway-session.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { createdNameOf } from './table-shadow.ts';

type Checked = SqlValidation['statements'][number]['checked'];

/** A session in which all definitions of a script have run without a finding. */
export interface ReadySession {
  session: GatewaySession;
  state: CheckerState;
  /** Folder of its scratch tables. */
  scratch: string;
  /** What each definition came to, in order. */
  checked: readonly Checked[];
  bornMs: number;
}

export interface CheckMemoryOptions {
  nowMs(): number;
  /** Ends a session that is not needed any more. */
  discard(ready: ReadySession): Promise<void>;
  /** How long it is all believed. */
  freshForMs?: number;
  mostSessions?: number;
}

const mostStatements = 2000;

export class CheckMemory {
  readonly #options: Required<CheckMemoryOptions>;
  readonly #sessions = new Map<string, ReadySession>();
  readonly #right = new Map<string, { checked: Checked; atMs: number }>();

  constructor(options: CheckMemoryOptions) {
    this.#options = { freshForMs: 120_000, mostSessions: 4, ...options };
  }

  /** A session with exactly these definitions; it is the caller's until it is put back. */
  take(key: string, incarnation: string | undefined): ReadySession | undefined {
    this.#sweep();
    const found = this.#sessions.get(key);
    this.#sessions.delete(key);
    if (found === undefined || found.session.incarnation === incarnation) return found;
    void this.#options.discard(found);
    return undefined;
  }

  /** Keeps a session for the next check. */
  async put(key: string, ready: ReadySession): Promise<void> {
    const before = this.#sessions.get(key);
    this.#sessions.delete(key);
    this.#sessions.set(key, ready);
    if (before !== undefined) await this.#options.discard(before);
    const [oldest] = this.#sessions;
    if (this.#sessions.size > this.#options.mostSessions && oldest !== undefined) {
      this.#sessions.delete(oldest[0]);
      await this.#options.discard(oldest[1]);
    }
  }

  /** What a statement came to that was right a short while ago. */
  known(key: string): Checked | undefined {
    const found = this.#right.get(key);
    return found !== undefined && this.#isFresh(found.atMs) ? found.checked : undefined;
  }

  remember(key: string, checked: Checked): void {
    this.#right.delete(key);
    this.#right.set(key, { checked, atMs: this.#options.nowMs() });
    const [oldest] = this.#right.keys();
    if (this.#right.size > mostStatements && oldest !== undefined) this.#right.delete(oldest);
  }

  async close(): Promise<void> {
    const all = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(all.map((ready) => this.#options.discard(ready)));
  }

  #isFresh(atMs: number): boolean {
    return this.#options.nowMs() - atMs < this.#options.freshForMs;
  }

  #sweep(): void {
    for (const [key, ready] of this.#sessions) {
      if (this.#isFresh(ready.bornMs)) continue;
      this.#sessions.delete(key);
      void this.#options.discard(ready);
    }
  }
}

/** Kinds that leave something in the session for the statements after them. */
const defining: ReadonlySet<StatementKind> = new Set([
  'CREATE_TABLE',
  'CREATE_TEMPORARY_TABLE',
  'CREATE_TABLE_AS',
  'CREATE_MATERIALIZED_TABLE',
  'CREATE_VIEW',
  'CREATE_TEMPORARY_VIEW',
  'CREATE_CATALOG',
  'CREATE_DATABASE',
  'CREATE_FUNCTION',
  'CREATE_TEMPORARY_FUNCTION',
  'CREATE_MODEL',
  'SET',
  'RESET',
  'USE',
  'DROP',
  'DROP_TEMPORARY',
  'ALTER',
  'ADD_JAR',
  'REMOVE_JAR',
  'LOAD_MODULE',
  'UNKNOWN',
]);

export function isDefining({ kind }: Pick<PreparedStatement, 'kind'>): boolean {
  return defining.has(kind);
}

export interface StatementKeys {
  /** Of all definitions together: of the session they make. */
  session: string;
  /** Of each statement by index: what it says, and all it depends on. Undefined for definitions. */
  statements: ReadonlyMap<number, string>;
  /** True when a definition stands behind a statement: a session with all of them is not one for that statement. */
  isMixed: boolean;
}

/** `base`: engine, settings and whatever else holds for all of the script. */
export function keysOf(statements: readonly PreparedStatement[], base: string): StatementKeys {
  const whole = createHash('sha256').update(base);
  const byName = new Map<string, { text: string; uses: Set<string> }>();
  const keys = new Map<number, string>();
  // What has no name of its own holds for all that follows: settings, the current catalog, jars.
  let global = base;
  let isMixed = false;
  for (const statement of statements) {
    const text = statement.text.text;
    const named = wordsOf(statement);
    if (!isDefining(statement)) {
      const uses = [...reachable(named, byName)].sort();
      keys.set(
        statement.index,
        digest(statement.kind, text, global, ...uses.map((name) => `${name}=${byName.get(name)?.text ?? ''}`)),
      );
      continue;
    }
    isMixed ||= keys.size > 0;
    whole.update('\0').update(text);
    const name = isNamed(statement) ? createdNameOf(statement)?.parts.at(-1)?.toLowerCase() : undefined;
    if (name === undefined) global = digest(global, text);
    else {
      const before = byName.get(name);
      byName.set(name, {
        text: before === undefined ? text : digest(before.text, text),
        uses: new Set([...named, ...(before?.uses ?? [])]),
      });
    }
  }
  return { session: whole.digest('hex'), statements: keys, isMixed };
}

function isNamed({ kind }: PreparedStatement): boolean {
  return /^CREATE_(?:TEMPORARY_)?(?:TABLE|VIEW|FUNCTION)$/.test(kind);
}

/** All words of a statement that may be names, in lower case. */
function wordsOf({ tokens, text }: PreparedStatement): Set<string> {
  const found = new Set<string>();
  for (const token of tokens) {
    if (token.kind === 'word') found.add(text.text.slice(token.start, token.end).toLowerCase());
    else if (token.kind === 'identifier') found.add(token.value.toLowerCase());
  }
  return found;
}

/** Names of definitions that words lead to, through views and LIKE. */
function reachable(named: ReadonlySet<string>, byName: ReadonlyMap<string, { uses: Set<string> }>): Set<string> {
  const found = new Set<string>();
  const open = [...named];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const definition = byName.get(name);
    if (definition === undefined || found.has(name)) continue;
    found.add(name);
    open.push(...definition.uses);
  }
  return found;
}

function digest(...texts: string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text).update('\0');
  return hash.digest('hex');
}
