/**
 * Jars that people upload: taken whole or not at all, looked into before they count, kept by checksum in the data folder, and
 * brought along by jobs whose scripts name what they offer. The name of the upload is for people; it is never part of a path.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { type Connector, type ConnectorAdd, ConnectorOffer, maxConnectorBytes } from '@liusu/contract/connector';
import { z } from 'zod';

import type { Database } from '../db/database.ts';
import { type Clock, isoOf } from '../lib/clock.ts';
import type { EngineClasses } from '../engines/engine-classes.ts';
import { convertingFileErrors } from '../engines/file-error.ts';
import { hasCode, LiusuError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { Log } from '../lib/log.ts';
import { type Words, words } from '../lib/words.ts';
import {
  type ConnectorRow,
  deleteConnectorRow,
  insertConnectorRow,
  listConnectorRows,
  setConnectorNeeds,
} from './connector-repository.ts';
import { fittingOf, requireFit, unfitOf, whyUnfit } from './engine-fit.ts';
import { refused } from './jar-entries.ts';
import { readJar } from './jar-reader.ts';

export interface ConnectorServiceDeps {
  database: Database;
  clock: Clock;
  log: Log;
  /** Folder of the jars. */
  folder: string;
  /** Throws ENGINE_UNKNOWN. */
  requireEngine(engineId: string): void;
  /** Classes of every engine there is, by its id. */
  engineClasses: ReadonlyMap<string, EngineClasses>;
}

const tooLarge = words(`超过上限 ${maxConnectorBytes} 字节`, `it is larger than ${maxConnectorBytes} bytes`);

/** What a script names, see sql/connectors.ts. */
export interface NamedUse {
  kind: 'connector' | 'format' | 'catalog' | 'function' | 'fileSystem';
  name: string;
}

export class ConnectorService {
  readonly #deps: ConnectorServiceDeps;
  /** As the database had it last. */
  #known: Connector[] = [];
  readonly #classes = new Map<string, ReadonlySet<string>>();

  constructor(deps: ConnectorServiceDeps) {
    this.#deps = deps;
  }

  /** Reads what there is, and removes files of uploads that never came to their end. */
  async start(): Promise<void> {
    await this.#lookForNeeds();
    await this.list();
    for (const file of existsSync(this.#deps.folder) ? await readdir(this.#deps.folder) : []) {
      if (file.endsWith('.part')) await rm(join(this.#deps.folder, file), { force: true });
    }
  }

  async list(): Promise<Connector[]> {
    this.#known = (await listConnectorRows(this.#deps.database.db)).map((row) => this.#connectorOf(row));
    return this.#known;
  }

  /** Throws CONNECTOR_FILE_REFUSED, CONNECTOR_UNFIT, NAME_TAKEN, ENGINE_UNKNOWN, DISK_FULL. */
  async add(file: Readable, about: z.output<typeof ConnectorAdd>, actor: string): Promise<Connector> {
    const { database, clock, folder, requireEngine, engineClasses } = this.#deps;
    const asked = about.engines
      .split(',')
      .map((id) => id.trim())
      .filter((id) => id !== '');
    for (const engine of asked) requireEngine(engine);
    const part = join(folder, `${randomUUID()}.part`);
    try {
      const { sha256, sizeBytes } = await convertingFileErrors(folder, () => this.#receive(file, part));
      const { offers, classes, needs } = await readJar(part);
      requireFit(asked, unfitOf(needs, engineClasses), [...engineClasses.keys()]);
      const row: ConnectorRow = {
        id: newId('connector'),
        name: about.name ?? about.fileName.replace(/\.jar$/i, ''),
        version: about.version,
        description: about.description,
        file_name: about.fileName,
        sha256,
        size_bytes: sizeBytes,
        engines: JSON.stringify(asked),
        offers: JSON.stringify(offers),
        class_count: classes.size,
        needs: JSON.stringify(needs),
        created_at: isoOf(clock.nowMs()),
        created_by: actor,
      };
      await rename(part, this.#pathOf(sha256));
      if (!(await insertConnectorRow(database.db, row))) {
        const label = row.version === '' ? row.name : `${row.name} ${row.version}`;
        throw new LiusuError(
          'NAME_TAKEN',
          words(
            `已经有连接器 ${label}：换一个版本号，或先移除它。`,
            `There is a connector ${label} already; name another version or remove it.`,
          ),
        );
      }
      await this.list();
      return this.#connectorOf(row);
    } finally {
      await rm(part, { force: true });
    }
  }

  /** Throws NOT_FOUND. */
  async remove(id: string): Promise<void> {
    const row = (await this.list()).find((one) => one.id === id);
    if (row === undefined || !(await deleteConnectorRow(this.#deps.database.db, id)))
      throw new LiusuError('NOT_FOUND', words(`没有自有连接器 ${id}`, `there is no connector ${id}`));
    const left = await this.list();
    if (!left.some(({ sha256 }) => sha256 === row.sha256)) await rm(this.#pathOf(row.sha256), { force: true });
  }

  /** True when an uploaded jar offers it on this engine, by what was known last. Functions are looked for in the jars. */
  offers(engine: string, use: NamedUse): boolean {
    return this.#offering(engine, use) !== undefined;
  }

  /** Jars of the uses that uploaded ones serve, and the uses left to others. Throws CONNECTOR_FILE_GONE. */
  async resolve<T extends NamedUse>(engine: string, uses: readonly T[]): Promise<{ jars: string[]; rest: T[] }> {
    if (uses.length > 0) await this.list();
    const jars = new Set<string>();
    const rest: T[] = [];
    for (const use of uses) {
      const found = use.kind === 'function' ? await this.#holding(engine, use.name) : this.#offering(engine, use);
      if (found === undefined) rest.push(use);
      else jars.add(this.#fileOf(found, use));
    }
    return { jars: [...jars], rest };
  }

  /** Why the jars that offer it cannot load on this engine, by what was known last; undefined when none does. A clause. */
  whyUnfit(engine: string, use: NamedUse): Words | undefined {
    const one = this.#known.filter((each) => serves(each, use)).find((each) => isUnfit(each, engine));
    const unfit = one?.unfit.find((each) => each.engine === engine);
    if (one === undefined || unfit === undefined) return undefined;
    const why = whyUnfit(unfit);
    return words(`已上传的 ${one.name} 在这里加载不了：${why.zh}`, `the uploaded ${one.name} cannot load: ${why.en}`);
  }

  #offering(engine: string, use: NamedUse): Connector | undefined {
    return this.#newest(engine, (one) => serves(one, use));
  }

  async #holding(engine: string, className: string): Promise<Connector | undefined> {
    for (const one of this.#known) {
      if (this.#classes.has(one.sha256) || !existsSync(this.#pathOf(one.sha256))) continue;
      this.#classes.set(one.sha256, (await readJar(this.#pathOf(one.sha256))).classes);
    }
    return this.#newest(engine, (one) => this.#classes.get(one.sha256)?.has(className) === true);
  }

  #newest(engine: string, isWanted: (one: Connector) => boolean): Connector | undefined {
    return this.#known
      .filter((one) => (one.engines.length === 0 || one.engines.includes(engine)) && !isUnfit(one, engine))
      .filter(isWanted)
      .sort((a, b) => b.createdAt.localeCompare(a.createdAt))[0];
  }

  #fileOf(connector: Connector, use: NamedUse): string {
    const path = this.#pathOf(connector.sha256);
    if (existsSync(path)) return path;
    throw new LiusuError(
      'CONNECTOR_FILE_GONE',
      words(`${connector.name} 的 JAR 不在本机。`, `The jar of ${connector.name} is not on this machine.`),
      {
        params: { kind: use.kind, type: use.name, connector: connector.name },
      },
    );
  }

  /** Jars that an earlier release took, before it asked what they need. One that cannot be read does not keep the others waiting. */
  async #lookForNeeds(): Promise<void> {
    const { database, log } = this.#deps;
    for (const row of await listConnectorRows(database.db)) {
      if (row.needs !== null || !existsSync(this.#pathOf(row.sha256))) continue;
      try {
        const { needs } = await readJar(this.#pathOf(row.sha256));
        await setConnectorNeeds(database.db, row.id, needs);
      } catch (error) {
        if (!hasCode(error, 'CONNECTOR_FILE_REFUSED')) throw error;
        log.warn({ err: error, connector: row.id, name: row.name }, 'an uploaded jar could not be read');
      }
    }
  }

  #connectorOf(row: ConnectorRow): Connector {
    const needs = row.needs === null ? [] : z.array(z.string()).parse(JSON.parse(row.needs));
    const { engineClasses } = this.#deps;
    const unfit = unfitOf(needs, engineClasses);
    const connector = connectorOf(row);
    // Of every engine, those that there are now.
    const isNarrowed = connector.engines.length === 0 && unfit.length > 0;
    return { ...connector, ...(isNarrowed ? { engines: fittingOf(unfit, [...engineClasses.keys()]) } : {}), unfit };
  }

  #pathOf(sha256: string): string {
    return join(this.#deps.folder, `${sha256}.jar`);
  }

  async #receive(file: Readable, part: string): Promise<{ sha256: string; sizeBytes: number }> {
    await mkdir(this.#deps.folder, { recursive: true, mode: 0o700 });
    const hash = createHash('sha256');
    let sizeBytes = 0;
    const count = new Transform({
      transform: (chunk: Buffer, _encoding, done) => {
        sizeBytes += chunk.length;
        hash.update(chunk);
        if (sizeBytes <= maxConnectorBytes) done(null, chunk);
        else done(refused(tooLarge));
      },
    });
    await pipeline(file, count, createWriteStream(part, { mode: 0o600 }));
    return { sha256: hash.digest('hex'), sizeBytes };
  }
}

function serves({ offers }: Connector, use: NamedUse): boolean {
  return offers.some(({ kind, name }) => kind === use.kind && name === use.name);
}

function isUnfit({ unfit }: Connector, engine: string): boolean {
  return unfit.some((one) => one.engine === engine);
}

function connectorOf(row: ConnectorRow): Omit<Connector, 'unfit'> {
  return {
    id: row.id,
    name: row.name,
    version: row.version,
    description: row.description,
    fileName: row.file_name,
    sha256: row.sha256,
    sizeBytes: Number(row.size_bytes),
    engines: z.array(z.string()).parse(JSON.parse(row.engines)),
    offers: z.array(ConnectorOffer).parse(JSON.parse(row.offers)),
    classCount: Number(row.class_count),
    createdAt: row.created_at,
    createdBy: row.created_by,
  };
}
