/** A real Chromium with a profile of its own, gone afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AxeBuilder } from '@axe-core/playwright';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const launchArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export interface BrowserSession {
  context: BrowserContext;
  page: Page;
  /** Errors that reached the page's console or were caught by nobody, since the last look. */
  takeErrors(): string[];
  close(): Promise<void>;
}

/** Opens the browser in English; the tests find things by the words people read. */
export async function openBrowser(): Promise<BrowserSession> {
  const profile = mkdtempSync(join(tmpdir(), 'liusu-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: '/usr/bin/chromium',
    args: launchArguments,
    locale: 'en-US',
    colorScheme: 'light',
    viewport: { width: 1440, height: 900 },
    reducedMotion: 'reduce',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  page.setDefaultTimeout(60_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  return {
    context,
    page,
    takeErrors: () => errors.splice(0),
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

/** Time a page has until a last look at it counts: what comes and goes within it is no finding. */
const settlingMs = 5_000;

/**
 * What is wrong on the page for those who hear it or use keys alone, one line each, once the page has settled. A dialog
 * is also looked at by itself: its title is no heading, so that its first heading has to follow the page's own (`h1`),
 * whatever of the page has come by then.
 */
export async function accessibilityFindings(page: Page): Promise<string[]> {
  const deadlineMs = performance.now() + settlingMs;
  for (;;) {
    const findings = [...(await axeFindings(page)), ...(await deepDialogHeadings(page))];
    if (findings.length === 0 || performance.now() > deadlineMs) return findings;
  }
}

async function axeFindings(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`);
}

async function deepDialogHeadings(page: Page): Promise<string[]> {
  return page.locator('[role=dialog]').evaluateAll((dialogs) =>
    dialogs.flatMap((dialog) => {
      const first = dialog.querySelector('h1, h2, h3, h4, h5, h6');
      return first === null || first.tagName <= 'H2'
        ? []
        : [`dialog-heading-order: ${first.tagName} ${first.textContent}`];
    }),
  );
}
