import type { Page } from 'playwright-core';

export class LoginPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async open(consoleUrl: string): Promise<void> {
    await this.#page.goto(`${consoleUrl}/login`);
  }

  async logIn(user: string, password: string): Promise<void> {
    await this.#page.getByLabel('User name').fill(user);
    await this.#page.getByLabel('Password', { exact: true }).fill(password);
    await this.#page.getByRole('button', { name: 'Log in' }).click();
  }

  /** The refusal shown. */
  async refusal(): Promise<string> {
    const alert = this.#page.locator('form').getByRole('alert');
    await alert.waitFor();
    return alert.innerText();
  }
}
