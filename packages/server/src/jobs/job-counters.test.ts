import { describe, expect, it } from 'vitest';

import type { FlinkRest, JobDetailAnswer } from '../flink/flink-rest.ts';
import { counterNames, JobCounters } from './job-counters.ts';

describe('counters of sources and sinks, by the names Flink 2.2 gives', () => {
  it.each([
    ['a source chained to a filter', ['Source__src[1].numRecordsOut', 'Calc[2].numRecordsOut'], 'in', [0]],
    ["Paimon's splits, which are no records", ['Source__lake_d_x-Monitor.numRecordsOut'], 'in', []],
    ["Paimon's reader", ['lake_d_x-Reader.numRecordsOut', 'x[26].numRecordsOut'], 'in', [0]],
    ['a blackhole', ['hole[7]__Writer.numRecordsIn', 'hole[7]__Writer.numRecordsSend'], 'out', [0]],
    ['print', ['Sink__p[15].numRecordsIn', 'Sink__p[15].numRecordsOut'], 'out', [0]],
    ['files', ['StreamingFileWriter.numRecordsIn', 'StreamingFileWriter.numRecordsOut'], 'out', [0]],
    [
      'Paimon',
      [
        'Writer___x.numRecordsIn',
        'Global_Committer___x.numRecordsIn',
        'Global_Committer___x.sink.numRecordsOut',
        'end__Writer.numRecordsIn',
        'Compact_Worker__x.numRecordsIn',
        'numRecordsIn',
      ],
      'out',
      [0],
    ],
    ['an aggregation', ['GroupAggregate[4].numRecordsIn', 'Map.numRecordsOut'], 'out', []],
  ] as const)('%s', (_title, names, side, chosen) => {
    const found = counterNames([...names]);
    expect(found[side]).toEqual(chosen.map((index) => names[index]));
    expect(found[side === 'in' ? 'out' : 'in']).toEqual([]);
  });
});

it('counts an operator whose metrics come later than those of its task', async () => {
  const listed = [['numRecordsIn'], ['numRecordsIn'], ['numRecordsIn', 'Source__s[1].numRecordsOut']];
  const rest = {
    vertexMetricNames: async () => listed.shift() ?? ['numRecordsIn'],
    vertexMetrics: async (_job: string, _vertex: string, names: string[]) =>
      new Map(names.map((name) => [name, { sum: 7, avg: 7, min: 7, max: 7 }])),
  } as unknown as FlinkRest;
  const job = { flinkJobId: 'f', vertices: [{ id: 'v' }] } as unknown as JobDetailAnswer;
  const counters = new JobCounters();
  expect(await counters.read(rest, job)).toEqual({ in: null, out: null });
  expect(await counters.read(rest, job)).toEqual({ in: null, out: null });
  expect(await counters.read(rest, job)).toEqual({ in: 7, out: null });
  // Still counted when a later list leaves it out.
  expect(await counters.read(rest, job)).toEqual({ in: 7, out: null });
});
