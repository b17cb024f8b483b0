import type { Locator, Page } from 'playwright-core';

/** One job in operations. */
export class JobPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async open(consoleUrl: string, projectId: string, jobId: string, tab?: string): Promise<void> {
    const query = tab === undefined ? '' : `?tab=${tab}`;
    await this.#page.goto(`${consoleUrl}/p/${projectId}/operations/jobs/${jobId}${query}`);
  }

  /** The word of the phase, as the page's header shows it. */
  phase(word: string): Locator {
    return this.#page.locator('.ls-phase', { hasText: word }).first();
  }

  async stopWithSavepoint(): Promise<void> {
    await this.button('Stop').click();
    await this.#page.getByRole('dialog').getByRole('button', { name: 'Stop', exact: true }).click();
  }

  /** A button of the page itself. */
  button(name: string): Locator {
    return this.#page.locator('.ls-job-head').getByRole('button', { name, exact: true });
  }

  dialog(title: string): Locator {
    return this.#page.getByRole('dialog', { name: title });
  }

  /** Chooses a verb of the menu at the head of the page. */
  async menu(jobName: string, verb: string): Promise<void> {
    await this.button(`More actions: ${jobName}`).click();
    await this.#page.getByRole('menuitem', { name: verb, exact: true }).click();
  }

  /** A value among the facts of the first tab. */
  fact(text: string): Locator {
    return this.#page.locator('.ls-facts').getByText(text, { exact: true });
  }

  graphNodes(): Locator {
    return this.#page.locator('.react-flow__node');
  }
}
