import { describe, expect, it } from 'vitest';

import type { SqlDiagnostic, SqlValidation } from '@liusu/contract/sql';

import { prepareScript } from './prepared-script.ts';
import { withQueryNote } from './query-note.ts';

function verdict(script: string, diagnostics: SqlDiagnostic[] = []): SqlValidation {
  const statements = prepareScript(script, {}).statements.map(({ kind, position: { statement: index, ...place } }) => ({
    index,
    kind,
    ...place,
    checked: 'CHECKED' as const,
  }));
  return { ok: diagnostics.every(({ severity }) => severity !== 'error'), diagnostics, statements, ms: 1 };
}

const found: SqlDiagnostic = {
  severity: 'error',
  code: 'SQL_INVALID',
  statement: 0,
  line: 1,
  column: 1,
  endLine: 1,
  endColumn: 2,
  message: 'It is wrong.',
  remedy: null,
};

describe('withQueryNote', () => {
  it('notes at the last query of a script without a write that it can be previewed alone', () => {
    const given = verdict("SET 'a' = 'b';\nCREATE TABLE t (x INT);\nSELECT 1;\nSELECT x\nFROM t;", [
      { ...found, severity: 'warning' },
    ]);
    const { ok, diagnostics } = withQueryNote(given);
    expect(ok).toBe(true);
    expect(diagnostics).toHaveLength(2);
    expect(diagnostics[1]).toMatchObject({
      severity: 'info',
      code: 'JOB_HAS_NO_STATEMENT',
      statement: 3,
      line: 4,
      column: 1,
      endLine: 5,
      message: expect.stringMatching(/previewed/) as string,
      remedy: expect.stringMatching(/INSERT INTO/) as string,
      zh: { message: expect.stringMatching(/预览/) as string, remedy: expect.stringMatching(/INSERT INTO/) as string },
    });
  });

  it.each([
    ['writes', 'SELECT 1; INSERT INTO t SELECT 1;'],
    ['writes in a set', 'EXECUTE STATEMENT SET BEGIN INSERT INTO t SELECT 1; END; SELECT 1;'],
    ['has no query yet', 'CREATE TABLE t (x INT);'],
    ['looks around', 'SHOW TABLES; DESCRIBE t;'],
    ['is empty', '-- nothing'],
  ])('is silent about a script that %s', (_what, script) => {
    expect(withQueryNote(verdict(script)).diagnostics).toEqual([]);
  });

  it('is silent while something is wrong', () => {
    expect(withQueryNote(verdict('SELECT 1;', [found])).diagnostics).toEqual([found]);
  });
});
