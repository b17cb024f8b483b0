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
    await this.#page.getByRole('button', { name: 'Stop', exact: true }).first().click();
    await this.#page.getByRole('dialog').getByRole('button', { name: 'Stop', exact: true }).click();
  }

  /** Starts from the newest savepoint, chosen by name rather than as "the latest state". */
  async startFromSavepoint(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Start', exact: true }).first().click();
    const dialog = this.#page.getByRole('dialog');
    await dialog.getByLabel('Choose one').click();
    // The newest comes first; the list of choices is drawn outside the dialog.
    await this.#page.locator('.ant-select-item-option').first().click();
    await dialog.getByRole('button', { name: 'Start', exact: true }).click();
  }

  graphNodes(): Locator {
    return this.#page.locator('.react-flow__node');
  }
}
