/** What a person asks of the job beyond starts and stops. */
import { BulkCreate } from '@liusu/contract/bulk';
import { JobSettings, type JobUpgrade } from '@liusu/contract/job';
import type { z } from 'zod';

import { listPlansOfJob } from '../plan-repository.ts';
import { findNewestRun } from '../run-repository.ts';
import { listSavepointsOfJob } from '../savepoint-repository.ts';
import type { CommandName } from './history-log.ts';
import { type Play, projectId } from './play.ts';

type Settings = z.input<typeof JobSettings>;

export function edit(play: Play, change: { script?: string; settings?: Settings }): Promise<void> {
  const { script, settings } = change;
  const parts = {
    ...(script === undefined ? {} : { script }),
    ...(settings === undefined ? {} : { settings: JobSettings.parse(settings) }),
  };
  return play.command((service) => service.drafts.update(play.jobId, parts, 'me'), { name: 'edit' });
}

export async function upgrade(
  play: Play,
  script: string,
  options: Partial<z.output<typeof JobUpgrade>> = {},
): Promise<void> {
  await edit(play, { script });
  await play.command((service) =>
    service.upgrade(play.jobId, { allow: 'any', stop: 'savepoint', restore: { kind: 'latest' }, ...options }, 'me'),
  );
}

export function restart(play: Play, stop: 'savepoint' | 'cancel'): Promise<void> {
  return play.command((service) => service.restart(play.jobId, { stop }, 'me'));
}

/** `from-old-savepoint`: a person accepts that what was written since is written again. */
export async function rollback(play: Play, mode: 'from-new-state' | 'from-old-savepoint'): Promise<void> {
  const plans = await listPlansOfJob(play.database.db, play.jobId);
  const plan = plans.find(({ kind, run_id }) => kind === 'upgrade' && run_id !== null);
  const savepoint = (await listSavepointsOfJob(play.database.db, play.jobId)).find(
    (row) => row.id === plan?.savepoint_id,
  );
  await play.command((service) => service.rollback(play.jobId, { mode, allow: 'any' }, 'me'), {
    name: 'change',
    ...(mode === 'from-old-savepoint' ? { chosen: savepoint?.path ?? '' } : {}),
  });
}

export function rescale(play: Play, parallelism: number): Promise<void> {
  return play.command((service) => service.rescale(play.jobId, { parallelism }, 'me'), { name: 'rescale' });
}

/** Says it again for as long as it is refused and the run is open: a platform that came up just now has not looked long enough. */
export async function writeOff(play: Play): Promise<void> {
  for (let tries = 0; tries < 5; tries += 1) {
    const run = await findNewestRun(play.database.db, play.jobId);
    if (run === undefined || run.ended_at !== null || run.written_off_at !== null || run.running_at !== null) return;
    await writeOffOnce(play, run.id);
    await play.run(3_000);
  }
}

/** Says of the newest run, whatever it does, that it does not exist. Throws when that is accepted. */
export async function writeOffInVain(play: Play): Promise<void> {
  const run = await findNewestRun(play.database.db, play.jobId);
  if (run === undefined) return;
  await writeOffOnce(play, run.id);
  const answer = play.world.log.entries.findLast((entry) => entry.kind === 'command')?.answer;
  if (answer === 'accepted') throw new Error('a run that is on its cluster, or may be, was written off');
}

function writeOffOnce(play: Play, runId: string): Promise<void> {
  return play.command((service) => service.writeOffRun(play.jobId, { runId }, 'me'), { name: 'write-off' });
}

/** Of the job's completed savepoints the one that so many were completed after; nothing when there is none such. */
export async function deleteSavepoint(play: Play, back: number): Promise<void> {
  const rows = await listSavepointsOfJob(play.database.db, play.jobId);
  const row = rows.filter((found) => found.kind === 'savepoint' && found.state === 'COMPLETED')[back];
  if (row === undefined) return;
  await play.command((service) => service.deleteSavepoint(play.jobId, row.id, 'me'), { name: 'edit' });
}

type BulkKind = 'start' | 'stop' | 'restart' | 'savepoint';
const namesInBulk: Record<BulkKind, CommandName> = {
  start: 'start',
  stop: 'stop',
  restart: 'change',
  savepoint: 'savepoint',
};

/** The command as a bulk of this one job; asks for nothing else before it was given, refused, or some seconds have passed. */
export async function bulk(play: Play, action: BulkKind): Promise<void> {
  const request = BulkCreate.parse({ action, jobIds: [play.jobId] });
  // Whether the job took it, its own history tells.
  play.world.log.add({ kind: 'command', name: namesInBulk[action], answer: 'unanswered' });
  await play.command((_service, platform) => platform.bulk.create(projectId, request, 'me'), { name: 'edit' });
  const isPending = () =>
    play.database.db.selectFrom('bulk_item').select('bulk_id').where('state', '=', 'PENDING').executeTakeFirst();
  for (let waitedMs = 0; waitedMs < 10_000 && (await isPending()) !== undefined; waitedMs += 500) await play.run(500);
}
