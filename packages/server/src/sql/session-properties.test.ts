import { JobSettings } from '@liusu/contract/job';
import { describe, expect, it } from 'vitest';

import { platformProperties, settingsProperties } from './session-properties.ts';
import { SessionSettings } from './session-settings.ts';

const platform = {
  target: { address: '127.0.0.1', port: 8081 },
  flinkJobId: 'a'.repeat(32),
  flinkJobName: "it's",
  marks: { 'liusu.run': 'run_1', 'liusu.job': "o'x" },
  checkpointFolder: 'file:///c',
  restorePath: null,
  allowNonRestored: false,
  checkpointsRetained: 3,
};

describe('settingsProperties', () => {
  it('turns the defaults into Flink options', () => {
    expect(settingsProperties('flink-2.2', JobSettings.parse({}), 'Asia/Shanghai')).toEqual({
      'execution.runtime-mode': 'streaming',
      'parallelism.default': '1',
      'pipeline.max-parallelism': '360',
      'table.local-time-zone': 'Asia/Shanghai',
      'table.plan.compile.catalog-objects': 'IDENTIFIER',
      'table.dml-sync': 'false',
      'execution.checkpointing.interval': '10000 ms',
      'execution.checkpointing.timeout': '600000 ms',
      'execution.checkpointing.mode': 'EXACTLY_ONCE',
      'table.exec.state.ttl': '0 ms',
      'restart-strategy.type': 'exponential-delay',
      'restart-strategy.exponential-delay.initial-backoff': '1000 ms',
      'restart-strategy.exponential-delay.max-backoff': '60000 ms',
      'restart-strategy.exponential-delay.attempts-before-reset-backoff': '10',
    });
  });

  it('leaves checkpoints out of batch jobs, and lets options and the job’s time zone win', () => {
    const settings = JobSettings.parse({
      mode: 'batch',
      timeZone: 'UTC',
      restart: { kind: 'fixed-delay', attempts: 2, delayMs: 5 },
      options: { 'parallelism.default': '7' },
    });

    const properties = settingsProperties('flink-1.20', settings, 'Asia/Shanghai');

    expect(properties).toMatchObject({
      'execution.runtime-mode': 'batch',
      'table.local-time-zone': 'UTC',
      'parallelism.default': '7',
      'restart-strategy.fixed-delay.attempts': '2',
      'restart-strategy.fixed-delay.delay': '5 ms',
    });
    expect(Object.keys(properties).some((key) => key.startsWith('execution.checkpointing'))).toBe(false);
  });
});

describe('platformProperties', () => {
  it('restores without claiming the state', () => {
    const properties = platformProperties('flink-2.2', {
      ...platform,
      restorePath: 'file:///s',
      allowNonRestored: true,
    });

    expect(properties).toMatchObject({
      'execution.target': 'remote',
      'rest.address': '127.0.0.1',
      'rest.port': '8081',
      'rest.retry.max-attempts': '0',
      '$internal.pipeline.job-id': platform.flinkJobId,
      'pipeline.name': "it's",
      'pipeline.global-job-parameters': "liusu.run:'run_1',liusu.job:'o''x'",
      'execution.checkpointing.dir': 'file:///c',
      'execution.checkpointing.externalized-checkpoint-retention': 'RETAIN_ON_CANCELLATION',
      'execution.state-recovery.path': 'file:///s',
      'execution.state-recovery.claim-mode': 'NO_CLAIM',
      'execution.state-recovery.ignore-unclaimed-state': 'true',
    });
  });

  it.each(['flink-1.20', 'flink-2.2'])(
    'uses the new names on %s and says nothing of state without a path',
    (engine) => {
      const properties = platformProperties(engine, platform);

      expect(properties['execution.checkpointing.num-retained']).toBe('3');
      expect(Object.keys(properties).some((key) => /recovery|savepoint/.test(key))).toBe(false);
    },
  );

  it('uses the old names before 1.20', () => {
    const properties = platformProperties('flink-1.17', { ...platform, restorePath: 'file:///s' });

    expect(properties).toMatchObject({ 'execution.savepoint.path': 'file:///s', 'state.checkpoints.dir': 'file:///c' });
  });
});

describe('SessionSettings', () => {
  it('a bare RESET takes back the script’s own settings only', () => {
    const settings = new SessionSettings({ a: '1', b: '2' });

    settings.apply("SET 'a' = '9'");
    settings.apply("SET 'c' = '3'");
    const before = settings.current();
    settings.apply("RESET 'a'");
    const between = settings.current();
    settings.apply('RESET');

    expect(before).toEqual({ a: '9', b: '2', c: '3' });
    expect(between).toEqual({ a: '1', b: '2', c: '3' });
    expect(settings.current()).toEqual({ a: '1', b: '2' });
  });
});
