/** States of the console that a real platform does not show on demand: the API is played, the browser is real. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startMockApi } from '../packages/web/dev/mock-api.ts';
import { accessibilityFindings, type BrowserSession, openBrowser } from './browser-session.ts';

const project = '/p/prj_flights000';
const pages = [
  ['overview', `${project}/overview`],
  ['jobs', `${project}/operations/jobs`],
  ['clusters', `${project}/resources/clusters`],
] as const;

describe('the console', () => {
  let browser: BrowserSession;
  let api: Awaited<ReturnType<typeof startMockApi>>;

  beforeAll(async () => {
    api = await startMockApi();
    browser = await openBrowser();
  });

  afterAll(async () => {
    await browser?.close();
    api?.server.closeAllConnections();
    api?.server.close();
  });

  async function open(path: string, scenario: string): Promise<void> {
    await browser.page.goto(`${api.url}${path}${path.includes('?') ? '&' : '?'}scenario=${scenario}`);
  }

  it.each(pages)('%s: a failure says what happened and offers to try again', async (_, path) => {
    await open(path, 'error');

    const retry = browser.page.getByRole('button', { name: 'Try again' });
    const alert = browser.page.getByRole('alert').filter({ has: retry }).first();
    await alert.waitFor();
    await expect.poll(() => alert.innerText()).toContain('Not available right now');
    expect(await accessibilityFindings(browser.page)).toEqual([]);
  });

  it.each(pages)('%s: data of a silent cluster stays and tells its age', async (_, path) => {
    await open(path, 'stale');

    await browser.page
      .getByText(/ago|unreachable/i)
      .first()
      .waitFor();
    expect(await accessibilityFindings(browser.page)).toEqual([]);
  });

  it('an empty platform offers the next step', async () => {
    await open(`${project}/overview`, 'empty');

    const doors = browser.page.locator('.ls-overview-doors');
    const ways = doors.getByRole('button').or(doors.getByRole('link'));
    await expect.poll(() => ways.count()).toBeGreaterThanOrEqual(3);
    expect(await accessibilityFindings(browser.page)).toEqual([]);
  });

  it('an upgrade shows what differs and which operators lose state, and asks for the name before it goes on', async () => {
    await open(`${project}/operations/jobs/job_live00`, 'full');
    const { page } = browser;

    await page.getByRole('button', { name: 'Upgrade', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Upgrade flights-live' });
    await dialog.getByText('It groups by another key').waitFor();
    await expect.poll(() => dialog.locator('.ls-diff-right').innerText()).toContain('a.name AS airline');
    const go = dialog.getByRole('button', { name: 'Upgrade to version 4' });
    await expect.poll(() => go.isDisabled()).toBe(true);
    expect(await accessibilityFindings(page)).toEqual([]);

    await dialog.getByRole('checkbox').check();
    await expect.poll(() => go.isDisabled()).toBe(true);
    await dialog.getByRole('textbox').fill('flights-live');
    await go.click();
    await dialog.waitFor({ state: 'hidden' });
  });

  it('a change under way is told step by step', async () => {
    await open(`${project}/operations/jobs/job_dws000`, 'full');

    const current = browser.page.locator('.ls-plan-steps [aria-current=step]');
    await expect.poll(() => current.innerText()).toContain('First checkpoint');
    expect(await accessibilityFindings(browser.page)).toEqual([]);
  });

  it('a failed change offers the way back, and names what would be processed twice', async () => {
    await open(`${project}/operations/jobs/job_fail00`, 'full');
    const { page } = browser;

    await page.getByRole('button', { name: 'Roll back to version 2…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Roll back clicks-dedup' });
    await dialog.getByText('Go back to the savepoint before the upgrade').click();
    await dialog.getByText('Processed again:').waitFor();
    const go = dialog.getByRole('button', { name: 'Roll back to version 2' });
    await expect.poll(() => go.isDisabled()).toBe(true);
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('an upgrade can be gone back from after a restart', async () => {
    await open(`${project}/operations/jobs/job_live00`, 'full');
    const { page } = browser;

    await page.getByRole('button', { name: 'More actions: flights-live' }).click();
    await page.getByRole('menuitem', { name: 'Roll back', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Roll back flights-live' });
    await dialog.getByText('Go back to the savepoint before the upgrade').click();
    await dialog.getByText('Processed again:').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await dialog.getByRole('textbox').fill('flights-live');
    const request = page.waitForRequest((each) => each.url().endsWith('/rollback'));
    await dialog.getByRole('button', { name: 'Roll back to version 2' }).click();
    expect((await request).postDataJSON()).toMatchObject({ mode: 'from-old-savepoint' });
  });

  it('a run in doubt is written off by name, after what is at stake is told', async () => {
    await open(`${project}/operations/jobs/job_dubt00`, 'full');
    const { page } = browser;

    await page.getByRole('button', { name: 'More actions: payments-to-ledger' }).click();
    await page.getByRole('menuitem', { name: /^Say that the run/ }).click();
    const dialog = page.getByRole('dialog');
    const go = dialog.getByRole('button', { name: 'Write the run off' });
    await expect.poll(() => go.isDisabled()).toBe(true);
    expect(await accessibilityFindings(page)).toEqual([]);
    await dialog.getByRole('textbox').fill('payments-to-ledger');
    const request = page.waitForRequest((each) => each.url().endsWith('/write-off'));
    await go.click();
    expect((await request).postDataJSON()).toHaveProperty('runId', expect.stringMatching(/^run_/));
    await dialog.waitFor({ state: 'hidden' });
  });

  it('the runs of a job are listed, and the forms of sources and clusters can be read by everybody', async () => {
    const { page } = browser;
    await open(`${project}/operations/jobs/job_dwd000?tab=runs`, 'full');
    await page.getByText('LOST').or(page.getByText('Lost')).first().waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);

    await open(`${project}/development/sources`, 'full');
    await page.getByRole('button', { name: 'New data source' }).click();
    await page.getByRole('dialog', { name: 'New data source' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);

    await open(`${project}/resources/clusters?add=1`, 'full');
    await page.getByRole('dialog').getByLabel('Name').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('selected jobs are commanded together, and the tray tells what became of each', async () => {
    await open(`${project}/operations/jobs`, 'full');
    const { page } = browser;

    await page.locator('thead').getByRole('checkbox').check();
    await page.getByRole('button', { name: 'Restart 5' }).click();
    const dialog = page.getByRole('dialog', { name: 'Restart 5 jobs' });
    expect(await accessibilityFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Restart 5' }).click();
    await dialog.waitFor({ state: 'hidden' });

    await page.getByRole('button', { name: 'Running work: 1' }).click();
    const tray = page.getByRole('dialog', { name: 'Running work' });
    await tray.getByText('Each job').click();
    await tray.getByText('The savepoint failed').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('a start of another version tells what it loses first, and a script that asks for a time is given one', async () => {
    await open(`${project}/operations/jobs/job_stop00`, 'full');
    const { page } = browser;
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: 'Start inventory-snapshot' });
    const go = dialog.getByRole('button', { name: 'Start', exact: true });

    await dialog.getByRole('combobox', { name: 'Version to run' }).click();
    await page.locator('.ant-select-item-option-active').waitFor();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await dialog.getByText('Version 1 ·').filter({ visible: true }).first().waitFor();
    await dialog.getByText('It groups by another key').waitFor();
    await expect.poll(() => go.isDisabled()).toBe(true);
    await dialog.getByRole('checkbox').check();
    await expect.poll(() => go.isEnabled()).toBe(true);

    await dialog.getByRole('radio', { name: 'No state, from the beginning' }).check();
    await dialog.getByPlaceholder('The earliest data').fill('2026-11-02 03:04:05');
    await page.keyboard.press('Enter');
    await dialog.getByText('Chosen: 2026-11-02 03:04:05').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    const request = page.waitForRequest((each) => each.url().endsWith('/start'));
    await go.click();
    expect((await request).postDataJSON()).toMatchObject({ version: 1, restore: { kind: 'none' } });
    expect((await request).postDataJSON()).toHaveProperty('sourceTime', expect.stringMatching(/^2026-11-0[123]T/));
  });

  it('a job of others says what can be done with it, and offers nothing that needs a script', async () => {
    await open(`${project}/operations/jobs/job_outs00`, 'full');
    const { page } = browser;

    await page.getByRole('region', { name: 'An external job without a script' }).waitFor();
    await page.getByRole('button', { name: 'Edit SQL' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'More actions: legacy-orders' }).click();
    expect(await page.getByRole('menuitem', { name: 'Restart' }).isDisabled()).toBe(true);
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('jobs of others on a cluster are told apart, and only those that can be are taken over', async () => {
    await open(`${project}/resources/clusters?cluster=clu_remote0000`, 'full');
    const { page } = browser;

    const listed = page.getByRole('region', { name: 'Unmanaged Flink jobs' }).getByRole('listitem');
    const whose = listed.getByText(/^(others|another Liusu|ours, not in the database|not read yet)$/);
    await expect.poll(() => whose.count()).toBe(4);
    expect(await listed.getByRole('button', { name: 'Take over' }).count()).toBe(2);
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('events are told in the language of the reader', async () => {
    await open(`${project}/operations/jobs/job_stop00?tab=events`, 'full');

    await browser.page.getByText('Stop asked for: with a savepoint').waitFor();
    await browser.page.getByText('Savepoint savepoint-7be210-4f0c2190d1 completed (214 MiB)').waitFor();
    expect(await accessibilityFindings(browser.page)).toEqual([]);
  });

  it('the webhook can be tried before it is needed', async () => {
    await open(`${project}/system?tab=webhook`, 'full');

    await browser.page.getByRole('button', { name: 'Send a test' }).click();
    await browser.page.getByText('Answered 204 in 38 ms').waitFor();
    expect(await accessibilityFindings(browser.page)).toEqual([]);
  });

  it('a data source is browsed, and the statement for a table says what it leaves out', async () => {
    await open(`${project}/development/sources/orders-db?namespace=sales&table=orders`, 'full');
    const { page } = browser;

    await page.getByText('timestamp(6) without time zone').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Write CREATE TABLE' }).click();
    const drawer = page.getByRole('dialog', { name: 'CREATE TABLE for sales.orders' });
    await drawer.getByText('The column detail is left out').waitFor();
    await expect
      .poll(() => drawer.locator('pre').innerText())
      .toContain("'password'   = '${source.orders-db.password}'");
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('a failed test of a data source says what happened and what to do', async () => {
    await open(`${project}/development/sources`, 'full');
    const { page } = browser;

    await page
      .getByRole('row', { name: /report-db/ })
      .getByRole('button', { name: 'Test' })
      .click();
    const drawer = page.getByRole('dialog', { name: 'Test · report-db' });
    await drawer.getByText('The account or its password was not accepted').waitFor();
    await expect.poll(() => drawer.innerText()).toContain('Check both');
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('a jar is uploaded with its progress told, and its removal says what it means', async () => {
    await open(`${project}/resources/clusters`, 'full');
    const { page } = browser;
    await page.getByRole('link', { name: 'Uploaded connectors' }).click();
    await page.getByText('upsert-pulsar').waitFor();
    await page.getByText('14 classes for CREATE FUNCTION').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);

    await page.getByRole('button', { name: 'Upload a jar' }).click();
    const dialog = page.getByRole('dialog', { name: 'Upload a jar' });
    const go = dialog.getByRole('button', { name: 'Upload', exact: true });
    await expect.poll(() => go.isDisabled()).toBe(true);
    const file = { name: 'geo.jar', mimeType: 'application/java-archive', buffer: Buffer.alloc(200_000, 7) };
    await dialog.locator('input[type=file]').setInputFiles(file);
    await dialog.getByText('geo.jar').waitFor();
    await dialog.getByRole('textbox', { name: 'Version' }).fill('1.2');
    expect(await accessibilityFindings(page)).toEqual([]);
    const asked = page.waitForRequest((each) => each.method() === 'POST' && each.url().includes('/connectors'));
    await go.click();
    const request = await asked;
    expect(Object.fromEntries(new URL(request.url()).searchParams)).toEqual({ fileName: 'geo.jar', version: '1.2' });
    expect(request.headers()['content-type']).toBe('application/java-archive');
    await dialog.waitFor({ state: 'hidden' });

    await page
      .getByRole('row', { name: /pulsar/ })
      .getByRole('button', { name: 'Remove' })
      .click();
    const question = page.getByRole('dialog', { name: 'Remove pulsar 4.3.0?' });
    await question.getByText(/is refused at its next start/).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await question.getByRole('button', { name: 'Remove' }).click();
    await question.waitFor({ state: 'hidden' });
  });
});
