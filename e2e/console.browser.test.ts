/** The console against the real platform and real Flink, as a person uses it. */
import type { LiusuClient } from '@liusu/contract/client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { accessibilityFindings, type BrowserSession, openBrowser } from './browser-session.ts';
import { eventually, type UpAnswer } from './liusu-command.ts';
import { LoginPage } from './pages/login-page.ts';
import { WorkbenchPage } from './pages/workbench-page.ts';
import { sharedPlatform } from './shared-platform.ts';

const script = `CREATE TEMPORARY TABLE orders (
  id BIGINT,
  amount INT
) WITH ('connector' = 'datagen', 'rows-per-second' = '20', 'fields.amount.min' = '1', 'fields.amount.max' = '9');

CREATE TEMPORARY TABLE totals (amount INT, orders BIGINT) WITH ('connector' = 'blackhole');

INSERT INTO totals SELECT amount, COUNT(*) FROM orders GROUP BY amount;
`;

let up: UpAnswer;
let client: LiusuClient;
let projectId: string;
let browser: BrowserSession;

beforeAll(async () => {
  ({ up, client, projectId } = await sharedPlatform());
  browser = await openBrowser();
});

afterAll(async () => {
  await browser?.close();
});

afterEach(() => {
  expect(browser.takeErrors()).toEqual([]);
});

describe('login', () => {
  it('refuses a wrong password in words, and lets the first password in', async () => {
    const login = new LoginPage(browser.page);
    await login.open(up.consoleUrl);
    expect(await accessibilityFindings(browser.page)).toEqual([]);

    await login.logIn('admin', 'not the password');
    expect(await login.refusal()).toContain('User name or password is wrong');

    await login.logIn('admin', up.password ?? '');
    await browser.page.waitForURL(/\/p\/prj_[^/]+\/overview/);
  });
});

describe('overview', () => {
  it('shows running jobs and a throughput that is alive', async () => {
    await browser.page.goto(`${up.consoleUrl}/p/${projectId}/overview`);

    const phases = browser.page.getByRole('region', { name: 'Jobs' });
    await phases.getByText('Running').first().waitFor();
    await eventually('records per second on the overview', async () => {
      const { throughput } = await client.call('getOverview', { params: { projectId } });
      return throughput.some((point) => (point.in ?? 0) > 0) ? true : undefined;
    });
    await expect.poll(() => browser.page.locator('canvas, svg').count()).toBeGreaterThan(0);
  });
});

describe('a job in the editor', () => {
  let workbench: WorkbenchPage;

  beforeAll(() => {
    workbench = new WorkbenchPage(browser.page);
  });

  it('is made in the editor', async () => {
    await workbench.createJob(up.consoleUrl, projectId, 'order totals');
    await browser.page.waitForURL(/development\/jobs\/job_/);

    const jobId = /job_[0-9a-z]+/.exec(browser.page.url())?.[0] ?? '';
    expect(jobId).not.toBe('');
  });

  it('marks an error at its line', async () => {
    await workbench.write(script.replace('SELECT amount, COUNT(*)', 'SELECT amnt, COUNT(*)'));
    await workbench.validate();

    const problem = workbench.problems().getByRole('button').first();
    await problem.waitFor();

    await expect.poll(() => problem.innerText()).toMatch(/amnt/);
    await expect.poll(() => problem.innerText()).toMatch(/8:/);
    await browser.page.locator('.squiggly-error').first().waitFor();
  });

  it('lays a script out, and keeps it', async () => {
    const jobId = /job_[0-9a-z]+/.exec(browser.page.url())?.[0] ?? '';
    await workbench.write('-- how many\nselect count(*) from (values (1), (2)) as t(a) where a > 1;');
    await browser.page.getByRole('button', { name: 'Format' }).click();

    const saved = await eventually('the formatted draft', async () => {
      const { script: draft } = await client.call('getJob', { params: { jobId } });
      return draft.startsWith('-- how many') && draft.includes('SELECT') ? draft : undefined;
    });
    expect(saved).toMatch(/^-- how many\nSELECT\n {2}COUNT\(\*\)\nFROM\n/i);
  });
});

describe('the flights dashboard', () => {
  it('shows rows that change while one looks', async () => {
    await browser.page.goto(`${up.consoleUrl}/p/${projectId}/development/scenarios/flights`);
    await browser.page.getByText(/^Live, updated/).waitFor({ timeout: 180_000 });
    const rows = browser.page.getByRole('row');
    await rows.nth(3).waitFor();
    const before = (await rows.allInnerTexts()).join('\n');

    await eventually('other numbers', async () =>
      (await rows.allInnerTexts()).join('\n') === before ? undefined : true,
    );
  });
});

describe('every page', () => {
  const pages: [string, () => string][] = [
    ['overview', () => 'overview'],
    ['jobs', () => 'operations/jobs'],
    ['development', () => 'development'],
    ['scenarios', () => 'development/scenarios'],
    ['clusters', () => 'resources/clusters'],
    ['system', () => 'system'],
  ];

  it.each(pages)('%s has nothing that axe finds wrong, light and dark', async (_, path) => {
    await browser.page.goto(`${up.consoleUrl}/p/${projectId}/${path()}`);
    // The heading comes with the page itself, after its code and first data.
    await browser.page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' });

    expect(await accessibilityFindings(browser.page)).toEqual([]);
    await browser.page.getByRole('button', { name: /^Theme: |^Appearance: / }).click();
    expect(await accessibilityFindings(browser.page)).toEqual([]);
    await browser.page.getByRole('button', { name: /^Theme: |^Appearance: / }).click();
  });

  it('changes language and keeps the choice', async () => {
    await browser.page.goto(`${up.consoleUrl}/p/${projectId}/operations/jobs`);
    await browser.page.getByText('Default project', { exact: true }).waitFor();
    await browser.page.getByRole('button', { name: /^Language: / }).click();
    await browser.page.getByText('数据运维').first().waitFor();
    await browser.page.getByText('默认项目', { exact: true }).waitFor();

    await browser.page.reload();
    await browser.page.getByText('数据运维').first().waitFor();
    await expect.poll(() => browser.page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await browser.page.getByRole('button', { name: /^语言: / }).click();
    await browser.page.getByText('Operations').first().waitFor();
  });
});
