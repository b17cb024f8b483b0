import { describe, expect, it } from 'vitest';

import { CheckMemory, keysOf, type ReadySession } from './check-memory.ts';
import { prepareScript } from './prepared-script.ts';

const tables = 'CREATE TABLE a (x INT);\nCREATE TABLE b (x INT);\nCREATE VIEW v AS SELECT * FROM b;\n';
const inserts = 'INSERT INTO a SELECT x FROM v;\nINSERT INTO a SELECT 1;\n';

function keys(script: string, base = 'flink') {
  const found = keysOf(prepareScript(script, {}).statements, base);
  return { ...found, inserts: [...found.statements.values()] };
}

describe('keys of statements', () => {
  const first = keys(tables + inserts);

  it('stay the same where only comments, space and other statements change', () => {
    const other = keys(`-- more\n${tables}\n\n${inserts.replace('SELECT 1', 'SELECT 2')}`);

    expect(other.session).toBe(first.session);
    expect(other.inserts[0]).toBe(first.inserts[0]);
    expect(other.inserts[1]).not.toBe(first.inserts[1]);
  });

  it('change with what a statement names, through views, and with nothing else', () => {
    const other = keys(tables.replace('CREATE TABLE b (x INT)', 'CREATE TABLE b (x BIGINT)') + inserts);

    expect(other.session).not.toBe(first.session);
    expect(other.inserts[0]).not.toBe(first.inserts[0]);
    expect(other.inserts[1]).toBe(first.inserts[1]);
  });

  it('change with settings, the catalog and the engine', () => {
    expect(keys(`SET 'a' = 'b';\n${tables}${inserts}`).inserts[1]).not.toBe(first.inserts[1]);
    expect(keys(`USE CATALOG lake;\n${tables}${inserts}`).inserts[1]).not.toBe(first.inserts[1]);
    expect(keys(tables + inserts, 'other').inserts[1]).not.toBe(first.inserts[1]);
  });

  it('know of definitions behind a statement', () => {
    expect(first.isMixed).toBe(false);
    expect(keys(`${inserts}${tables}`).isMixed).toBe(true);
  });
});

describe('the memory of checks', () => {
  function world() {
    let nowMs = 0;
    const discarded: string[] = [];
    const memory = new CheckMemory({
      nowMs: () => nowMs,
      discard: async ({ scratch }) => void discarded.push(scratch),
      mostSessions: 2,
    });
    const ready = (scratch: string): ReadySession =>
      ({ scratch, bornMs: nowMs, checked: [], session: { incarnation: 'g' } }) as unknown as ReadySession;
    return { memory, discarded, ready, pass: (ms: number) => (nowMs += ms) };
  }

  it('gives a session once, and only to the same gateway', async () => {
    const { memory, discarded, ready } = world();
    await memory.put('k', ready('one'));

    expect(memory.take('k', 'g')?.scratch).toBe('one');
    expect(memory.take('k', 'g')).toBeUndefined();
    await memory.put('k', ready('two'));
    expect(memory.take('k', 'another')).toBeUndefined();
    expect(discarded).toEqual(['two']);
  });

  it('keeps no more than it may, and nothing for long', async () => {
    const { memory, discarded, ready, pass } = world();
    for (const name of ['a', 'b', 'c']) await memory.put(name, ready(name));
    memory.remember('s', 'CHECKED');

    expect(discarded).toEqual(['a']);
    expect(memory.known('s')).toBe('CHECKED');
    pass(120_000);
    expect(memory.take('b', 'g')).toBeUndefined();
    expect(memory.known('s')).toBeUndefined();
    expect(discarded).toEqual(['a', 'b', 'c']);
  });

  it('ends all sessions when it is closed', async () => {
    const { memory, discarded, ready } = world();
    await memory.put('a', ready('a'));
    await memory.close();

    expect(discarded).toEqual(['a']);
  });
});
