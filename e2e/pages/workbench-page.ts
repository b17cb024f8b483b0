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

  /** Puts the cursor at a line and column, from 1. */
  async goTo(line: number, column: number): Promise<void> {
    await this.editor().click();
    await this.#page.keyboard.press('Control+Home');
    for (let row = 1; row < line; row += 1) await this.#page.keyboard.press('ArrowDown');
    for (let at = 1; at < column; at += 1) await this.#page.keyboard.press('ArrowRight');
  }

  /** What the editor offers at the cursor, in its order. Closes the list. */
  async suggestions(): Promise<string[]> {
    await this.#page.keyboard.press('Control+Space');
    const rows = this.#page.locator('.suggest-widget.visible .monaco-list-row');
    // Rows are drawn before their names, and what they are may come before both.
    await this.#page.waitForFunction(() => {
      const drawn = [...document.querySelectorAll<HTMLElement>('.suggest-widget.visible .monaco-list-row')];
      const isNamed = (row: HTMLElement) => row.querySelector<HTMLElement>('.label-name')?.innerText.trim();
      return drawn.length > 0 && drawn.every(isNamed);
    });
    const texts = await rows.allInnerTexts();
    await this.#page.keyboard.press('Escape');
    await rows.first().waitFor({ state: 'hidden' });
    return texts;
  }

  /** What a hover over the text says. */
  async hover(text: string): Promise<string> {
    // Away first, so that an earlier hover does not stay.
    await this.#page.mouse.move(5, 5);
    const hover = this.#page.locator('.monaco-hover:not(.hidden) .monaco-hover-content');
    await hover.first().waitFor({ state: 'hidden' });
    await this.editor().locator('.view-line').getByText(text).first().hover();
    await hover.first().waitFor();
    // Code in it has spaces that do not break.
    return (await hover.allInnerTexts()).join('\n').replaceAll('\u00a0', ' ');
  }

  /** Opens the outline. Keys that come before the editor listens are lost, so they are pressed again. */
  async openOutline(): Promise<void> {
    const widget = this.#page.locator('.quick-input-widget');
    for (let attempt = 0; attempt < 10; attempt += 1) {
      await this.editor().click();
      await this.#page.keyboard.press('Control+Shift+O');
      const isOpen = await widget.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
      if (isOpen) return;
    }
    await widget.waitFor();
  }

  async validate(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Validate' }).click();
  }

  /** Problems as shown below the editor. */
  problems(): Locator {
    return this.#page.locator('.ls-problems');
  }

  async preview(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Preview', exact: true }).click();
  }

  /** The state of the run, as the result's bar says it. */
  resultState(word: string): Locator {
    return this.#page.locator('.ls-result-state').getByText(word, { exact: true });
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
