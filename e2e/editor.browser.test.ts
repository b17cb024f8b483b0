/** The editor's knowledge, in real Monaco over the real platform and real Flink: completion, hover, definition, instant checks. */
import type { LiusuClient } from '@liusu/contract/client';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';

import { type BrowserSession, openBrowser } from './browser-session.ts';
import { eventually } from './liusu-command.ts';
import { LoginPage } from './pages/login-page.ts';
import { WorkbenchPage } from './pages/workbench-page.ts';
import { sharedPlatform } from './shared-platform.ts';

/** Leaves a table in the lake. */
const tableScript = `CREATE DATABASE IF NOT EXISTS lake.shop;
CREATE TABLE IF NOT EXISTS lake.shop.orders (id BIGINT, amount DECIMAL(10, 2), PRIMARY KEY (id) NOT ENFORCED);
CREATE TEMPORARY TABLE numbers (id BIGINT, amount DECIMAL(10, 2)) WITH ('connector' = 'datagen', 'number-of-rows' = '1');
INSERT INTO lake.shop.orders SELECT * FROM numbers;
`;

let client: LiusuClient;
let browser: BrowserSession;
let workbench: WorkbenchPage;
/** Jobs made here, deleted at the end. */
const jobIds: string[] = [];

beforeAll(async () => {
  const { up, client: shared, projectId } = await sharedPlatform();
  client = shared;
  const body = { name: 'table of orders', script: tableScript };
  const { id: jobId } = await client.call('createJob', { params: { projectId }, body });
  jobIds.push(jobId);
  await client.call('startJob', { params: { jobId }, body: {} });
  const place = { projectId, catalog: 'lake', database: 'shop', table: 'orders' };
  await eventually('the table in the lake', async () => {
    const query = { refresh: 'true' as const };
    return (await client.call('getCatalogTable', { params: place, query })).columns;
  });
  browser = await openBrowser();
  const login = new LoginPage(browser.page);
  await login.open(up.consoleUrl);
  await login.logIn('admin', up.password ?? '');
  await browser.page.waitForURL(/\/p\/prj_[^/]+\/overview/);
  workbench = new WorkbenchPage(browser.page);
  await workbench.createJob(up.consoleUrl, projectId, 'names');
  jobIds.push(/job_[0-9a-z]+/.exec(browser.page.url())?.[0] ?? '');
});

afterAll(async () => {
  await browser?.close();
  for (const jobId of jobIds)
    await eventually('the job gone', async () => {
      await client.call('deleteJob', { params: { jobId }, query: { state: 'delete' } });
      return true;
    });
});

afterEach(() => {
  expect(browser.takeErrors()).toEqual([]);
});

it('completes databases, tables and columns of a catalog', async () => {
  await workbench.write('SELECT o. FROM lake.shop.orders AS o;');
  await workbench.goTo(1, 10);
  const columns = await workbench.suggestions();
  expect(columns.map((text) => text.replaceAll(/\s+/g, ' '))).toEqual([
    expect.stringMatching(/^amount ?DECIMAL\(10, 2\)/),
    expect.stringMatching(/^id ?BIGINT/),
  ]);

  await workbench.write('SELECT * FROM lake.');
  await workbench.goTo(1, 20);
  expect((await workbench.suggestions()).some((text) => text.startsWith('shop'))).toBe(true);
  await workbench.write('SELECT * FROM lake.shop.');
  await workbench.goTo(1, 25);
  expect((await workbench.suggestions()).some((text) => text.startsWith('orders'))).toBe(true);
});

it('completes the options of a connector, what it requires first', async () => {
  await workbench.write("CREATE TABLE f (a INT) WITH ('connector' = 'filesystem', '');");
  await workbench.goTo(1, 59);

  const [first, second] = await workbench.suggestions();
  expect(first).toMatch(/^format\s*required/);
  expect(second).toMatch(/^path\s*required/);
});

it('tells a table of a catalog with its columns, and a function with its parameters', async () => {
  await workbench.write('SELECT LPAD(CAST(id AS STRING), 5, 0) FROM lake.shop.orders;');

  const table = await workbench.hover('orders');
  expect(table).toMatch(/Connector: paimon/);
  expect(table).toMatch(/amount\s+DECIMAL\(10, 2\)/);
  expect(await workbench.hover('LPAD')).toMatch(/LPAD\(text, length, pad\)\s*Filled up on the left/);
});

it('goes to the definition of a table', async () => {
  await workbench.write(`CREATE TEMPORARY TABLE events (a INT) WITH ('connector' = 'datagen');

SELECT e.a
FROM events AS e;`);
  await workbench.goTo(4, 8);
  await browser.page.keyboard.press('F12');
  await browser.page.getByText(/Ln 1, Col (24|30)$/).waitFor();
});

it('marks mistakes at once, and puts them right', async () => {
  await workbench.write("CREATE TEMPORARY TABLE d (a INT) WITH ('connector' = 'datagen', 'rows-per-secnd' = '1');");
  await browser.page.locator('.squiggly-warning').first().waitFor();
  expect(await workbench.hover('rows-per-secnd')).toMatch(/is rows-per-second meant\?/);

  await workbench.goTo(1, 70);
  await browser.page.keyboard.press('Control+.');
  await browser.page.getByText("Change to 'rows-per-second'").waitFor();
  await browser.page.keyboard.press('Enter');
  await browser.page.locator('.view-line').getByText("'rows-per-second'").first().waitFor();
});
