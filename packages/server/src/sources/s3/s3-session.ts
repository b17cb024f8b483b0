/** A bucket of an object store: its folders and files as tables, their columns guessed from one file of each. */
import type { SourceNamespace, SourceTable } from '@liusu/contract/source';

import { guessedColumn, fromGuess } from '../guess/guessed-column.ts';
import type { WrittenColumn } from '../guess/written-column.ts';
import type { ReadTable } from '../mapped-type.ts';
import { SourceError } from '../source-error.ts';
import type { ConnectionOf, OpenOptions, SourceSession, TablePage, TableQuery } from '../source-session.ts';
import { columnsOfAvro } from './avro-columns.ts';
import { type FileGroup, groupFiles, partitionType, prefixOf } from './file-groups.ts';
import { type FileGuess, type FileSample, guessFiles } from './guess-files.ts';
import { columnsOfParquet, footerLength } from './parquet-columns.ts';
import type { ListedObject } from './s3-answers.ts';
import { S3Client } from './s3-client.ts';
import { type Words, words } from '../../lib/words.ts';

/** Objects looked at: a large bucket holds millions. */
const listedObjects = 5_000;
const pageObjects = 1_000;
const sampledBytes = 256 * 1024;
/** Holds the schema of most files of parquet; of others the rest is read, too. */
const footerBytes = 64 * 1024;
const longestFooter = 8 * 1024 * 1024;
const shownLines = 10;
const longestLine = 4_000;

/** Throws what the client throws: a bucket that is not there or not this account's is found out here. */
export async function openS3(connection: ConnectionOf<'s3'>, options: OpenOptions): Promise<SourceSession> {
  const client = new S3Client(connection, options);
  try {
    await client.list({ max: 1 });
    return new S3Session(client, connection.bucket);
  } catch (error) {
    await client.close();
    throw error;
  }
}

class S3Session implements SourceSession {
  readonly #client: S3Client;
  readonly #bucket: string;

  constructor(client: S3Client, bucket: string) {
    this.#client = client;
    this.#bucket = bucket;
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  /** Stores tell no version; most tell their name. */
  async version(): Promise<string> {
    return this.#client.server === undefined ? 'S3' : `S3 (${this.#client.server})`;
  }

  async readable(): Promise<Words> {
    const { objects, isPartial } = await this.#list('');
    return words(
      `桶 ${this.#bucket} 中${isPartial ? '至少' : ''}可列出 ${objects.length} 个对象`,
      `${isPartial ? 'more than ' : ''}${objects.length} objects can be listed in ${this.#bucket}`,
    );
  }

  async namespaces(): Promise<SourceNamespace[]> {
    return [];
  }

  async tables({ search, limit, after }: TableQuery): Promise<TablePage> {
    const { objects } = await this.#list('');
    const groups = groupFiles(objects).filter(({ name }) => name.toLowerCase().includes(search?.toLowerCase() ?? ''));
    const rest = after === undefined ? groups : groups.filter(({ name }) => name > after[1]);
    return { total: groups.length, items: rest.slice(0, limit).map(tableOf) };
  }

  async table(_namespace: string, name: string): Promise<ReadTable> {
    const { objects, isPartial } = await this.#list(prefixOf(name));
    const group = groupFiles(objects).find((one) => one.name === name);
    if (group === undefined) throw new SourceError('TABLE_NOT_FOUND', `no file of the bucket lies in ${name}`);
    const { files, partitionKeys } = group;
    const [last, ...others] = samplesOf(files);
    const sample = await this.#read(last);
    const guess = guessFiles([sample, ...(await Promise.all(others.map((file) => this.#read(file))))]);
    return {
      ...tableOf(group),
      columns: [
        ...(await this.#columns(guess, last, sample.bytes)).map(fromGuess),
        ...partitionKeys.map((key) => guessedColumn(key, 'folder', partitionType(files, key))),
      ],
      topic: null,
      files: {
        format: guess.format,
        count: files.length,
        sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
        isPartial,
        partitionKeys,
        sampled: last.key,
        lines: guess.lines.slice(0, shownLines).map((line) => line.slice(0, longestLine)),
        hasHeader: guess.hasHeader,
        delimiter: guess.delimiter,
      },
    };
  }

  /** Of files that tell their schema, what they tell; none when it cannot be made out. */
  async #columns({ format, columns }: FileGuess, file: ListedObject, head: Buffer): Promise<WrittenColumn[]> {
    if (format !== 'avro' && format !== 'parquet') return columns;
    const footer = format === 'parquet' ? await this.#footer(file) : undefined;
    try {
      return footer === undefined ? columnsOfAvro(head) : columnsOfParquet(footer);
    } catch {
      // It is not what its first bytes say, or was cut.
      return [];
    }
  }

  async #footer({ key, sizeBytes }: ListedObject): Promise<Buffer> {
    const end = (length: number) => this.#client.read(key, Math.max(0, sizeBytes - length), sizeBytes - 1);
    const tail = await end(footerBytes);
    const length = footerLength(tail);
    return length <= tail.length || length > longestFooter ? tail : end(length);
  }

  async #read({ key, sizeBytes }: ListedObject): Promise<FileSample> {
    const bytes = await this.#client.read(key, 0, Math.min(sizeBytes, sampledBytes) - 1);
    return { name: key, bytes, isWhole: sizeBytes <= sampledBytes };
  }

  async #list(prefix: string): Promise<{ objects: ListedObject[]; isPartial: boolean }> {
    const objects: ListedObject[] = [];
    let token: string | undefined;
    do {
      const page = await this.#client.list({ prefix, max: pageObjects, token });
      objects.push(...page.objects);
      token = page.next;
    } while (token !== undefined && objects.length < listedObjects);
    return { objects, isPartial: token !== undefined };
  }
}

/** The last by name, which is mostly the newest, then the first and the middle one: one file may be too much alike. */
function samplesOf(files: readonly ListedObject[]): [ListedObject, ...ListedObject[]] {
  const sorted = files.toSorted((left, right) => (left.key < right.key ? -1 : 1));
  const last = sorted.at(-1);
  if (last === undefined) throw new Error('a group has files');
  const others = [0, Math.floor(sorted.length / 2)].flatMap((at) => sorted[at] ?? []);
  return [last, ...new Set(others.filter((file) => file !== last))];
}

function tableOf({ name }: FileGroup): SourceTable {
  return { namespace: '', name, kind: 'files', comment: '', rows: null, partitions: null };
}
