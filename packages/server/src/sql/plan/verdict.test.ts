/** Verdicts on plans that Flink compiled: the edits of pairs.ts, recorded on both engines. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { TableIdentities } from './operators.ts';
import { pairs } from './pairs.ts';
import { highestId, parsePlan, planText, type StoredPlan, tablesOf } from './stored-plan.ts';
import { comparePlans, firstPlan, type PlanOfRun } from './verdict.ts';

interface Recorded {
  plan: unknown;
  tables: TableIdentities;
}

const engines = ['flink-2.2', 'flink-1.20'].map((engine) => {
  const text = readFileSync(join(import.meta.dirname, 'recorded', `${engine}.json`), 'utf8');
  return { engine, edits: JSON.parse(text) as Record<string, { before: Recorded; after: Recorded }> };
});

function read({ plan, tables }: Recorded): PlanOfRun {
  return { plan: parsePlan(JSON.stringify(plan)), tables };
}

/** A plan as a run would have executed it. */
function executed(recorded: Recorded, firstId = 1): PlanOfRun & { nextId: number } {
  const { plan, tables } = read(recorded);
  return { ...firstPlan(plan, firstId), tables };
}

const options = { nextId: 1_000, readsSwitchedTtl: true };

function withTtl(of: PlanOfRun, ttl: string): PlanOfRun {
  const text = planText(of.plan).replaceAll('"ttl":"0 ms"', `"ttl":"${ttl}"`);
  return { ...of, plan: parsePlan(text) };
}

describe.each(engines)('plans of $engine', ({ edits }) => {
  const names = Object.keys(edits);

  it('are there', () => {
    expect(names.length).toBeGreaterThanOrEqual(8);
  });

  it.each(names)('%s', (name) => {
    const pair = pairs.find((one) => one.name === name);
    const edit = edits[name];
    if (pair === undefined || edit === undefined) throw new Error(`${name} is not among the pairs`);
    const told = comparePlans(executed(edit.before), read(edit.after), options);
    const changes = told.operators
      .filter(({ state }) => state !== 'kept')
      .map(({ state, kind, code }) => [state, kind, code]);
    expect(changes.toSorted()).toEqual((pair.changes ?? []).toSorted());
    expect(told.outcome).toBe(pair.outcome);
  });

  it.each(names)('gives %s ids of the old plan for what goes on, and fresh ones for all else', (name) => {
    const edit = edits[name];
    if (edit === undefined) throw new Error(`${name} is not recorded`);
    const before = executed(edit.before);
    const told = comparePlans(before, read(edit.after), options);
    const typeOf = (plan: StoredPlan, id: number | null) => plan.nodes.find((node) => node.id === id)?.type;
    const kept = told.operators.filter(({ state }) => state === 'kept');
    for (const { oldNode, newNode } of kept) {
      expect(newNode).toBe(oldNode);
      expect(typeOf(told.plan, newNode)).toBe(typeOf(before.plan, oldNode));
    }
    const old = new Set(before.plan.nodes.map(({ id }) => id));
    const reused = told.plan.nodes.filter(({ id }) => id < options.nextId);
    expect(reused.every(({ id }) => old.has(id))).toBe(true);
    expect(told.nextId).toBe(highestId(told.plan) >= options.nextId ? highestId(told.plan) + 1 : options.nextId);
    expect(new Set(told.plan.nodes.map(({ id }) => id)).size).toBe(told.plan.nodes.length);
  });

  it.each(names)('changes nothing of %s but the ids', (name) => {
    const edit = edits[name];
    if (edit === undefined) throw new Error(`${name} is not recorded`);
    const compiled = read(edit.after).plan;
    const told = comparePlans(executed(edit.before), read(edit.after), options);
    const bare = (plan: StoredPlan) => plan.nodes.map(({ fields: { id: _id, ...rest } }) => rest);
    expect(bare(told.plan)).toEqual(bare(compiled));
    expect(tablesOf(told.plan)).toEqual(tablesOf(compiled));
    const places = (plan: StoredPlan) =>
      plan.edges.map(({ source, target }) =>
        [source, target].map((id) => plan.nodes.findIndex((node) => node.id === id)),
      );
    expect(places(told.plan)).toEqual(places(compiled));
  });

  it.each(names)('keeps all of %s when nothing was edited, whatever ids Flink counts', (name) => {
    const edit = edits[name];
    if (edit === undefined) throw new Error(`${name} is not recorded`);
    const told = comparePlans(executed(edit.after, 500), read(edit.after), options);
    expect(told.outcome).toBe('compatible');
    expect(told.operators.every(({ state, code }) => state === 'kept' && code === 'SAME')).toBe(true);
  });

  it('goes back to the ids of before when an edit is taken back', () => {
    const edit = edits['a filter before an aggregation'];
    if (edit === undefined) throw new Error('the edit is not recorded');
    const before = executed(edit.before);
    const there = comparePlans(before, read(edit.after), options);
    const back = comparePlans({ plan: there.plan, tables: edit.after.tables }, read(edit.before), {
      ...options,
      nextId: there.nextId,
    });
    const stateful = before.plan.nodes.filter(({ type }) => /group-aggregate|scan|sink/.test(type)).map(({ id }) => id);
    expect(back.plan.nodes.map(({ id }) => id).filter((id) => id < options.nextId)).toEqual(stateful);
    expect(Math.min(...back.plan.nodes.map(({ id }) => id).filter((id) => id >= options.nextId))).toBe(there.nextId);
  });

  it('tells a change of how long state is kept from one that the engine cannot read', () => {
    const edit = edits['a filter before an aggregation'];
    if (edit === undefined) throw new Error('the edit is not recorded');
    const after = withTtl(read(edit.after), '3600000 ms');
    const codesOf = (readsSwitchedTtl: boolean, base: PlanOfRun) =>
      comparePlans(base, after, { nextId: 1_000, readsSwitchedTtl })
        .operators.filter(({ kind }) => kind === 'group-aggregate')
        .map(({ state, code }) => [state, code]);
    expect(codesOf(true, executed(edit.before))).toEqual([['kept', 'TTL_CHANGED']]);
    expect(codesOf(false, executed(edit.before))).toEqual([['lost', 'TTL_SWITCHED']]);
    expect(codesOf(false, withTtl(executed(edit.before), '60000 ms'))).toEqual([['kept', 'TTL_CHANGED']]);
  });

  it('does not take a sink over whose operators its connector numbers by the topology', () => {
    const edit = edits['a filter before an aggregation'];
    if (edit === undefined) throw new Error('the edit is not recorded');
    const table = '`default_catalog`.`default_database`.`o`';
    const tables = { ...edit.after.tables, [table]: { connector: 'paimon', place: {}, idsAreOurs: false } };
    const before = { ...executed(edit.before), tables };
    const edited = comparePlans(before, { ...read(edit.after), tables }, options);
    const same = comparePlans(before, { ...read(edit.before), tables }, options);
    const ofSink = ({ operators }: typeof edited) => operators.find(({ kind }) => kind === 'sink')?.code;
    expect([ofSink(edited), edited.outcome]).toEqual(['IDS_NOT_OURS', 'partly']);
    expect([ofSink(same), same.outcome]).toEqual(['SAME', 'compatible']);
  });
});
