import { describe, expect, it } from 'vitest';

import { hasCode } from '../lib/errors.ts';
import { JobSettings } from '@liusu/contract/job';
import { prepareScript, checkStatement } from './prepared-script.ts';
import { checkNewOptions, checkOptions, isReservedKey } from './reserved-keys.ts';
import { settingsProperties } from './session-properties.ts';
import { readSettingsStatement, setStatementText } from './settings-statements.ts';

describe('isReservedKey', () => {
  it.each([
    '$internal.pipeline.job-id',
    'execution.target',
    'rest.address',
    'rest.retry.max-attempts',
    'execution.state-recovery.path',
    'execution.savepoint.path',
    'pipeline.fixed-job-id',
    'pipeline.name',
    'pipeline.jars',
    'pipeline.global-job-parameters',
    'execution.checkpointing.dir',
    'state.checkpoints.dir',
    'execution.checkpointing.externalized-checkpoint-retention',
    'execution.checkpointing.savepoint-dir',
    'state.savepoints.dir',
    ' Pipeline.Name ',
  ])('refuses %s', (key) => {
    expect(isReservedKey(key)).toBe(true);
  });

  it.each([
    'table.exec.state.ttl',
    'parallelism.default',
    'execution.checkpointing.interval',
    'execution.runtime-mode',
    'state.backend.type',
    'restart-strategy.type',
  ])('allows %s', (key) => {
    expect(isReservedKey(key)).toBe(false);
  });
});

describe('readSettingsStatement', () => {
  it.each([
    ["SET 'a.b' = 'c'", { kind: 'set', key: 'a.b', value: 'c' }],
    ["set 'a.b'='it''s'", { kind: 'set', key: 'a.b', value: "it's" }],
    ['SET a.b = c', { kind: 'set', key: 'a.b', value: 'c' }],
    ['SET a.b=c', { kind: 'set', key: 'a.b', value: 'c' }],
    ["SET\n  'a'\n= 'b'", { kind: 'set', key: 'a', value: 'b' }],
    ['SET', { kind: 'show' }],
    ['RESET', { kind: 'reset', key: undefined }],
    ["RESET 'a.b'", { kind: 'reset', key: 'a.b' }],
    ['RESET a.b', { kind: 'reset', key: 'a.b' }],
    ['SELECT 1', undefined],
  ])('%s', (text, expected) => {
    expect(readSettingsStatement({ text })).toEqual(expected);
  });

  it('reads what it writes', () => {
    expect(readSettingsStatement({ text: setStatementText("a'b", "c'd") })).toEqual({
      kind: 'set',
      key: "a'b",
      value: "c'd",
    });
  });
});

describe('checkStatement', () => {
  it.each(["SET 'rest.address' = 'x'", 'set rest.address=x', "SET '${key}' = 'x'", "RESET 'pipeline.name'"])(
    'refuses %s with its place',
    (text) => {
      const script = prepareScript(`SELECT 1;\n${text};`, { key: 'execution.target' });
      const statement = script.statements[1];
      let thrown: unknown;
      try {
        if (statement !== undefined) checkStatement(statement, script.lines, { allowed: [], denied: [] });
      } catch (error) {
        thrown = error;
      }

      expect(hasCode(thrown, 'SQL_RESERVED_KEY') && thrown.details.positions?.[0]).toMatchObject({
        statement: 1,
        line: 2,
        column: 1,
        endColumn: text.length + 1,
      });
    },
  );
});

it('refuses reserved job options by field', () => {
  let thrown: unknown;
  try {
    checkOptions({ 'table.exec.mini-batch.enabled': 'true', 'pipeline.jars': 'x' });
  } catch (error) {
    thrown = error;
  }

  expect(hasCode(thrown, 'SQL_RESERVED_KEY') && thrown.details.fields?.[0]?.path).toBe('options.pipeline.jars');
});

describe('checkNewOptions', () => {
  it.each([
    ['parallelism.default', 'parallelism', '--parallelism'],
    ['pipeline.max-parallelism', 'maxParallelism', '--max-parallelism'],
    ['execution.checkpointing.interval', 'checkpointIntervalMs', '--checkpoint-interval'],
    ['execution.checkpointing.num-retained', 'checkpointsRetained', '--checkpoints-retained'],
    [' Table.Exec.State.TTL ', 'stateTtlMs', '--state-ttl'],
  ])('refuses %s and names the setting', (key, setting, option) => {
    expect(() => checkNewOptions({ 'table.exec.mini-batch.enabled': 'true', [key]: '1' })).toThrow(
      expect.objectContaining({
        code: 'JOB_OPTION_IS_SETTING',
        message: expect.stringContaining(option),
        zh: expect.stringContaining(setting),
        details: expect.objectContaining({ params: { key, setting } }),
      }),
    );
  });

  it.each(['flink-1.20', 'flink-2.2'])('knows every key that the settings of a job write on %s', (engine) => {
    const restarts = [
      { kind: 'none' },
      { kind: 'fixed-delay', attempts: 1, delayMs: 1 },
      { kind: 'exponential-delay' },
    ] as const;
    const keys = restarts.flatMap((restart) =>
      Object.keys(settingsProperties(engine, JobSettings.parse({ restart }), 'UTC')),
    );
    const apart = new Set(['table.plan.compile.catalog-objects', 'table.dml-sync']);

    for (const key of keys.filter((each) => !apart.has(each))) {
      expect(() => checkNewOptions({ [key]: 'x' }), key).toThrow(
        expect.objectContaining({ code: 'JOB_OPTION_IS_SETTING' }),
      );
    }
  });

  it("refuses what is the platform's, and takes all else", () => {
    expect(() => checkNewOptions({ 'rest.port': '1' })).toThrow(expect.objectContaining({ code: 'SQL_RESERVED_KEY' }));
    expect(() => checkNewOptions({ 'state.backend.type': 'rocksdb', 'my.own': '1' })).not.toThrow();
  });

  it('is not held against what runs already', () => {
    expect(() => checkOptions({ 'parallelism.default': '7' })).not.toThrow();
  });
});
