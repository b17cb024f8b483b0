/** Signed requests to one bucket: listing it, and reading parts of its objects. Nothing is ever written. */
import { AwsV4Signer } from 'aws4fetch';
import { type Agent, request } from 'undici';

import { httpAgentFor } from '../http-agent.ts';
import { SourceError } from '../source-error.ts';
import type { ConnectionOf, OpenOptions } from '../source-session.ts';
import { endpointOf } from '../source-values.ts';
import { type ObjectPage, readFailure, readObjectPage } from './s3-answers.ts';

/** A refusal of the object store. `code` is its own, such as `NoSuchBucket`. */
class S3Error extends Error {
  readonly code: string;

  constructor({ code, message }: { code: string; message: string }) {
    super(`${code}: ${message}`);
    this.name = 'S3Error';
    this.code = code;
  }
}

const maxAnswerBytes = 16 * 1024 * 1024;

/** Every method throws S3Error, SourceError, or what the socket throws. */
export class S3Client {
  readonly #connection: ConnectionOf<'s3'>;
  readonly #signal: AbortSignal;
  readonly #agent: Agent;
  #server: string | undefined;

  constructor(connection: ConnectionOf<'s3'>, options: OpenOptions) {
    this.#connection = connection;
    this.#signal = options.signal;
    this.#agent = httpAgentFor(connection, options, 2);
  }

  /** What the store calls itself in the header of its last answer. */
  get server(): string | undefined {
    return this.#server;
  }

  /** A page of objects by key. */
  async list(query: { prefix?: string; max: number; token?: string | undefined }): Promise<ObjectPage> {
    const { prefix = '', max, token } = query;
    const words = new URLSearchParams({
      'list-type': '2',
      'encoding-type': 'url',
      'max-keys': String(max),
      ...(prefix === '' ? {} : { prefix }),
      ...(token === undefined ? {} : { 'continuation-token': token }),
    });
    const answer = await this.#get(`?${words.toString().replaceAll('+', '%20')}`, {});
    const page = readObjectPage(answer.toString('utf8'));
    if (page === undefined) throw new SourceError('NOT_THIS_KIND', 'what answered does not list objects as S3 does');
    return page;
  }

  /** Bytes of an object: `start` to `end`, both included, counted from 0. */
  read(key: string, start: number, end: number): Promise<Buffer> {
    const path = key.split('/').map(encodeURIComponent).join('/');
    return this.#get(path, { range: `bytes=${start}-${end}` });
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }

  async #get(target: string, headers: Record<string, string>): Promise<Buffer> {
    const url = `${addressOf(this.#connection)}/${target}`;
    const signed = await this.#signed(url, headers);
    const answer = await request(url, { headers: signed, dispatcher: this.#agent, signal: this.#signal });
    const server = answer.headers['server'];
    this.#server = typeof server === 'string' ? server : undefined;
    const body = await bodyOf(answer.body);
    if (answer.statusCode === 200 || answer.statusCode === 206) return body;
    const text = body.toString('utf8');
    const failure = readFailure(text);
    if (failure !== undefined) throw new S3Error(failure);
    const words = `HTTP ${answer.statusCode} ${text.slice(0, 200)}`;
    if (answer.statusCode === 301 || answer.statusCode === 307) throw new SourceError('REGION_WRONG', words);
    throw new SourceError('NOT_THIS_KIND', words);
  }

  async #signed(url: string, headers: Record<string, string>): Promise<Record<string, string>> {
    const { username, password, region } = this.#connection;
    if (username === '') return headers;
    const signer = new AwsV4Signer({
      ...{ url, headers, accessKeyId: username, secretAccessKey: password ?? '', region },
      service: 's3',
    });
    return Object.fromEntries((await signer.sign()).headers);
  }
}

/** Of the bucket, without a slash at the end. */
function addressOf(connection: ConnectionOf<'s3'>): string {
  const endpoint = endpointOf(connection);
  if (connection.pathStyle) return `${endpoint}/${connection.bucket}`;
  return endpoint.replace('://', `://${connection.bucket}.`);
}

async function bodyOf(body: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    sizeBytes += chunk.length;
    if (sizeBytes > maxAnswerBytes) throw new SourceError('NOT_THIS_KIND', 'the answer is too long to be one of S3');
  }
  return Buffer.concat(chunks);
}
