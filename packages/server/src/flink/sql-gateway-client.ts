/** The SQL gateway's REST interface. Nothing is retried here. */
import type { z } from 'zod';

import { LiusuError, messageOf } from '../lib/errors.ts';
import { connectEndpoint, type EndpointConnection } from './endpoint.ts';
import type { CallOptions } from './flink-rest.ts';
import {
  GatewayInfo,
  type LogicalType,
  OperationStatusAnswer,
  ResultsAnswer,
  SessionOpened,
  StatementAccepted,
} from './gateway-answers.ts';
import { type GatewayFault, readFault, rootMessageOf } from './gateway-fault.ts';
import { callFlink, type HttpAnswer, type HttpCall } from './http-call.ts';
import { parseExactJson } from './raw-number.ts';
import { errorsOfBody, unreadable } from './to-flink-error.ts';

export type OperationStatus =
  'INITIALIZED' | 'PENDING' | 'RUNNING' | 'FINISHED' | 'CANCELED' | 'CLOSED' | 'ERROR' | 'TIMEOUT';

export interface ResultColumn {
  name: string;
  type: LogicalType;
}

/** One page of a result. Cells are JSON values with RawNumber for what a double cannot hold. */
export interface ResultPage {
  state: 'NOT_READY' | 'PAYLOAD' | 'EOS';
  flinkJobId: string | null;
  columns: ResultColumn[];
  rows: { kind: string; fields: unknown[] }[];
  /** Token of the next page; null at the end. */
  next: number | null;
}

/** The gateway took the request and reports that the statement failed. `fault` holds what Flink said. */
export class StatementFailed extends Error {
  readonly fault: GatewayFault;

  constructor(fault: GatewayFault) {
    super(rootMessageOf(fault));
    this.name = 'StatementFailed';
    this.fault = fault;
  }
}

/** Default time for one call: the gateway plans statements elsewhere, its REST answers at once. */
const callTimeoutMs = 15_000;

export class SqlGatewayClient {
  readonly #url: string;
  readonly #connection: EndpointConnection;
  readonly #onCall: () => void;

  /** `url`: the gateway's address without a trailing slash. `onCall`: told when a call begins and when it ends. */
  constructor(url: string, onCall: () => void = () => undefined) {
    this.#url = url;
    this.#onCall = onCall;
    this.#connection = connectEndpoint({ url }, 32);
  }

  async close(): Promise<void> {
    await this.#connection.close();
  }

  /** Flink version of the gateway. Throws GATEWAY_UNAVAILABLE when it does not answer. */
  async version(options?: CallOptions): Promise<string> {
    const answer = await this.#call({ method: 'GET', path: '/info', what: 'tell its version' }, options);
    return read(GatewayInfo, 'tell its version', answer).version;
  }

  /** Opens a session; its properties hold for all its statements. Returns the session's handle. */
  async openSession(properties: Readonly<Record<string, string>>, options?: CallOptions): Promise<string> {
    const what = 'open a session';
    const answer = await this.#call({ method: 'POST', path: '/sessions', what, body: { properties } }, options);
    return read(SessionOpened, what, answer).sessionHandle;
  }

  /** True when the session is closed now, or was not known any more. */
  async closeSession(session: string, options?: CallOptions): Promise<boolean> {
    const answer = await this.#call(
      { method: 'DELETE', path: `/sessions/${session}`, what: 'close a session' },
      options,
    );
    return answer.status === 200 || /Session '?[\w-]+'? does not exist/i.test(answer.text);
  }

  /** Keeps a session from expiring. */
  async heartbeat(session: string, options?: CallOptions): Promise<void> {
    const what = 'keep a session';
    await this.#call({ method: 'POST', path: `/sessions/${session}/heartbeat`, what }, options);
  }

  /**
   * Hands a statement over; it runs in the gateway. `config` holds for this statement alone and outweighs the session's
   * settings. Throws StatementFailed when the gateway refuses it at once.
   */
  async execute(
    session: string,
    statement: string,
    config: Readonly<Record<string, string>> = {},
    options?: CallOptions,
  ): Promise<string> {
    const what = 'run a statement';
    const body = { statement, executionConfig: config };
    const answer = await this.#call({ method: 'POST', path: `/sessions/${session}/statements`, what, body }, options);
    return read(StatementAccepted, what, answer).operationHandle;
  }

  async status(session: string, operation: string, options?: CallOptions): Promise<OperationStatus> {
    const what = 'tell the state of a statement';
    const path = `/sessions/${session}/operations/${operation}/status`;
    const answer = await this.#call({ method: 'GET', path, what }, options);
    return read(OperationStatusAnswer, what, answer).status as OperationStatus;
  }

  /** One page of a statement's result. Throws StatementFailed when the statement failed. */
  async fetchPage(session: string, operation: string, token: number, options?: CallOptions): Promise<ResultPage> {
    const what = 'give the result of a statement';
    const path = `/sessions/${session}/operations/${operation}/result/${token}?rowFormat=JSON`;
    const answer = await this.#call({ method: 'GET', path, what }, options);
    const page = read(ResultsAnswer, what, answer);
    const next = /\/result\/(\d+)/.exec(page.nextResultUri ?? '')?.[1];
    return {
      state: page.resultType,
      flinkJobId: page.jobID ?? null,
      columns: (page.results?.columns ?? []).map(({ name, logicalType }) => ({ name, type: logicalType })),
      rows: page.results?.data ?? [],
      next: page.resultType === 'EOS' || next === undefined ? null : Number(next),
    };
  }

  /** Stops a statement that still runs. One that has ended or is unknown is left as it is. */
  async cancelOperation(session: string, operation: string, options?: CallOptions): Promise<void> {
    const path = `/sessions/${session}/operations/${operation}/cancel`;
    await this.#call({ method: 'POST', path, what: 'cancel a statement' }, options);
  }

  /** Ends a statement and its result; the job of a query whose result is still open is cancelled by it (seen on 2.2.1). */
  async closeOperation(session: string, operation: string, options?: CallOptions): Promise<void> {
    const path = `/sessions/${session}/operations/${operation}/close`;
    await this.#call({ method: 'DELETE', path, what: 'close a statement' }, options);
  }

  async #call(call: Omit<HttpCall, 'url'> & { path: string }, options: CallOptions = {}): Promise<HttpAnswer> {
    const { path, ...rest } = call;
    this.#onCall();
    try {
      const timeoutMs = options.timeoutMs ?? callTimeoutMs;
      return await callFlink(this.#connection, { ...rest, url: `${this.#url}/v3${path}` }, { ...options, timeoutMs });
    } catch (error) {
      throw new LiusuError('GATEWAY_UNAVAILABLE', `The SQL gateway did not ${call.what}: ${messageOf(error)}`, {
        cause: error,
      });
    } finally {
      this.#onCall();
    }
  }
}

/** Reads an answer of success; any other becomes StatementFailed with what the gateway says. */
function read<S extends z.ZodType>(schema: S, what: string, answer: HttpAnswer): z.infer<S> {
  if (answer.status !== 200) {
    throw new StatementFailed(readFault(errorsOfBody(answer.text) ?? [answer.text.slice(0, 2000)]));
  }
  try {
    return schema.parse(parseExactJson(answer.text));
  } catch (error) {
    throw unreadable(what, error);
  }
}
