import { describe, expect, it } from 'vitest';

import { JobSettings } from '@liusu/contract/job';

import { changedSettings, settingsRows, spanText } from './job-settings.ts';

const before = JobSettings.parse({
  restart: { kind: 'fixed-delay', attempts: 7, delayMs: 2000 },
  recovery: { kind: 'bounded', attempts: 2, initialMs: 1000 },
  options: { 'table.exec.mini-batch.enabled': 'true' },
});
const after = (options: Parameters<typeof changedSettings>[1]) => JobSettings.parse(changedSettings(before, options));

describe('settings of a draft', () => {
  it('stay as they are where no option names them', () => {
    expect(after({})).toEqual(before);
    expect(after({ checkpointInterval: 30_000, stateTtl: 0 })).toEqual({ ...before, checkpointIntervalMs: 30_000 });
  });

  it('keep the rest of a policy, and take the usual values with another one', () => {
    expect(after({ recoveryAttempts: 9 }).recovery).toEqual({ ...before.recovery, attempts: 9 });
    expect(after({ recovery: 'always' }).recovery).toEqual({ kind: 'always', initialMs: 5000, maxMs: 300_000 });
    expect(after({ restartAttempts: 1 }).restart).toEqual({ ...before.restart, attempts: 1 });
    expect(after({ restart: 'none' }).restart).toEqual({ kind: 'none' });
    expect(after({ restart: 'exponential-delay', restartAttempts: 4 }).restart).toMatchObject({
      attempts: 4,
      maxMs: 60_000,
    });
  });

  it('refuse what does not go together', () => {
    expect(() => after({ recovery: 'never', recoveryAttempts: 2 })).toThrow('--recovery-attempts goes with');
    expect(() => after({ recovery: 'always', recoveryWindow: 2 })).toThrow('--recovery-window goes with');
    expect(() => after({ restart: 'none', restartAttempts: 2 })).toThrow('--restart-attempts goes with');
  });

  it('set and leave out options of Flink', () => {
    expect(after({ set: ['a.b = x=y'], unset: ['table.exec.mini-batch.enabled'] }).options).toEqual({ 'a.b': 'x=y' });
    expect(() => after({ set: ['a.b'] })).toThrow('key=value, not a.b');
    expect(() => after({ unset: ['a.b'] })).toThrow('no option a.b');
  });

  it('are shown as the options take them', () => {
    expect([0, 500, 1000, 90_000, 600_000, 86_400_000].map(spanText)).toEqual([
      '0ms',
      '500ms',
      '1s',
      '90s',
      '10min',
      '24h',
    ]);
    const rows = settingsRows(before).map(([name, value]) => `${name.en}: ${value}`);
    expect(rows).toContain('when tasks fail: fixed-delay × 7, 2s');
    expect(rows).toContain('when a run failed: bounded × 2 / 1h, 1s – 5min');
    expect(rows).toContain('table.exec.mini-batch.enabled: true');
  });
});
