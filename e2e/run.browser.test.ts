/** Running, sample data and plans in the workbench, on real Flink. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import type { LiusuClient } from '@liusu/contract/client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { accessibilityFindings, type BrowserSession, openBrowser } from './browser-session.ts';
import { eventually, type UpAnswer } from './liusu-command.ts';
import { LoginPage } from './pages/login-page.ts';
import { WorkbenchPage } from './pages/workbench-page.ts';
import { sharedPlatform } from './shared-platform.ts';

const tables = `CREATE TEMPORARY TABLE orders (
  id BIGINT,
  customer STRING,
  amount INT
) WITH ('connector' = 'nowhere');

CREATE TEMPORARY TABLE numbers (n INT) WITH ('connector' = 'datagen', 'rows-per-second' = '50', 'fields.n.min' = '1', 'fields.n.max' = '3');

CREATE TEMPORARY TABLE totals (customer STRING, orders BIGINT, PRIMARY KEY (customer) NOT ENFORCED) WITH ('connector' = 'blackhole');

`;
const script = `${tables}INSERT INTO totals SELECT customer, COUNT(*) FROM orders GROUP BY customer;\n`;

/** Pictures to be looked at, where a person wants them. */
const pictures = process.env['LIUSU_PICTURES'];
let up: UpAnswer;
let client: LiusuClient;
let projectId: string;
let jobId = '';
let browser: BrowserSession;
let workbench: WorkbenchPage;

beforeAll(async () => {
  ({ up, client, projectId } = await sharedPlatform());
  browser = await openBrowser();
  workbench = new WorkbenchPage(browser.page);
  const login = new LoginPage(browser.page);
  await login.open(up.consoleUrl);
  await login.logIn('admin', up.password ?? '');
  await browser.page.waitForURL(/\/p\/prj_[^/]+\/overview/);
  await workbench.createJob(up.consoleUrl, projectId, 'sampled totals');
  await browser.page.waitForURL(/development\/jobs\/job_/);
  jobId = /job_[0-9a-z]+/.exec(browser.page.url())?.[0] ?? '';
});

afterAll(async () => {
  await browser?.close();
  if (jobId !== '') await client.call('deleteJob', { params: { jobId }, query: { state: 'delete' } });
});

afterEach(async ({ task }) => {
  if (task.result?.state === 'fail' && pictures !== undefined) {
    mkdirSync(pictures, { recursive: true });
    await browser.page.screenshot({ path: join(pictures, `failed-${task.id}.png`) });
  }
  expect(browser.takeErrors()).toEqual([]);
});

/** One picture in each language and theme. */
async function picture(name: string): Promise<void> {
  if (pictures === undefined) return;
  mkdirSync(pictures, { recursive: true });
  const { page } = browser;
  const language = () => page.getByRole('button', { name: /^(?:Language|语言): / });
  const theme = () => page.getByRole('button', { name: /^(?:Theme|Appearance|主题|外观): / });
  for (const words of ['en', 'zh']) {
    for (const look of ['light', 'dark']) {
      await page.screenshot({ path: join(pictures, `${name}-${words}-${look}.png`) });
      await theme().click();
    }
    await language().click();
  }
}

describe('sample data', () => {
  it('stands in for a source that is not there: the INSERT shows its changes and the table they make', async () => {
    const { page } = browser;
    await workbench.write(script);
    await page.getByRole('button', { name: 'Sample data' }).click();
    await page.getByRole('button', { name: /^orders/ }).click();
    await page.getByText('Text', { exact: true }).click();
    await page.getByLabel('Sample rows of orders').fill('id,customer,amount\n1,ann,5\n2,bob,7\n3,ann,9\n');
    await page.getByRole('button', { name: 'Save sample' }).click();
    await page.getByText('3 rows', { exact: true }).waitFor();
    await picture('sample');

    await workbench.preview();
    await workbench.resultState('Finished').waitFor({ timeout: 120_000 });
    await eventually('the table of totals', async () => {
      const rows = await workbench.resultRows().allInnerTexts();
      const told = rows.join('|').replaceAll(/\s+/g, ' ');
      return /ann 2/.test(told) && /bob 1/.test(told) ? true : undefined;
    });
    await workbench.showChangelog();
    await eventually('all changes', async () => ((await workbench.resultRows().count()) >= 4 ? true : undefined));
    await picture('changelog');
    await page.getByText('Chart', { exact: true }).click();
    await page.getByRole('img', { name: /^Chart of / }).waitFor();
    await picture('chart');

    const { items } = await client.call('listJobSamples', { params: { jobId } });
    expect(items).toMatchObject([{ table: 'orders', origin: 'given', rows: [{ customer: 'ann' }, {}, {}] }]);
  });

  it('says in which line the text is wrong', async () => {
    const { page } = browser;
    await page.getByRole('button', { name: 'Sample data' }).click();
    await page.getByText('Text', { exact: true }).click();
    await page.getByLabel('Sample rows of orders').fill('[{"id": 1},\n{"id" 2}]');
    await page.getByRole('button', { name: 'Save sample' }).click();

    await page.getByText('Line 2 is not JSON').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});

describe('run', () => {
  it('runs what is selected, can be paused and stopped, and leaves no job behind', async () => {
    const { page } = browser;
    await workbench.write(
      `${tables.replace("'nowhere'", "'datagen'")}SELECT n, COUNT(*) AS times FROM numbers GROUP BY n;\nSELECT 1 AS other;\n`,
    );
    await workbench.editor().click();
    await page.keyboard.press('Control+End');
    // The first of the two queries, selected.
    for (const key of ['ArrowUp', 'ArrowUp', 'Home', 'Shift+End']) await page.keyboard.press(key);
    await page.keyboard.press('Control+Enter');

    await workbench.resultState('Running').waitFor({ timeout: 120_000 });
    await eventually('the current table', async () => ((await workbench.resultRows().count()) >= 4 ? true : undefined));
    await page.getByRole('button', { name: 'Pause' }).click();
    await workbench.resultState('Paused').waitFor();
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await workbench.resultState('Stopped').waitFor();
  });
});

describe('the plan', () => {
  it('draws the operators, and its advice leads to the SQL', async () => {
    const { page } = browser;
    await workbench.write(script.replace("'nowhere'", "'datagen'"));
    await page.getByRole('button', { name: 'Plan', exact: true }).click();
    await page.getByRole('button', { name: 'Explain' }).first().click();
    const advice = page.getByRole('button', { name: /The state of GroupAggregate only grows/ });
    await advice.waitFor();
    await expect
      .poll(() => page.locator('.ls-plan-node').allInnerTexts())
      .toEqual(expect.arrayContaining([expect.stringContaining('GroupAggregate'), expect.stringContaining('Sink')]));
    await picture('plan');

    await advice.click();

    // GROUP BY is selected: eight characters.
    await page.getByText('8 selected').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
  });
});
