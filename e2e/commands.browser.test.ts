/** The life of a job as a person leads it in the console, on real Flink: each command, what it says first, what comes of it. */
import type { LiusuClient } from '@liusu/contract/client';
import type { JobDetail } from '@liusu/contract/job';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { accessibilityFindings, type BrowserSession, openBrowser } from './browser-session.ts';
import { eventually } from './liusu-command.ts';
import { submitOutside } from './outside-job.ts';
import { ClusterPage } from './pages/cluster-page.ts';
import { JobPage } from './pages/job-page.ts';
import { LoginPage } from './pages/login-page.ts';
import { WorkbenchPage } from './pages/workbench-page.ts';
import { sharedPlatform, type SharedPlatform } from './shared-platform.ts';

const source = `CREATE TEMPORARY TABLE orders (
  id BIGINT,
  amount INT
) WITH ('connector' = 'datagen', 'rows-per-second' = '20', 'fields.amount.min' = '1', 'fields.amount.max' = '9');`;
const sink = `CREATE TEMPORARY TABLE totals (amount INT, orders BIGINT) WITH ('connector' = 'blackhole');`;
const insert = 'INSERT INTO totals SELECT amount, COUNT(*) FROM orders GROUP BY amount';
const script = `${source}\n${sink}\n${insert};\n`;
const filtered = script.replace('FROM orders', 'FROM orders WHERE amount > 2');
const name = 'commanded totals';

describe('the life of a job', () => {
  let platform: SharedPlatform;
  let client: LiusuClient;
  let browser: BrowserSession;
  let page: JobPage;
  let jobId = '';
  let secondId = '';

  const get = (id = jobId): Promise<JobDetail> => client.call('getJob', { params: { jobId: id } });

  /** Waits until the platform says so, then until the page does. */
  async function become(phase: JobDetail['phase'], word: string): Promise<JobDetail> {
    const job = await eventually(`${name} ${phase}`, async () => {
      const now = await get();
      return now.phase === phase ? now : undefined;
    });
    await page.phase(word).waitFor();
    return job;
  }

  beforeAll(async () => {
    platform = await sharedPlatform();
    client = platform.client;
    const { up, projectId } = platform;
    browser = await openBrowser();
    page = new JobPage(browser.page);
    const login = new LoginPage(browser.page);
    await login.open(up.consoleUrl);
    await login.logIn('admin', up.password ?? '');
    await browser.page.waitForURL(/\/overview/);
    const settings = { checkpointIntervalMs: 1000 };
    const make = (each: string) =>
      client.call('createJob', { params: { projectId }, body: { name: each, script, settings } });
    jobId = (await make(name)).id;
    secondId = (await make('commanded twin')).id;
    await client.call('startJob', { params: { jobId: secondId }, body: {} });
  });

  afterAll(async () => {
    for (const id of [jobId, secondId]) {
      if (id === '') continue;
      await client.call('stopJob', { params: { jobId: id }, body: { mode: 'cancel' } }).catch(() => undefined);
    }
    await browser?.close();
  });

  afterEach(() => {
    expect(browser.takeErrors()).toEqual([]);
  });

  it('publishes without starting, then starts the version', async () => {
    await page.open(platform.up.consoleUrl, platform.projectId, jobId);
    await page.button('Publish').click();
    await browser.page.getByText('Published version 1').waitFor();
    expect(await get()).toMatchObject({ latestVersion: 1, phase: 'STOPPED', run: null });

    await page.button('Start').click();
    const dialog = page.dialog('Start commanded totals');
    await dialog.getByText('Version 1 ·').filter({ visible: true }).first().waitFor();
    expect(await accessibilityFindings(browser.page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Start', exact: true }).click();

    expect((await become('RUNNING', 'Running')).run).toMatchObject({ version: 1, restoredFrom: null });
  });

  it('shows what an edit does to the state, and upgrades with it', async () => {
    const workbench = new WorkbenchPage(browser.page);
    await workbench.open(platform.up.consoleUrl, platform.projectId, jobId);
    await workbench.write(filtered);
    await eventually('the draft', async () => ((await get()).script.includes('amount > 2') ? true : undefined));

    await page.open(platform.up.consoleUrl, platform.projectId, jobId);
    await page.button('Upgrade').click();
    const dialog = page.dialog('Upgrade commanded totals');
    await dialog.getByText('All state is carried over.').waitFor();
    await expect.poll(() => dialog.locator('.ls-diff-right').innerText()).toContain('amount > 2');
    await dialog.getByRole('button', { name: 'Upgrade to version 2' }).click();

    const done = await eventually('the upgrade', async () => ended(await get(), 'upgrade'));
    expect(done).toMatchObject({ phase: 'RUNNING', run: { version: 2 }, plan: { state: 'DONE' } });
    expect(done.run?.restoredFrom).not.toBeNull();
    await page.fact('v2').waitFor();
  });

  it('rolls back and keeps the state', async () => {
    await page.menu(name, 'Roll back');
    const dialog = page.dialog('Roll back commanded totals');
    await dialog.getByRole('button', { name: 'Roll back to version 1' }).click();

    const done = await eventually('the roll-back', async () => ended(await get(), 'rollback'));
    expect(done).toMatchObject({ phase: 'RUNNING', run: { version: 1 }, plan: { state: 'DONE' } });
    await page.fact('v1').waitFor();
  });

  it('stops with a savepoint, and starts from it', async () => {
    await page.stopWithSavepoint();
    await become('STOPPED', 'Stopped');
    const { items } = await client.call('listSavepoints', { params: { jobId } });
    const saved = items.find(({ origin, usable }) => origin === 'stop' && usable);

    await page.open(platform.up.consoleUrl, platform.projectId, jobId, 'checkpoints');
    // The path stands in the list of checkpoints below, too.
    const row = browser.page
      .getByRole('row', { name: 'Savepoint at a stop' })
      .filter({ hasText: saved?.path ?? 'no savepoint' });
    await expect.poll(() => row.innerText()).toMatch(/Savepoint at a stop[\s\S]*Usable/);
    await row.getByRole('button', { name: 'Start from here' }).click();
    const dialog = page.dialog('Start commanded totals');
    // Not the version that was rolled back.
    await dialog.getByText('Version 1 ·').filter({ visible: true }).first().waitFor();
    await dialog.getByRole('button', { name: 'Start', exact: true }).click();

    expect((await become('RUNNING', 'Running')).run).toMatchObject({ version: 1, restoredFrom: saved?.path });
  });

  it('commands several jobs at once, and tells what became of each', async () => {
    await browser.page.goto(
      `${platform.up.consoleUrl}/p/${platform.projectId}/operations/jobs?q=${encodeURIComponent('commanded')}`,
    );
    await browser.page.locator('thead').getByRole('checkbox').check();
    await browser.page.getByRole('button', { name: 'Stop 2' }).click();
    await page.dialog('Stop 2 jobs').getByRole('button', { name: 'Stop 2' }).click();

    await eventually('both stopped', async () => {
      const phases = [(await get()).phase, (await get(secondId)).phase];
      return phases.every((phase) => phase === 'STOPPED') ? true : undefined;
    });
    await browser.page.getByRole('button', { name: /^Running work/ }).click();
    const tray = browser.page.getByRole('dialog', { name: 'Running work' });
    await tray.getByText(/2 of 2|2 \/ 2/).waitFor();
  });

  it('takes over a job that others run, and binds a script to it', async () => {
    const clusters = new ClusterPage(browser.page);
    const flinkJobId = await submitOutside(platform.up.dataDir, 'legacy totals', [source, sink, insert]);
    const clusterId = (await get()).clusterId;
    await clusters.open(platform.up.consoleUrl, platform.projectId, clusterId);
    const listed = clusters.unmanaged('legacy totals');
    await listed.getByText('others', { exact: true }).waitFor();
    expect(await accessibilityFindings(browser.page)).toEqual([]);
    await listed.getByRole('button', { name: 'Take over' }).click();
    await page.dialog('Take over legacy totals').getByRole('button', { name: 'Take the job over' }).click();

    await browser.page.waitForURL(/operations\/jobs\/job_/);
    const outsideId = /job_[0-9a-z]+/.exec(browser.page.url())?.[0] ?? '';
    await page.phase('Running').waitFor();
    expect(await get(outsideId)).toMatchObject({ kind: 'external', run: { flinkJobId } });

    await browser.page
      .getByRole('region', { name: 'An external job without a script' })
      .getByRole('button', { name: 'Bind a script' })
      .click();
    const dialog = page.dialog('Bind a script to legacy totals');
    await dialog.getByText('The run that wrote the state stored no plan: it can only be tried.').waitFor();
    await new WorkbenchPage(browser.page).write(script);
    await dialog.getByRole('button', { name: 'Check the script' }).click();
    await dialog.getByText('Flink accepts it').waitFor();
    await dialog.getByRole('button', { name: 'Bind the script' }).click();
    await dialog.waitFor({ state: 'hidden' });

    expect(await get(outsideId)).toMatchObject({
      kind: 'sql',
      latestVersion: 1,
      phase: 'RUNNING',
      run: { flinkJobId },
    });
    await client.call('stopJob', { params: { jobId: outsideId }, body: { mode: 'cancel' } });
    await eventually('its end', async () => ((await get(outsideId)).phase === 'CANCELLED' ? true : undefined));
  });
});

/** The job once its change of this kind has come to an end, well or not. */
function ended(job: JobDetail, kind: NonNullable<JobDetail['plan']>['kind']): JobDetail | undefined {
  const isOver = job.plan?.kind === kind && job.plan.state !== 'ACTIVE' && job.plan.state !== 'ROLLING_BACK';
  return isOver ? job : undefined;
}
