/**
 * Nothing is committed twice, and no step of a batch job is done twice: a run starts from the highest state by which something
 * was committed, or a later one of the same lineage, unless the user chose another.
 */
import type { Entry, StartedEntry } from './history-log.ts';
import { at, changedNothing, isLate, isNewWish, lateJobsOf, only, runsAskedFor } from './history-view.ts';

/** A state that a person chose; null for none. */
interface Chosen {
  path: string | null;
  sinceMs: number;
}

interface Lineage {
  /** Checkpoint ids by path. */
  paths: Map<string, number>;
  committed: { path: string; id: number } | null;
}

export function checkLineage(entries: readonly Entry[]): string[] {
  const violations: string[] = [];
  const late = lateJobsOf(entries);
  const ids = new Map<string, number>();
  const lastState = new Map<string, { isStop: boolean }>();
  let lineage: Lineage = { paths: new Map(), committed: null };
  /** States that a command chose and no run has started from yet. */
  let chosen: Chosen[] = [];
  /** Those that the last change took the place of. */
  let replaced: Chosen[] = [];
  const sent = new Set<Chosen>();
  /** The same as they stood when a run was submitted: it starts from there even when something else is asked for meanwhile. */
  const chosenAtSubmit = new Map<string, Chosen[]>();
  const submittedMs = new Map<string, number>();
  const steps = new Map<string, number>();
  let doneSteps = new Set<number>();
  /** Done since the script was last begun, and the platform knows it. A step whose end nobody saw is done again. */
  let provenSteps = new Set<number>();
  /** A command asks for the script from its first step on, once; until a run begins it nothing is done anew. */
  let isToBegin = false;
  /** What the newest run that was sent starts from, until it has state of its own. */
  let needed: string | null = null;
  let newest = '';
  const drained = new Set<string>();
  const restorePaths = restorePathsOf(entries);
  const deletedMs = only(entries, 'event').find((event) => event.event === 'job.delete-requested')?.atMs ?? Infinity;

  for (const entry of entries) {
    const say = (text: string) => violations.push(`${text} (${at(entries, entry)})`);
    switch (entry.kind) {
      case 'command':
        if (entry.answer === 'refused' || !isNewWish(entry) || changedNothing(entries, entry)) break;
        if (entry.name === 'change') replaced = chosen;
        // A run that was sent and never came up hands on what was chosen for it.
        if (entry.answer === 'accepted' && entry.name !== 'stop') chosen = chosen.filter((one) => sent.has(one));
        if (entry.chosen !== undefined) chosen.push({ path: entry.chosen, sinceMs: entry.atMs });
        break;
      case 'call':
        if (entry.what !== 'submit') break;
        chosenAtSubmit.set(entry.target, [...chosen]);
        submittedMs.set(entry.target, entry.atMs);
        for (const one of chosen) sent.add(one);
        newest = entry.target;
        needed = restorePaths.get(entry.target) ?? null;
        break;
      case 'state':
        ids.set(entry.path, entry.id);
        if (entry.isDrained) drained.add(entry.path);
        lastState.set(entry.flinkJobId, { isStop: entry.isSavepoint && entry.commits });
        if (isLate(late, entry.flinkJobId, entry.atMs)) break;
        if (entry.flinkJobId === newest) needed = null;
        lineage.paths.set(entry.path, entry.id);
        if (entry.commits) lineage.committed = { path: entry.path, id: entry.id };
        break;
      case 'removed':
        if (entry.atMs < deletedMs && lineage.committed?.path === entry.path)
          say(`the latest state was deleted: ${entry.path}`);
        if (entry.atMs < deletedMs && needed === entry.path)
          say(`the state that a run starts from was deleted: ${entry.path}`);
        break;
      case 'event': {
        const step = entry.flinkJobId === null ? undefined : steps.get(entry.flinkJobId);
        if (entry.to === 'FINISHED' && step !== undefined) provenSteps.add(step);
        if (entry.to === 'FINISHED' && entry.flinkJobId === newest) needed = null;
        if (entry.event === 'plan.rolling-back' && provenSteps.size > 0 && !isToBegin)
          say('rolled back by itself although a step of the new version was done');
        // What was chosen before is wanted again.
        if (entry.event === 'plan.rolling-back')
          chosen.push(...replaced.map(({ path }) => ({ path, sinceMs: entry.atMs })));
        if (beginsAnew.has(entry.event)) isToBegin = true;
        break;
      }
      case 'status': {
        const step = steps.get(entry.flinkJobId);
        if (entry.status !== 'FINISHED') break;
        if (step !== undefined) doneSteps.add(step);
        // A natural end: what is started afterwards begins anew.
        else if (lastState.get(entry.flinkJobId)?.isStop !== true) lineage = { paths: new Map(), committed: null };
        break;
      }
      case 'started': {
        if (isLate(late, entry.flinkJobId, entry.atMs)) break;
        if (entry.mode === 'batch') {
          steps.set(entry.flinkJobId, entry.step);
          if (entry.step === 0) doneSteps = new Set();
          if (entry.step === 0 && isToBegin) [provenSteps, isToBegin] = [new Set(), false];
          if (provenSteps.has(entry.step)) say(`step ${entry.step} is done a second time`);
          if (entry.step > 0 && !doneSteps.has(entry.step - 1))
            say(`step ${entry.step} before the one before it was done`);
          break;
        }
        if (entry.restorePath !== null && drained.has(entry.restorePath))
          say(`restored from ${entry.restorePath}, which was drained`);
        const isMeant = ({ path }: Chosen) => path === entry.restorePath;
        const before =
          chosenAtSubmit.get(entry.flinkJobId)?.filter((one) => isMeant(one) || chosen.includes(one)) ?? [];
        // What was chosen after it was sent is for the next one, also where both start from the same state.
        const untilMs = submittedMs.get(entry.flinkJobId) ?? Infinity;
        const meant = before.some(isMeant) ? before : chosen.filter((one) => one.sinceMs <= untilMs);
        if (meant.some(isMeant)) {
          chosen = chosen.filter((one) => !meant.includes(one));
          const id = entry.restorePath === null ? undefined : ids.get(entry.restorePath);
          lineage = { paths: new Map(), committed: null };
          if (entry.restorePath !== null && id !== undefined) lineage.paths.set(entry.restorePath, id);
          break;
        }
        const wrong = wrongStart(entry, lineage);
        if (wrong !== null) say(wrong);
        break;
      }
      default:
    }
  }
  return violations;
}

/** What a person asked for, or the roll-back of it: a batch script is then done from its beginning. */
const beginsAnew: ReadonlySet<string> = new Set([...runsAskedFor, 'plan.rolling-back']);

/** What the platform wrote that a run is to start from, by Flink JobID. */
function restorePathsOf(entries: readonly Entry[]): Map<string, string | null> {
  const made = only(entries, 'event').filter((event) => event.event === 'run.created');
  return new Map(
    made.map(({ flinkJobId, params }) => {
      const path = params['restorePath'];
      return [flinkJobId ?? '', typeof path === 'string' ? path : null];
    }),
  );
}

function wrongStart({ restorePath }: StartedEntry, { paths, committed }: Lineage): string | null {
  if (restorePath === null) {
    return committed === null ? null : `started from nothing although ${committed.path} was completed`;
  }
  const id = paths.get(restorePath);
  if (id === undefined) return `restored from ${restorePath}, which is no state of its lineage`;
  return committed === null || id >= committed.id
    ? null
    : `restored from ${restorePath} although ${committed.path} was completed later`;
}
