import { describe, expect, it } from 'vitest';

import { engineFor, engineLines, judgeVersion, lineOf } from './engine-choice.ts';

const files = [
  { id: 'flink-1.20', flinkVersion: '1.20.5' },
  { id: 'flink-2.2', flinkVersion: '2.2.1' },
];
const engines = engineLines(files);

describe('the engine of a cluster', () => {
  it.each([
    ['1.20.4', 'flink-1.20'],
    ['1.20-SNAPSHOT', 'flink-1.20'],
    ['2.2.0', 'flink-2.2'],
    ['2.2.1-amzn-3', 'flink-2.2'],
  ])('of Flink %s is %s', (version, engine) => {
    expect(engineFor(version, engines)).toBe(engine);
  });

  it.each(['1.2.0', '1.19.1', '2.20.0', 'DeadBeef'])('of Flink %s is none, and that is said', (version) => {
    expect(() => engineFor(version, engines)).toThrow(
      expect.objectContaining({
        code: 'CLUSTER_VERSION_UNSUPPORTED',
        message: `The cluster runs Flink ${version}, and no engine fits it; there are flink-1.20 (Flink 1.20), flink-2.2 (Flink 2.2).`,
        zh: `集群运行的是 Flink ${version}，没有引擎适合它；现有：flink-1.20 (Flink 1.20)、flink-2.2 (Flink 2.2)。`,
      }) as Error,
    );
  });

  it('stands for one line', () => {
    expect(engines.map(({ line }) => line)).toEqual(['1.20', '2.2']);
    expect(lineOf('2.2.1')).toBe('2.2');
  });
});

describe('a version', () => {
  it('of another line than the engine was chosen for is refused', () => {
    expect(() => judgeVersion('1.20.5', '2.2')).toThrow('the chosen engine is for Flink 2.2');
  });

  it('that is not safe is named with one that is', () => {
    expect(judgeVersion('2.2.0', '2.2').en).toContain('upgrade to 2.2.1 or later');
    expect(judgeVersion('2.2.0', '2.2').zh).toContain('升级到 2.2.1');
    expect(judgeVersion('2.2.1', '2.2').en).toBe('Flink 2.2.1');
  });
});
