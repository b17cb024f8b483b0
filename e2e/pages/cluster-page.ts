import type { Locator, Page } from 'playwright-core';

/** One cluster, opened beside the list. */
export class ClusterPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  async open(consoleUrl: string, projectId: string, clusterId: string): Promise<void> {
    await this.#page.goto(`${consoleUrl}/p/${projectId}/resources/clusters?cluster=${clusterId}`);
  }

  /** A job that others run there. */
  unmanaged(name: string): Locator {
    return this.#page
      .getByRole('region', { name: 'Unmanaged Flink jobs' })
      .getByRole('listitem')
      .filter({ hasText: name });
  }
}
