/** The fake world as a server, in time that goes by itself: several platform processes share it, and it outlives each of them. */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';

import { FakeWorld } from '../jobs/fake-world.ts';
import { LiusuError, messageOf } from '../lib/errors.ts';
import type { SubmissionAttempt, SubmissionOutcome, SubmissionRequest } from '../sql/submission.ts';

const tickMs = 20;

interface Submission {
  go: () => void;
  outcome: Promise<SubmissionOutcome>;
}

type Call = { target: string; method: string; args: unknown[] };
type Methods = Record<string, (...args: unknown[]) => unknown>;

export async function serveWorld(): Promise<{ world: FakeWorld; url: string; stop(): Promise<void> }> {
  const world = new FakeWorld();
  const submitter = world.submitter();
  const submissions = new Map<string, Submission>();
  const closed = new Set<string>();

  /** Opens a session; what is sent in it waits for `go`, as a statement does. */
  function begin(request: SubmissionRequest): Promise<SubmissionAttempt> {
    return new Promise((resolve) => {
      let go: () => void = () => {};
      const mayGo = new Promise<void>((free) => (go = free));
      let session = '';
      const outcome = submitter.submit({
        ...request,
        onAttempt: async (attempt) => {
          session = attempt.sessionHandle;
          resolve(attempt);
          await mayGo;
          if (closed.has(session)) throw new LiusuError('GATEWAY_UNAVAILABLE', 'the session is closed');
        },
      });
      outcome.catch(() => undefined);
      queueMicrotask(() => submissions.set(session, { go: () => go(), outcome }));
    });
  }

  const gateway = {
    begin,
    go: (session: string) => {
      const found = submissions.get(session);
      if (found === undefined) throw new Error(`there is no session ${session}`);
      found.go();
      return found.outcome;
    },
    proveDead: (attempt: SubmissionAttempt) => {
      closed.add(attempt.sessionHandle);
      return submitter.proveDead(attempt, 'flink-2.2');
    },
  };
  const cluster = world.cluster();
  const targets: Record<string, object> = { rest: cluster.rest, driver: cluster.driver, files: world.files_, gateway };

  async function answer(request: IncomingMessage): Promise<unknown> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const { target, method, args } = JSON.parse(text) as Call;
    try {
      return { value: await (targets[target] as Methods)[method]?.(...args) };
    } catch (error) {
      return { error: { code: error instanceof LiusuError ? error.code : null, message: messageOf(error) } };
    }
  }

  const server = createServer((request, response) => {
    void answer(request).then((told) => response.end(JSON.stringify(told)));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');

  const ending = new AbortController();
  const time = (async () => {
    let lastMs = performance.now();
    while (!ending.signal.aborted) {
      await new Promise((resolve) => setTimeout(resolve, tickMs));
      const nowMs = performance.now();
      await world.clock.run(nowMs - lastMs);
      lastMs = nowMs;
    }
  })();
  return {
    world,
    url: `http://127.0.0.1:${address.port}`,
    stop: async () => {
      ending.abort();
      await time;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
