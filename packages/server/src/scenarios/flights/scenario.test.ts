import { access, readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';

const root = new URL('../../../../../scenarios/flights/', import.meta.url);

interface Descriptor {
  jobs: { key: string; file: string; dependsOn: { job: string }[] }[];
  viewsFile: string;
  dashboard: { sqlFile: string; panels: { panel: string; columns: { column: string }[] }[] };
  checks: { table: string; file: string }[];
}

async function readText(file: string): Promise<string> {
  return readFile(new URL(file, root), 'utf8');
}

async function readDescriptor(): Promise<Descriptor> {
  return JSON.parse(await readText('scenario.json')) as Descriptor;
}

describe('flights scenario descriptor', () => {
  it('names only files that exist', async () => {
    const { jobs, viewsFile, dashboard, checks } = await readDescriptor();

    for (const file of [
      ...jobs.map((job) => job.file),
      viewsFile,
      dashboard.sqlFile,
      ...checks.map((check) => check.file),
    ]) {
      await expect(access(new URL(file, root)), file).resolves.toBeUndefined();
    }
  });

  it('orders every job after the jobs it depends on', async () => {
    const { jobs } = await readDescriptor();

    const keys = jobs.map((job) => job.key);
    for (const [index, job] of jobs.entries()) {
      for (const { job: needed } of job.dependsOn) expect(keys.slice(0, index)).toContain(needed);
    }
  });

  it('has one branch of the dashboard query for each panel', async () => {
    const { dashboard } = await readDescriptor();
    const sql = await readText(dashboard.sqlFile);

    const tags = sql.split('UNION ALL').map((branch) => /SELECT '([a-z]+)'/.exec(branch)?.[1]);
    expect(tags.toSorted()).toEqual(dashboard.panels.map(({ panel }) => panel).toSorted());
  });

  it('checks every table that the summary job writes', async () => {
    const { checks } = await readDescriptor();
    const sql = await readText('sql/dws.sql');

    const written = [...sql.matchAll(/INSERT INTO (\S+)/g)].map((match) => match[1]);
    expect(checks.map((check) => check.table)).toEqual(written);
  });
});
