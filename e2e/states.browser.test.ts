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
    await browser.page.goto(`${api.url}${path}?scenario=${scenario}`);
  }

  it.each(pages)('%s: a failure says what happened and offers to try again', async (_, path) => {
    await open(path, 'error');

    const retry = browser.page.getByRole('button', { name: 'Try again' });
    const alert = browser.page.getByRole('alert').filter({ has: retry }).first();
    await alert.waitFor();
    expect(await alert.innerText()).toContain('Not available right now');
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

    await browser.page.locator('.ls-overview-doors').waitFor();
    expect(
      await browser.page
        .locator('.ls-overview-doors')
        .getByRole('button')
        .or(browser.page.locator('.ls-overview-doors').getByRole('link'))
        .count(),
    ).toBeGreaterThanOrEqual(3);
    expect(await accessibilityFindings(browser.page)).toEqual([]);
  });
});
