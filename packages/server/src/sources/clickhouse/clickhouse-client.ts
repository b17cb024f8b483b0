/** ClickHouse by its HTTP interface. Queries go by GET, which the server runs read-only. */
import { type Agent, request } from 'undici';
import type { z } from 'zod';

import { httpAgentFor } from '../http-agent.ts';
import { SourceError } from '../source-error.ts';
import type { ConnectionOf, OpenOptions } from '../source-session.ts';
import { endpointOf } from '../source-values.ts';

/** A refusal of the server. `code` is its number, such as `CLICKHOUSE_60`. */
class ClickhouseError extends Error {
  readonly code: string;

  constructor(number: string, message: string) {
    super(message);
    this.name = 'ClickhouseError';
    this.code = `CLICKHOUSE_${number}`;
  }
}

/** Every method throws ClickhouseError, SourceError, or what the socket throws. */
export class ClickhouseClient {
  readonly #connection: ConnectionOf<'clickhouse'>;
  readonly #signal: AbortSignal;
  readonly #agent: Agent;

  constructor(connection: ConnectionOf<'clickhouse'>, options: OpenOptions) {
    this.#connection = connection;
    this.#signal = options.signal;
    this.#agent = httpAgentFor(connection, options, 1);
  }

  /** Rows of a query. Values for `{name:Type}` in it come in `parameters`. */
  async rows<S extends z.ZodType>(
    shape: S,
    sql: string,
    parameters: Record<string, string> = {},
  ): Promise<z.output<S>[]> {
    const { username, password = '' } = this.#connection;
    const words = new URLSearchParams({
      query: sql,
      default_format: 'JSONEachRow',
      ...Object.fromEntries(Object.entries(parameters).map(([name, value]) => [`param_${name}`, escaped(value)])),
    });
    const answer = await request(`${endpointOf(this.#connection)}/?${words.toString()}`, {
      headers: { 'x-clickhouse-user': username, 'x-clickhouse-key': password },
      dispatcher: this.#agent,
      signal: this.#signal,
    });
    const text = await answer.body.text();
    const number = answer.headers['x-clickhouse-exception-code'] ?? /^Code: (\d+)\./.exec(text)?.[1];
    if (typeof number === 'string') throw new ClickhouseError(number, text.slice(0, 500));
    if (answer.statusCode !== 200)
      throw new SourceError('NOT_THIS_KIND', `HTTP ${answer.statusCode} ${text.slice(0, 200)}`);
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => shape.parse(parsed(line)));
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

/** Values of parameters are read as in a tab-separated file. */
function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n');
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new SourceError('NOT_THIS_KIND', 'what answered does not speak as ClickHouse does', { cause: error });
  }
}
