import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { readEngineSettings } from '../engines/engine-settings.ts';
import { prepareScript } from './prepared-script.ts';
import { unknownOptions, unknownSetting } from './unknown-setting.ts';

const enginesDir = join(import.meta.dirname, '../../../../engines');

function judge(script: string, engine = 'flink-2.2', known = readEngineSettings(enginesDir, engine)) {
  const { statements, lines } = prepareScript(script, { ttl: '1 h' });
  return statements.flatMap((statement) => unknownSetting(statement, lines, engine, known) ?? []);
}

describe('unknownSetting', () => {
  it.each([
    ["SET 'table.exec.state.tll' = '1 h'", 'table.exec.state.ttl'],
    ["SET 'table.exec.state.tll' = '${ttl}'", 'table.exec.state.ttl'],
    ['SET table.exec.mini-batch.enable = true', 'table.exec.mini-batch.enabled'],
    ["SET 'tabel.exec.source.idle-timeout' = '1 s'", 'table.exec.source.idle-timeout'],
    ["SET 'Parallelism.Default' = '2'", 'parallelism.default'],
    ["SET 'pipeline.object-resue' = 'true'", 'pipeline.object-reuse'],
  ])('warns of %s with the near key', (script, meant) => {
    for (const engine of ['flink-2.2', 'flink-1.20']) {
      const [found] = judge(`-- first\n${script};`, engine);
      expect(found).toMatchObject({ severity: 'warning', statement: 0, line: 2, unknown: { kind: 'setting' } });
      expect(found?.unknown?.near[0]).toBe(meant);
      expect(found?.zh?.message).toContain(engine);
    }
  });

  it('marks the key alone', () => {
    const [found] = judge("  SET 'table.exec.state.tll' = '1 h';");
    expect(found).toMatchObject({ line: 1, column: 8, endLine: 1, endColumn: 28 });
  });

  // Keys of Flink, of the platform, of connectors and catalogs, and of people's own functions.
  it.each([
    'table.exec.state.ttl',
    'table.local-time-zone',
    'table.exec.emit.early-fire.enabled',
    'execution.runtime-mode',
    'execution.checkpointing.interval',
    'restart-strategy.type',
    'state.backend.type',
    'pipeline.name',
    'rest.port',
    'table.exec.hive.infer-source-parallelism',
    'table.exec.hive.fallback-mapred-reader',
    'table.exec.iceberg.infer-source-parallelism',
    'table.exec.iceberg.use-flip27-source',
    'connector.iceberg.max-continuous-empty-commits',
    'sql-client.execution.result-mode',
    'paimon.lake.flights.orders.scan.mode',
    'python.executable',
    'my.threshold',
    'ttl',
  ])('says nothing of %s', (key) => {
    expect(judge(`SET '${key}' = '1';`)).toEqual([]);
    expect(judge(`SET '${key}' = '1';`, 'flink-1.20')).toEqual([]);
  });

  it('says nothing where the settings of the engine are not recorded, nor of other statements', () => {
    expect(judge("SET 'table.exec.state.tll' = '1 h';", 'flink-9.9')).toEqual([]);
    expect(judge("SET; RESET 'table.exec.state.tll'; SELECT 1;")).toEqual([]);
  });
});

describe('unknownOptions', () => {
  const known = readEngineSettings(enginesDir, 'flink-2.2');

  it('warns of a slip with the near key, and of nothing else', () => {
    const found = unknownOptions(
      { 'state.backend.typ': 'rocksdb', 'state.backend.type': 'x', 'my.own': '1' },
      'e',
      known,
    );

    expect(found).toMatchObject([
      { severity: 'warning', line: 1, remedy: expect.stringContaining('state.backend.type') },
    ]);
    expect(found[0]?.zh?.message).toContain('state.backend.typ（作业的选项）');
    // Nothing at its place in the script is to be replaced by it.
    expect(found[0]?.unknown).toBeUndefined();
  });

  it('says nothing where the settings of the engine are not recorded', () => {
    expect(unknownOptions({ 'state.backend.typ': 'x' }, 'e', new Set())).toEqual([]);
  });
});
