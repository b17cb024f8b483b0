/** Chooses the state a new run starts from, by looking at rows and files. */
import { Restore, type SavepointUnusable } from '@liusu/contract/job';
import type { Phase } from '@liusu/contract/lifecycle';

import type { ClusterHandle, ClusterRegistry } from '../clusters/cluster-handle.ts';
import type { Db } from '../db/database.ts';
import { checkpointsOf } from './controller-context.ts';
import type { JobRow } from './job-repository.ts';
import { type KnownState, type LatestState, latestStateOf } from './latest-state.ts';
import { listRuns, type RunRow } from './run-repository.ts';
import { findSavepoint, listSavepointsOfRun, type SavepointRow } from './savepoint-repository.ts';
import type { StateFiles, StateVerdict } from './state-files.ts';
import { type Words, words } from '../lib/words.ts';

export interface RestoreDeps {
  clusters: ClusterRegistry;
  filesOf(cluster: ClusterHandle): StateFiles;
}

export type RestoreChoice =
  | { kind: 'state'; path: string; checkpointId: number | null }
  | { kind: 'none'; reason: string }
  | { kind: 'refused'; code: 'JOB_STATE_UNVERIFIED' | 'SAVEPOINT_NOT_USABLE'; reason: Words };

const drainedReason = words(
  '作业已排空：窗口都已关闭，不能从那里继续',
  'the job was drained: its windows were closed, so nothing can go on from there',
);

const finishedUntold = words(
  'Flink 报告过它已结束，却没能说明怎样结束：最后一个检查点之后可能还提交过结果',
  'Flink reported that it had finished, and could not tell how: results may have been committed after its last checkpoint',
);

/** Runs looked back over for the last one that may have run. */
const lookBack = 200;

/** As the user asked with `restore`. */
export async function chooseAsAsked(
  deps: RestoreDeps,
  db: Db,
  job: Pick<JobRow, 'id'>,
  restore: Restore,
): Promise<RestoreChoice> {
  if (restore.kind === 'none') return { kind: 'none', reason: 'asked to start without state' };
  if (restore.kind === 'savepoint') return chooseSavepoint(deps, db, job, restore.savepointId);
  const runs = await listRuns(db, job.id, { limit: lookBack });
  // A run that was refused changed nothing: the lineage goes on from the one before it.
  const run = runs.find(mayHaveRun);
  if (run === undefined) return { kind: 'none', reason: 'it never ran' };
  // It was seen to have finished, and nobody could tell whether by itself or with a savepoint of others.
  if (run.phase === 'UNKNOWN' && run.finished_seen_at !== null) {
    return { kind: 'refused', code: 'JOB_STATE_UNVERIFIED', reason: finishedUntold };
  }
  return chooseFrom(deps, db, run);
}

/** From the latest state of this run; see latest-state.ts. */
export async function chooseFrom(deps: RestoreDeps, db: Db, run: RunRow): Promise<RestoreChoice> {
  const state = await latestStateOfRun(deps, db, run);
  return state.kind === 'unverified' ? { kind: 'refused', code: 'JOB_STATE_UNVERIFIED', reason: state.reason } : state;
}

async function latestStateOfRun(deps: RestoreDeps, db: Db, run: RunRow): Promise<LatestState> {
  const cluster = deps.clusters.find(run.cluster_id);
  const files = cluster === undefined ? undefined : deps.filesOf(cluster);
  const known: KnownState[] = [];
  for (const row of await listSavepointsOfRun(db, run)) {
    if (row.state !== 'COMPLETED' || row.path === null) continue;
    // Of unknown order: it counts only where nothing can have come after it, which is so of the savepoint of the stop alone.
    if (row.checkpoint_id === null && (run.phase !== 'STOPPED' || row.origin !== 'stop')) continue;
    const verdict: StateVerdict =
      row.drained === 1
        ? { kind: 'damaged', reason: drainedReason }
        : files === undefined
          ? { kind: 'unseen' }
          : await verdictOn(files, row.path, row);
    known.push({ path: row.path, checkpointId: row.checkpoint_id, verdict });
  }
  // The folder of a run that others started is not known: what it holds can't be seen.
  const folder = cluster === undefined || run.adopted === 1 ? undefined : checkpointsOf(cluster, run);
  const checkpoints = folder === undefined ? undefined : await files?.listCheckpoints(folder);
  const restoreVerdict = run.restore_path === null ? undefined : await files?.inspect(run.restore_path);
  return latestStateOf(
    {
      phase: run.phase as Phase,
      mayHaveRun: mayHaveRun(run),
      restorePath: run.restore_path,
      isUntold: run.state_untold === 1,
    },
    known,
    checkpoints,
    restoreVerdict,
  );
}

function mayHaveRun(run: RunRow): boolean {
  return run.submission !== 'not-sent' && run.submission !== 'refused';
}

async function chooseSavepoint(
  deps: RestoreDeps,
  db: Db,
  job: Pick<JobRow, 'id'>,
  savepointId: string,
): Promise<RestoreChoice> {
  const row = await findSavepoint(db, savepointId);
  if (row === undefined || row.job_id !== job.id)
    return refusedSavepoint(words('这个作业没有该保存点', 'there is no such savepoint of this job'));
  const usability = await usabilityOf(deps, db, row);
  if (usability !== null || row.path === null)
    return refusedSavepoint(usability?.reason ?? words('它没有路径', 'it has no path'));
  return { kind: 'state', path: row.path, checkpointId: row.checkpoint_id };
}

/** A savepoint of ours, whose files were counted when it was complete, is whole only while they are all there. */
async function verdictOn(
  files: StateFiles,
  path: string,
  row: Pick<SavepointRow, 'target_folder' | 'size_bytes'>,
): Promise<StateVerdict> {
  const verdict = await files.inspect(path);
  if (verdict.kind !== 'verified' || row.target_folder === null || row.size_bytes === null) return verdict;
  const size = await files.sizeOf(path);
  if (size === null || size.bytes >= row.size_bytes) return verdict;
  const reason = words(
    `缺少文件：应有 ${row.size_bytes} 字节，只剩 ${size.bytes} 字节`,
    `files are missing: of ${row.size_bytes} bytes ${size.bytes} are left`,
  );
  return { kind: 'damaged', reason };
}

/** Why a run cannot start from a state, as a code and in one sentence. */
export interface Unusable {
  code: SavepointUnusable;
  reason: Words;
}

/** Null when a run can start from it, else why not. */
export async function usabilityOf(deps: RestoreDeps, db: Db, row: SavepointRow): Promise<Unusable | null> {
  if (row.state !== 'COMPLETED' || row.path === null) {
    return { code: 'NOT_COMPLETED', reason: whyNotCompleted(row) };
  }
  if (row.drained === 1) return { code: 'DRAINED', reason: drainedReason };
  const runs = await listRuns(db, row.job_id, { limit: lookBack });
  const cluster = deps.clusters.find(runs.find((run) => run.id === row.run_id)?.cluster_id ?? '');
  const verdict = cluster === undefined ? undefined : await verdictOn(deps.filesOf(cluster), row.path, row);
  if (verdict?.kind === 'absent')
    return { code: 'FILES_GONE', reason: words('它的文件已经不在', 'its files are gone') };
  return verdict?.kind === 'damaged' ? { code: 'DAMAGED', reason: verdict.reason } : null;
}

function whyNotCompleted(row: SavepointRow): Words {
  // Of one that failed Flink's own reason is kept.
  if (row.reason !== null) return words(`没有完成：${row.reason}`, row.reason);
  return row.state === 'DELETING'
    ? words('正在删除', 'it is deleting')
    : words('还没有完成', `it is ${row.state.toLowerCase().replace('_', ' ')}`);
}

function refusedSavepoint(reason: Words): RestoreChoice {
  return { kind: 'refused', code: 'SAVEPOINT_NOT_USABLE', reason };
}
