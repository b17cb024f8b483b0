import { describe, expect, it } from 'vitest';

import { createProcessTable, isAlive, markOf, parseProcRss, parseProcStat } from './process-identity.ts';

describe('parseProcStat', () => {
  it('reads past a name with blanks and parentheses', () => {
    const numbers = Array.from({ length: 48 }, (_, index) => index + 5).join(' ');
    // Field 3 is the state, field 4 the parent; field 22 is then the 18th of the numbers from field 5 on.
    expect(parseProcStat(`42 (a) b (c) S 4 ${numbers}`)).toEqual({ state: 'S', startTime: '22' });
  });

  it('gives nothing for what is no such line', () => {
    expect(parseProcStat('')).toBeUndefined();
  });
});

describe('parseProcRss', () => {
  it('counts in bytes', () => {
    expect(parseProcRss('Name:\tx\nVmRSS:\t   2048 kB\n')).toBe(2048 * 1024);
    expect(parseProcRss('Name:\tx\n')).toBeUndefined();
  });
});

describe('the process table of this machine', () => {
  it.runIf(process.platform === 'linux')('knows this process and tells it from an earlier one of its number', () => {
    const table = createProcessTable();
    const identity = table.identify(process.pid);
    if (identity === undefined) throw new Error('this process is alive');
    expect(isAlive(table, identity)).toBe(true);
    expect(isAlive(table, { ...identity, startTime: '1' })).toBe(false);
    expect(isAlive(table, { ...identity, bootId: 'other' })).toBe(false);
    expect(markOf(identity)).toContain(`:${process.pid}:`);
    expect(table.rssBytes(process.pid)).toBeGreaterThan(10_000_000);
    expect(table.identify(2 ** 22 + 1)).toBeUndefined();
  });

  it('asks ps and sysctl where there is no /proc', () => {
    const answers: Record<string, string> = {
      'sysctl -n kern.boottime': '{ sec = 1700000000, usec = 5 } Tue Nov 14\n',
      'ps -ww -o lstart= -p 7': 'Tue Nov 14 10:00:00 2023\n',
      'ps -ww -o stat= -p 7': 'Ss\n',
      'ps -ww -o lstart= -p 8': 'Tue Nov 14 10:00:00 2023\n',
      'ps -ww -o stat= -p 8': 'Z\n',
      'ps -ww -o rss= -p 7': ' 100\n',
      'ps -axww -o pid=,command=': '    7 java -Dx=1\n   70 java -Dx=2\n',
    };
    const table = createProcessTable((command, args) => answers[[command, ...args].join(' ')], 'darwin');
    expect(table.identify(7)).toEqual({
      pid: 7,
      startTime: 'Tue Nov 14 10:00:00 2023',
      bootId: 'sec = 1700000000, usec = 5',
    });
    expect([table.identify(8), table.identify(9)]).toEqual([undefined, undefined]);
    expect(table.rssBytes(7)).toBe(102_400);
    expect(table.findByCommandLine('-Dx=1')).toEqual([7]);
  });
});
