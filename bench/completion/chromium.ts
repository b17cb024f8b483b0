/// <reference lib="dom" />
/** From a key to the frame in which the list of completions is drawn, in real Chromium. */
import { openBrowser } from '../../e2e/browser-session.ts';
import { WorkbenchPage } from '../../e2e/pages/workbench-page.ts';
import { startMockApi } from '../../packages/web/dev/mock-api.ts';
import { longScript } from './provider.ts';

/** In the page: the time from the last key to the frame after the list changed, or undefined while it did not. */
interface Watch {
  keyMs: number;
  drawnMs: number | undefined;
}

export async function measureChromium(rounds: number): Promise<Record<string, number[]>> {
  const { server, url } = await startMockApi();
  const browser = await openBrowser();
  const { page } = browser;
  try {
    const workbench = new WorkbenchPage(page);
    await page.goto(`${url}/p/prj_flights000/development/jobs/job_live00?scenario=full`);
    await workbench.editor().waitFor();
    await page.evaluate(() => {
      const watch: Watch = { keyMs: 0, drawnMs: undefined };
      Object.assign(window, { liusuWatch: watch });
      document.addEventListener(
        'keydown',
        (event) => Object.assign(watch, { keyMs: event.timeStamp, drawnMs: undefined }),
        true,
      );
      new MutationObserver(() => {
        // Monaco marks the list so as it puts it on the screen; its class 'visible' follows 100 ms later, and no style hangs on it.
        const rows = document.querySelectorAll('.suggest-widget[monaco-visible-content-widget] .monaco-list-row');
        if (rows.length === 0 || watch.drawnMs !== undefined) return;
        requestAnimationFrame(() => {
          watch.drawnMs ??= performance.now();
        });
      }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
    });
    const key = async (name: string): Promise<number> => {
      await page.keyboard.press(name);
      const handle = await page.waitForFunction(() => {
        const { keyMs, drawnMs } = (window as unknown as { liusuWatch: Watch }).liusuWatch;
        return drawnMs === undefined ? undefined : { ms: drawnMs - keyMs };
      });
      return ((await handle.jsonValue()) as { ms: number }).ms;
    };
    const hide = async (): Promise<void> => {
      await page.keyboard.press('Escape');
      await page.locator('.suggest-widget.visible').waitFor({ state: 'hidden' });
    };
    const measured: Record<string, number[]> = {};
    const measure = async (name: string, end: string, keys: readonly string[]): Promise<void> => {
      await workbench.write(`${longScript()}${end}`);
      await page.keyboard.press('Control+End');
      for (const index of keys.keys()) measured[`${name}, ${index === 0 ? 'first key' : 'further keys'}`] = [];
      for (let round = -2; round < rounds; round += 1) {
        for (const [index, each] of keys.entries()) {
          const ms = await key(each);
          if (round >= 0) measured[`${name}, ${index === 0 ? 'first key' : 'further keys'}`]?.push(ms);
        }
        await hide();
        for (const _ of keys) await page.keyboard.press('Backspace');
        if ((await page.locator('.suggest-widget.visible').count()) > 0) await hide();
      }
    };
    await measure('Chromium: table in FROM, 2,000 tables', 'USE lake.wide;\nSELECT * FROM ', ['t', 'a', 'b']);
    await measure('Chromium: column behind an alias', 'SELECT * FROM lake.wide.table_0001 AS x WHERE x', ['.', 'c']);
    return measured;
  } finally {
    await browser.close();
    server.closeAllConnections();
    server.close();
  }
}
