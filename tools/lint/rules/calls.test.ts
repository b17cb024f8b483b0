import { describe, expect, it } from 'vitest';

import type { Rule } from '../source-file.ts';
import { environmentRule, fetchRule, purityRule, shellRule } from './calls.ts';

function count(rule: Rule, path: string, text: string): number {
  return rule({ path, text }).length;
}

describe('environmentRule', () => {
  it('lets config.ts alone read the environment', () => {
    const text = "const a = process.env['A'];";

    expect(count(environmentRule, 'packages/server/src/jobs/a.ts', text)).toBe(1);
    expect(count(environmentRule, 'packages/server/src/config.ts', text)).toBe(0);
    expect(count(environmentRule, 'packages/server/src/jobs/a.ts', '// process.env')).toBe(0);
  });
});

describe('shellRule', () => {
  const start = "import { spawn, execSync } from 'node:child_process';\n";

  it.each(["spawn('a', { shell: true })", "spawn('a', { shell: '/bin/sh' })", "execSync('rm x')"])(
    'refuses %s',
    (text) => {
      expect(count(shellRule, 'packages/server/src/drivers/local/a.ts', start + text)).toBe(1);
    },
  );

  it('lets argument lists be, and what only looks like a call of a shell', () => {
    const list = `${start}spawn('a', ['b'], { shell: false }); pattern.exec('x')`;

    expect(count(shellRule, 'packages/server/src/drivers/local/a.ts', list)).toBe(0);
    expect(count(shellRule, 'packages/server/src/db/a.ts', "db.exec('BEGIN'); const x = { shell: 'bash' }")).toBe(0);
  });
});

describe('purityRule', () => {
  it.each(['Date.now()', 'new Date()', 'setTimeout(f, 1)', 'Math.random()', 'await x'])(
    'refuses %s in decide.ts',
    (text) => {
      expect(count(purityRule, 'packages/server/src/jobs/decide.ts', text)).toBe(1);
      expect(count(purityRule, 'packages/server/src/jobs/execute.ts', text)).toBe(0);
    },
  );

  it('lets a given time be turned into a date', () => {
    expect(count(purityRule, 'packages/server/src/jobs/decide.ts', 'new Date(nowMs)')).toBe(0);
  });
});

describe('fetchRule', () => {
  it('keeps outside calls in flink/ and engines/', () => {
    expect(count(fetchRule, 'packages/server/src/jobs/a.ts', 'await fetch(url)')).toBe(1);
    expect(count(fetchRule, 'packages/server/src/engines/download.ts', 'await fetch(url)')).toBe(0);
    expect(count(fetchRule, 'packages/server/src/jobs/a.ts', 'await store.fetch(url)')).toBe(0);
  });
});
