/** The workbench as people use it day by day: folders, search over all scripts, versions, two people at one draft. */
import type { LiusuClient } from '@liusu/contract/client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { accessibilityFindings, type BrowserSession, openBrowser } from './browser-session.ts';
import { eventually, type UpAnswer } from './liusu-command.ts';
import { LoginPage } from './pages/login-page.ts';
import { WorkbenchPage } from './pages/workbench-page.ts';
import { sharedPlatform } from './shared-platform.ts';

let up: UpAnswer;
let client: LiusuClient;
let projectId: string;
let browser: BrowserSession;
let workbench: WorkbenchPage;

const definitions = `CREATE TEMPORARY TABLE clicks (user_id BIGINT, url STRING) WITH ('connector' = 'datagen');
CREATE TEMPORARY TABLE visits (user_id BIGINT, clicks BIGINT) WITH ('connector' = 'blackhole');
`;
const first = `${definitions}INSERT INTO visits SELECT user_id, COUNT(*) FROM clicks GROUP BY user_id;\n`;
const second = first.replace('FROM clicks GROUP', "FROM clicks WHERE url <> '' GROUP");

const jobIdOf = (url: string): string => /job_[0-9a-z]+/.exec(url)?.[0] ?? '';

beforeAll(async () => {
  ({ up, client, projectId } = await sharedPlatform());
  browser = await openBrowser();
  workbench = new WorkbenchPage(browser.page);
  const login = new LoginPage(browser.page);
  await login.open(up.consoleUrl);
  await login.logIn('admin', up.password ?? '');
  await browser.page.waitForURL(/overview/);
});

afterAll(async () => {
  await browser?.close();
  const { items } = await client.call('listJobs', { params: { projectId }, query: { search: 'visits' } });
  for (const { id } of items) await client.call('deleteJob', { params: { jobId: id }, query: { state: 'delete' } });
});

afterEach(() => {
  expect(browser.takeErrors()).toEqual([]);
});

describe('folders', () => {
  it('are made, hold a new job, and take one over by its menu', async () => {
    const { page } = browser;
    await page.goto(`${up.consoleUrl}/p/${projectId}/development`);
    await page.getByRole('button', { name: 'New', exact: true }).click();
    await page.getByRole('menuitem', { name: 'New folder' }).click();
    await page.getByRole('dialog').getByLabel('Name of the folder').fill('订单');
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();

    await page.getByRole('button', { name: 'Actions on folder 订单' }).click();
    await page.getByRole('menuitem', { name: 'New job' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('visits');
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
    await page.waitForURL(/development\/jobs\/job_/);
    const jobId = jobIdOf(page.url());
    expect((await client.call('getJob', { params: { jobId } })).folder).toBe('订单');

    const tree = page.getByRole('navigation', { name: 'Jobs', exact: true });
    await tree.getByRole('button', { name: 'Actions on visits' }).click();
    await page.getByRole('menuitem', { name: 'Move to folder' }).click();
    await page.getByRole('dialog').getByLabel('Folder to move to').fill('top of the');
    await page.locator('.ant-select-item-option-active').filter({ hasText: 'top of the project' }).waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('button', { name: 'Move' }).click();
    await eventually('the job at the top', async () =>
      (await client.call('getJob', { params: { jobId } })).folder === '' ? true : undefined,
    );
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('take a job that is dragged onto them', async () => {
    const { page } = browser;
    const tree = page.getByRole('navigation', { name: 'Jobs', exact: true });
    await tree.getByRole('link', { name: /visits/ }).dragTo(tree.getByRole('button', { name: /^订单/ }));

    const jobId = jobIdOf(page.url());
    await eventually('the job in the folder', async () =>
      (await client.call('getJob', { params: { jobId } })).folder === '订单' ? true : undefined,
    );
  });
});

describe('versions', () => {
  it('are compared with the draft and brought back', async () => {
    const { page } = browser;
    const jobId = jobIdOf(page.url());
    const stored = (script: string) =>
      eventually('the draft', async () =>
        (await client.call('getJob', { params: { jobId } })).script === script ? true : undefined,
      );
    await workbench.write(first);
    await stored(first);
    await client.call('publishJob', { params: { jobId }, body: {} });
    await workbench.write(second);
    await stored(second);

    await page.getByRole('button', { name: 'Versions', exact: true }).click();
    const diff = page.getByRole('region', { name: 'v1 – Draft' });
    await diff.waitFor();
    await expect.poll(() => diff.locator('.ls-diff-left').innerText()).not.toContain('WHERE');
    await expect.poll(() => diff.locator('.ls-diff-right').innerText()).toContain("WHERE url <> ''");
    expect(await accessibilityFindings(page)).toEqual([]);

    await page.getByRole('button', { name: 'Bring v1 back to the draft' }).click();
    await stored(first);
  });
});

describe('lineage', () => {
  it('shows what the script reads and writes, and goes to it', async () => {
    const { page } = browser;
    await page.getByRole('button', { name: 'Lineage', exact: true }).click();
    await page.getByRole('button', { name: 'Show lineage' }).click();
    const tables = page.locator('.ls-lineage-node');
    await tables.filter({ hasText: 'visits' }).filter({ hasText: 'written' }).waitFor({ timeout: 120_000 });
    await tables.filter({ hasText: 'clicks' }).filter({ hasText: 'read' }).click();

    await page.getByText('No other script names clicks').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});

describe('the search over all scripts', () => {
  it('finds a text in another job and goes to its place', async () => {
    const { page } = browser;
    const other = await client.call('createJob', {
      params: { projectId },
      body: { name: 'other', script: '-- first line\nSELECT clickstream_id FROM somewhere;\n' },
    });
    await page.keyboard.press('Control+Shift+F');
    await page.getByRole('textbox', { name: 'Search in scripts' }).fill('CLICKSTREAM');
    await page.getByText('1 place in 1 job').waitFor();
    await page.getByRole('link', { name: /clickstream_id/ }).click();

    await page.waitForURL(new RegExp(other.id));
    await page.getByText('11 selected').waitFor();
    await page.getByText(/Ln 2|Line 2/).waitFor();
  });
});

describe('two people at one draft', () => {
  it('are told of each other before anything is lost', async () => {
    const { page } = browser;
    const jobId = jobIdOf(page.url());
    await workbench.write('SELECT 1;\n');
    await eventually('my draft', async () =>
      (await client.call('getJob', { params: { jobId } })).script === 'SELECT 1;\n' ? true : undefined,
    );
    const { draftRevision } = await client.call('getJob', { params: { jobId } });
    // Typing first, so that the text is mine and unsaved when the other one saves.
    await page.keyboard.type('-- mine');
    await client.call('updateJob', { params: { jobId }, body: { script: '-- theirs\n', draftRevision } });

    const notice = page.getByRole('alert').filter({ hasText: 'Compare' });
    await notice.waitFor();
    await notice.getByRole('button', { name: 'Compare' }).click();
    const dialog = page.getByRole('dialog');
    await expect.poll(() => dialog.locator('.ls-diff-right').first().innerText()).toContain('-- theirs');
    await dialog.getByRole('button', { name: 'Overwrite with mine' }).click();
    await eventually('my text', async () => {
      const { script } = await client.call('getJob', { params: { jobId } });
      return script.includes('-- mine') ? true : undefined;
    });
  });
});

describe('a job in the tree', () => {
  it('is renamed by key, and its tab and title follow; a name that is taken is refused in the dialog', async () => {
    const { page } = browser;
    const { id } = await client.call('createJob', { params: { projectId }, body: { name: 'visits-b', script: first } });
    await workbench.open(up.consoleUrl, projectId, id);
    const tree = page.getByRole('navigation', { name: 'Jobs', exact: true });
    const tabs = page.getByRole('navigation', { name: 'Open jobs' });
    await tree.getByRole('link', { name: 'visits-b' }).focus();
    await page.keyboard.press('F2');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('New name').fill('visits');
    await page.keyboard.press('Enter');
    await dialog.getByText('The name is taken').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await dialog.getByLabel('New name').fill('visits-renamed');
    await page.keyboard.press('Enter');

    await dialog.waitFor({ state: 'hidden' });
    await tabs.getByRole('link', { name: 'visits-renamed' }).waitFor();
    await tree.getByRole('link', { name: 'visits-renamed' }).waitFor();
    await page.waitForFunction(() => document.title.includes('visits-renamed'));
    expect((await client.call('getJob', { params: { jobId: id } })).name).toBe('visits-renamed');
  });

  it('is deleted from its menu and its tab goes; while it runs, the refusal says why', async () => {
    const { page } = browser;
    const jobId = jobIdOf(page.url());
    const params = { jobId };
    const phase = async () => (await client.call('getJob', { params })).phase;
    const tree = page.getByRole('navigation', { name: 'Jobs', exact: true });
    const tabs = page.getByRole('navigation', { name: 'Open jobs' });
    await tree.getByRole('link', { name: 'visits', exact: true }).click();
    await tabs.getByRole('link', { name: 'visits', exact: true }).waitFor();
    await tabs.getByRole('link', { name: 'visits-renamed' }).click();

    // The menu by keys alone: the last of its entries.
    await tree.getByRole('button', { name: 'Actions on visits-renamed' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await dialog.getByPlaceholder('visits-renamed').fill('visits-renamed');
    // Somebody starts it meanwhile.
    await client.call('startJob', { params, body: {} });
    await eventually('the run', async () => ((await phase()) === 'RUNNING' ? true : undefined), 120_000);
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await dialog.getByText('The job is active', { exact: true }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);

    await client.call('stopJob', { params, body: { mode: 'cancel' } });
    await eventually('its end', async () => ((await phase()) === 'CANCELLED' ? true : undefined), 120_000);
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await tree.getByRole('link', { name: 'visits-renamed' }).waitFor({ state: 'hidden' });
    await expect.poll(() => tabs.getByRole('link').allInnerTexts()).toEqual(['visits']);
    await expect.poll(() => jobIdOf(page.url())).not.toBe(jobId);
  });
});
