import { expect, test } from 'vitest';

import type { UnknownName } from '@liusu/contract/sql';

import { type OfferContext, offersFor } from './offers.ts';

const clusters = [
  { id: 'clu_a', name: 'local', engine: 'flink-2.2' },
  { id: 'clu_b', name: 'old', engine: 'flink-1.20' },
];

function kindsOf(unknown: Partial<UnknownName> | undefined, context: Partial<OfferContext> = {}): string[] {
  const whole = unknown && { kind: 'connector' as const, name: 'mysql-cdc', near: [], engines: [], ...unknown };
  const offers = offersFor(whole === undefined ? {} : { unknown: whole }, {
    clusters,
    clusterId: 'clu_a',
    canAdminister: true,
    canSwitch: true,
    ...context,
  });
  return offers.map((offer) => (offer.kind === 'switch' ? `switch ${offer.cluster.name}` : offer.kind));
}

test('a cluster whose engine has it is offered before an upload', () => {
  expect(kindsOf({ engines: ['flink-1.20'] })).toEqual(['switch old', 'upload']);
});

test('where no cluster has such an engine, one can be connected', () => {
  expect(kindsOf({ engines: ['flink-9'] })).toEqual(['connect', 'upload']);
});

test('who may not upload is told who may, and what is no job does not change its cluster', () => {
  expect(kindsOf({ engines: ['flink-1.20'] }, { canAdminister: false })).toEqual(['switch old', 'ask']);
  expect(kindsOf({ engines: ['flink-1.20'] }, { canSwitch: false })).toEqual(['upload']);
});

test('for tables and columns nothing can be brought', () => {
  expect(kindsOf({ kind: 'table' })).toEqual([]);
  expect(kindsOf(undefined)).toEqual([]);
});
