/**
 * Which state a new run starts from. The latest state is the highest completed checkpoint or savepoint of the run before,
 * by Flink's checkpoint id; a run that completed none hands on what it was itself restored from. Never an older one: what
 * was committed since would be written twice.
 */
import type { Phase } from '@liusu/contract/lifecycle';

import type { FoundCheckpoint, StateVerdict } from './state-files.ts';
import { type Words, words } from '../lib/words.ts';

export interface EndedRun {
  phase: Phase;
  /** True when its job may have run: it was sent, or nobody knows. */
  mayHaveRun: boolean;
  restorePath: string | null;
  /** Flink did not tell at its end what it had completed. */
  isUntold: boolean;
}

/** A completed state that the platform has a row of. */
export interface KnownState {
  path: string;
  checkpointId: number | null;
  verdict: StateVerdict;
}

export type LatestState =
  | { kind: 'state'; path: string; checkpointId: number | null }
  | { kind: 'none'; reason: string }
  | { kind: 'unverified'; reason: Words };

const noLongerTold = words(
  '这里读不到检查点目录，Flink 也不再告知',
  'the checkpoint folder cannot be read from here, and Flink no longer tells',
);

const endUntold = words(
  '这里读不到检查点目录；运行在等待任务槽时结束，Flink 没有告知它的检查点',
  'the checkpoint folder cannot be read from here, and the run ended while it waited for slots: Flink told nothing of its checkpoints',
);

/**
 * The latest state of a run that has ended. `checkpoints` is what its checkpoint folder holds, undefined when it can't be
 * seen; `restoreVerdict` is what its own restore path looks like now.
 */
export function latestStateOf(
  run: EndedRun,
  known: KnownState[],
  checkpoints: FoundCheckpoint[] | undefined,
  restoreVerdict: StateVerdict | undefined,
): LatestState {
  if (run.phase === 'FINISHED') return { kind: 'none', reason: 'the run before came to its natural end' };
  if (!run.mayHaveRun) return inherited(run, restoreVerdict);

  const endIsKnown = run.phase === 'STOPPED' || run.phase === 'FAILED' || run.phase === 'CANCELLED';
  // That it was never seen RUNNING proves nothing: it may have been between two answers, or while nobody asked.
  if (checkpoints === undefined && (!endIsKnown || run.isUntold)) {
    return { kind: 'unverified', reason: endIsKnown ? endUntold : noLongerTold };
  }

  const states: KnownState[] = [...known];
  for (const found of checkpoints ?? []) {
    states.push({ path: found.path, checkpointId: found.number, verdict: found.verdict });
  }
  if (states.length === 0) return inherited(run, restoreVerdict);

  // A state of unknown id comes from a stop with savepoint, which is the last thing a run does.
  const orderOf = (state: KnownState) => state.checkpointId ?? Number.POSITIVE_INFINITY;
  const highest = Math.max(...states.map(orderOf));
  const best = states.find((state) => orderOf(state) === highest && isUsable(state.verdict, endIsKnown));
  if (best !== undefined) return { kind: 'state', path: best.path, checkpointId: best.checkpointId };
  const top = states.find((state) => orderOf(state) === highest);
  return unverified(top?.path, top?.verdict);
}

/** Seen and sound; or listed by Flink's REST when the run ended, in a place that can't be seen from here. */
function isUsable(verdict: StateVerdict, endIsKnown: boolean): boolean {
  return verdict.kind === 'verified' || (verdict.kind === 'unseen' && endIsKnown);
}

function inherited(run: EndedRun, verdict: StateVerdict | undefined): LatestState {
  if (run.restorePath === null) return { kind: 'none', reason: 'no checkpoint was ever completed' };
  if (verdict === undefined || verdict.kind === 'verified' || verdict.kind === 'unseen') {
    return { kind: 'state', path: run.restorePath, checkpointId: null };
  }
  return unverified(run.restorePath, verdict);
}

function unverified(path: string | undefined, verdict: StateVerdict | undefined): LatestState {
  const { zh, en } = whyNot(verdict);
  return { kind: 'unverified', reason: words(`${path ?? '最新状态'}：${zh}`, `${path ?? 'the latest state'}: ${en}`) };
}

function whyNot(verdict: StateVerdict | undefined): Words {
  switch (verdict?.kind) {
    case 'damaged':
      return verdict.reason;
    case 'absent':
      return words('它的 _metadata 文件不在了', 'its _metadata file is gone');
    case 'unseen':
      return words('这里读不到它', 'it cannot be read from here');
    default:
      return words('没有找到它', 'it was not found');
  }
}
