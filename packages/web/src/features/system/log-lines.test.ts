import { describe, expect, it } from 'vitest';

import { cutAtMatches, findInLines, linesFrom, readLogLines, rowsInSight, widestColumns } from './log-lines.ts';

const clock = (iso: string): string => iso.slice(11, 19);

describe('readLogLines', () => {
  it('reads log4j levels, and gives a stack trace the level of its line', () => {
    const lines = readLogLines(
      [
        '2026-11-23 08:00:00,123 INFO  org.apache.flink.runtime.Task [] - Source: flights switched to RUNNING',
        '2026-11-23 08:00:01,123 WARN  org.apache.flink.runtime.Task [] - failed',
        'java.lang.RuntimeException: no',
        '\tat org.example.A.b(A.java:1)',
        '2026-11-23 08:00:02,000 INFO  org.apache.flink.runtime.Task [] - restarting',
        '',
      ].join('\n'),
      clock,
    );
    expect(lines.map((line) => line.level)).toEqual(['info', 'warn', 'warn', 'warn', 'info']);
    expect(lines[3]?.text).toBe('    at org.example.A.b(A.java:1)');
  });

  it('writes JSON lines as text, with the error below', () => {
    const lines = readLogLines(
      JSON.stringify({
        level: 50,
        time: '2026-11-23T08:00:00.000Z',
        component: 'observer',
        clusterId: 'clu_1',
        path: 'a b',
        err: { message: 'no', stack: 'Error: no\n    at x' },
        msg: 'poll failed',
      }),
      clock,
    );
    expect(lines).toEqual([
      { level: 'error', text: '08:00:00 ERROR [observer] poll failed clusterId=clu_1 path="a b"' },
      { level: 'error', text: '    Error: no' },
      { level: 'error', text: '        at x' },
    ]);
  });

  it('shows what is no log entry as it stands', () => {
    expect(readLogLines('{"half": \n{"a":1}', clock).map((line) => line.text)).toEqual(['{"half": ', '{"a":1}']);
    expect(readLogLines('', clock)).toEqual([]);
  });
});

describe('searching', () => {
  const lines = readLogLines('2026-11-23 08:00:00 INFO a\n2026-11-23 08:00:00 ERROR Flink b\nflink c', clock);

  it('finds lines whatever the case', () => {
    expect(findInLines(lines, 'FLINK')).toEqual([1, 2]);
    expect(findInLines(lines, '')).toEqual([]);
  });

  it('keeps lines of a level and graver ones', () => {
    expect(linesFrom(lines, 'warn')).toHaveLength(2);
    expect(linesFrom(lines, 'debug')).toHaveLength(3);
  });

  it('cuts a line at its matches without losing a letter', () => {
    const pieces = cutAtMatches('Flink and flink', 'flink');
    expect(pieces.map((piece) => piece.isMatch)).toEqual([true, false, true]);
    expect(pieces.map((piece) => piece.text).join('')).toBe('Flink and flink');
    expect(cutAtMatches('İstanbul flink', 'flink')).toEqual([{ text: 'İstanbul flink', isMatch: false }]);
  });
});

describe('drawing', () => {
  it('counts Chinese letters twice', () => {
    expect(
      widestColumns([
        { level: 'info', text: 'abc' },
        { level: 'info', text: '作业失败' },
      ]),
    ).toBe(8);
    expect(widestColumns([])).toBe(0);
  });

  it('draws what is in sight and a little more, within the list', () => {
    expect(rowsInSight(1800, 360, 18, 1000, 10)).toEqual({ from: 90, to: 130 });
    expect(rowsInSight(0, 360, 18, 5, 10)).toEqual({ from: 0, to: 5 });
    expect(rowsInSight(99_999, 360, 18, 50, 10)).toEqual({ from: 50, to: 50 });
  });
});
