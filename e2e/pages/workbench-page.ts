import type { Locator, Page } from 'playwright-core';

/** The SQL workbench. */
export class WorkbenchPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Opens the dialog for a new job and makes one from the first template. */
  async createJob(consoleUrl: string, projectId: string, name: string): Promise<void> {
    await this.#page.goto(`${consoleUrl}/p/${projectId}/development?new=1`);
    const dialog = this.#page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(name);
    await dialog.getByRole('button', { name: 'Create' }).click();
    await this.editor().waitFor();
  }

  /** Opens a job that is there. */
  async open(consoleUrl: string, projectId: string, jobId: string): Promise<void> {
    await this.#page.goto(`${consoleUrl}/p/${projectId}/development/jobs/${jobId}`);
    await this.editor().waitFor();
  }

  editor(): Locator {
    return this.#page.locator('.monaco-editor').first();
  }

  /** Replaces the whole text by pasting: typed brackets and indents would be completed by the editor. */
  async write(script: string): Promise<void> {
    await this.#page.evaluate((text) => navigator.clipboard.writeText(text), script);
    await this.editor().click();
    await this.#page.keyboard.press('Control+A');
    await this.#page.keyboard.press('Control+V');
  }

  async validate(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Validate' }).click();
  }

  /** Problems as shown below the editor. */
  problems(): Locator {
    return this.#page.locator('.ls-problems');
  }

  async preview(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Run preview' }).click();
  }

  /** Every change with its kind, instead of the table it makes. */
  async showChangelog(): Promise<void> {
    await this.#page.getByText('Changelog', { exact: true }).click();
  }

  /** Rows of the result, each with its change kind. */
  resultRows(): Locator {
    return this.#page.getByRole('grid').getByRole('row');
  }

  async publishAndStart(): Promise<void> {
    await this.#page.getByRole('button', { name: /^(Publish and start|Start job)$/ }).click();
  }
}
