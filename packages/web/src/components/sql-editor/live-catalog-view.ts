/** The world outside the script, asked of the server as the editor needs it. */
import { ApiError, type LiusuClient } from '@liusu/contract/client';

import type { CatalogView, KnownTable } from './catalog-view.ts';
import { RememberedAnswers } from './remembered-answers.ts';

export interface LiveCatalogViewOptions {
  api: Pick<LiusuClient, 'call'>;
  projectId: string;
  /** The cluster whose engine is asked; the default one when undefined. */
  clusterId: string | undefined;
  /** Another engine than the cluster's, when one was chosen to write for. */
  chosenEngine?: string | undefined;
  nowMs?: () => number;
}

export class LiveCatalogView implements CatalogView {
  readonly #options: LiveCatalogViewOptions;
  readonly #answers: RememberedAnswers;

  constructor(options: LiveCatalogViewOptions) {
    this.#options = options;
    this.#answers = new RememberedAnswers({
      nowMs: options.nowMs ?? (() => Date.now()),
      freshMs: 60_000,
      retryMs: 10_000,
      parallel: 4,
    });
  }

  /** The engine that was chosen, else that of the cluster; undefined while it is not known. */
  engine(): string | undefined {
    const { api, clusterId, chosenEngine } = this.#options;
    if (chosenEngine !== undefined) return chosenEngine;
    return this.#answers.get('engine', async (signal) => {
      const { items } = await api.call('listClusters', { signal });
      return (items.find(({ id }) => id === clusterId) ?? items[0])?.engine;
    });
  }

  /** The engine, waiting for the answer when it is being asked for. */
  async whenEngine(): Promise<string | undefined> {
    const known = this.engine();
    if (known !== undefined) return known;
    await this.#answers.settled('engine');
    return this.engine();
  }

  catalogs(): readonly string[] | undefined {
    const { api } = this.#options;
    return this.#answers.get('catalogs', async (signal) => {
      const { items } = await api.call('listCatalogs', { ...this.#where(), signal });
      return items.map(({ name }) => name);
    });
  }

  databases(catalog: string): readonly string[] | undefined {
    const catalogs = this.catalogs();
    if (catalogs === undefined) return undefined;
    if (!catalogs.includes(catalog)) return [];
    const { api } = this.#options;
    return this.#answers.get(keyOf('databases', catalog), async (signal) => {
      const { params, query } = this.#where();
      return (await api.call('listDatabases', { params: { ...params, catalog }, query, signal })).items;
    });
  }

  tables(catalog: string, database: string): readonly { name: string; kind: KnownTable['kind'] }[] | undefined {
    return this.#listed(catalog, database)?.items;
  }

  models(catalog: string, database: string): readonly string[] | undefined {
    return this.#listed(catalog, database)?.models;
  }

  table(catalog: string, database: string, name: string): KnownTable | null | undefined {
    const listed = this.tables(catalog, database);
    if (listed === undefined) return undefined;
    // A table that is not listed is not asked for: half-typed names would be questions.
    if (!listed.some((each) => each.name === name)) return null;
    const { api } = this.#options;
    return this.#answers.get(keyOf('table', catalog, database, name), async (signal): Promise<KnownTable | null> => {
      const { params, query } = this.#where();
      try {
        const where = { ...params, catalog, database, table: name };
        const found = await api.call('getCatalogTable', { params: where, query, signal });
        const { kind, connector, columns } = found;
        const timed = columns.find(({ watermark }) => watermark !== '');
        return {
          path: [catalog, database, name],
          kind,
          columns: columns.map((column) => ({ name: column.name, type: column.type, comment: column.comment })),
          primaryKey: columns.filter(({ isKey }) => isKey).map((column) => column.name),
          ...(timed === undefined ? {} : { watermark: `FOR ${timed.name} AS ${timed.watermark}` }),
          ...(connector === null ? {} : { connector }),
        };
      } catch (error) {
        if (error instanceof ApiError && error.code === 'SQL_OBJECT_NOT_FOUND') return null;
        throw error;
      }
    });
  }

  userFunctions(): readonly string[] | undefined {
    const { api } = this.#options;
    return this.#answers.get('functions', async (signal) => {
      return (await api.call('listFunctions', { ...this.#where(), signal })).user;
    });
  }

  variables() {
    const { api, projectId } = this.#options;
    return this.#answers.get('variables', async (signal) => {
      const { items } = await api.call('listVariables', { params: { projectId }, signal });
      return items.map(({ name, description }) => ({ name, description }));
    });
  }

  secrets() {
    const { api, projectId } = this.#options;
    return this.#answers.get('secrets', async (signal) => {
      const { items } = await api.call('listSecrets', { params: { projectId }, signal });
      return items.map(({ name, description }) => ({ name, description }));
    });
  }

  /** Resolves when what was asked is answered; undefined when nothing is being asked. */
  settled(): Promise<unknown> | undefined {
    return this.#answers.settled();
  }

  close(): void {
    this.#answers.close();
  }

  #listed(catalog: string, database: string) {
    const databases = this.databases(catalog);
    if (databases === undefined) return undefined;
    if (!databases.includes(database)) return { items: [], models: [] };
    const { api } = this.#options;
    return this.#answers.get(keyOf('tables', catalog, database), async (signal) => {
      const { params, query } = this.#where();
      return await api.call('listCatalogTables', { params: { ...params, catalog, database }, query, signal });
    });
  }

  #where() {
    const { projectId, clusterId, chosenEngine } = this.#options;
    const query = {
      ...(clusterId === undefined ? {} : { clusterId }),
      ...(chosenEngine === undefined ? {} : { engine: chosenEngine }),
    };
    return { params: { projectId }, query };
  }
}

function keyOf(...parts: string[]): string {
  return JSON.stringify(parts);
}
