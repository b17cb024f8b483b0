/**
 * Records the answers that the fake Flink gives again, from a real one:
 * `node tools/record-flink.ts REST_URL RUNNING_JOB_ID FAILING_JOB_ID`. The running job has completed checkpoints; the failing
 * one restarts again and again. Folders of this machine are written as /recorded.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [restUrl, running, failing] = process.argv.slice(2);
if (restUrl === undefined || running === undefined || failing === undefined) {
  throw new Error('usage: record-flink.ts REST_URL RUNNING_JOB_ID FAILING_JOB_ID');
}

const folder = join(import.meta.dirname, '../packages/server/src/testing/fake-flink/recordings');

async function ask(path: string): Promise<unknown> {
  const answer = await fetch(`${restUrl}${path}`);
  const body: unknown = await answer.json();
  return answer.ok ? body : { status: answer.status, body };
}

/** Paths and host names say something about the machine and nothing about Flink. */
function withoutTheMachine(text: string): string {
  return text
    .replaceAll(/(\/(?:tmp|home|root|work)\/)[^"\s,;:]*/g, '/recorded')
    .replaceAll(/file:\/+recorded/g, 'file:/recorded');
}

async function record(name: string, path: string): Promise<unknown> {
  const value = await ask(path);
  writeFileSync(join(folder, `${name}.json`), `${withoutTheMachine(JSON.stringify(value, null, 2))}\n`);
  return value;
}

mkdirSync(folder, { recursive: true });
await record('overview', '/overview');
await record('jobs-overview', '/jobs/overview');
await record('jobmanager-config', '/jobmanager/config');
await record('taskmanagers', '/taskmanagers');
const job = (await record('job', `/jobs/${running}`)) as { vertices: { id: string }[] };
await record('checkpoints', `/jobs/${running}/checkpoints`);
await record('exceptions', `/jobs/${failing}/exceptions?maxExceptions=20`);
await record('no-exceptions', `/jobs/${running}/exceptions?maxExceptions=20`);
await record('no-job', `/jobs/${'0'.repeat(32)}`);
const names: Record<string, unknown> = {};
const values: Record<string, unknown> = {};
const watermarks: Record<string, unknown> = {};
for (const { id } of job.vertices) {
  const base = `/jobs/${running}/vertices/${id}`;
  const listed = (await ask(`${base}/subtasks/metrics`)) as { id: string }[];
  names[id] = listed;
  const query = listed.map((metric) => encodeURIComponent(metric.id)).join(',');
  values[id] = await ask(`${base}/subtasks/metrics?get=${query}`);
  watermarks[id] = await ask(`${base}/watermarks`);
}
for (const [name, value] of Object.entries({ 'metric-names': names, 'metric-values': values, watermarks })) {
  writeFileSync(join(folder, `${name}.json`), `${withoutTheMachine(JSON.stringify(value, null, 2))}\n`);
}
