/** Alerts of an installation with two platform processes: each is sent by the one with the lease. */
import { randomBytes } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Database } from '../db/database.ts';
import { testDatabases } from '../db/test-database.ts';
import { VirtualClock } from '../jobs/model/virtual-clock.ts';
import type { LeaseKeeper } from '../leases/lease-keeper.ts';
import { silentLog } from '../lib/log.ts';
import { createVault } from '../lib/vault.ts';
import { keeperOf } from '../testing/two-keepers.ts';
import type { DeliveryResult } from './post-webhook.ts';
import { WebhookService } from './webhook-service.ts';

const alert = {
  kind: 'job.gave-up',
  projectId: 'prj_a',
  jobId: 'job_a',
  jobName: 'j',
  runId: null,
  message: 'It failed.',
};

interface Process {
  keeper: LeaseKeeper;
  webhook: WebhookService;
}

describe.each(testDatabases)('alerts of two processes on $name', ({ open }) => {
  let database: Database;
  let clock: VirtualClock;
  /** Who sent which alert. */
  let sent: string[];
  /** What the other side answers; an alert is on its way until then. */
  let answer: () => Promise<DeliveryResult>;
  let processes: Process[];
  const vault = createVault(randomBytes(32));

  beforeEach(async () => {
    database = await open();
    clock = new VirtualClock();
    sent = [];
    answer = async () => ({ ok: true, status: 204, message: 'HTTP 204' });
    processes = [];
  });
  afterEach(async () => {
    await Promise.all(processes.map(({ webhook }) => webhook.stop()));
    await database.close();
  });

  function processOf(name: string): Process {
    const keeper = keeperOf(name, database, clock);
    const webhook = new WebhookService({
      database,
      vault,
      clock,
      log: silentLog(),
      installId: 'ins_aaaaaa',
      leases: () => keeper,
      post: async ({ id }) => {
        sent.push(`${name} ${id}`);
        return answer();
      },
    });
    processes.push({ keeper, webhook });
    return { keeper, webhook };
  }

  async function raise({ webhook }: Process): Promise<void> {
    await database.transaction((tx) => webhook.raise(tx, alert));
  }

  /** Real databases answer in time of their own: time is turned until what is awaited has come. */
  async function until(what: () => Promise<boolean> | boolean): Promise<void> {
    for (let turn = 0; turn < 200; turn += 1) {
      if (await what()) return;
      await clock.run(1_000);
      await new Promise((resolve) => void setTimeout(resolve, 5));
    }
    throw new Error('it never came');
  }

  const stateOf = async () =>
    (await database.db.selectFrom('alert_outbox').select('state').execute()).map((row) => row.state);

  test('each is sent once, by the one that holds the lease', async () => {
    const [a, b] = [processOf('a'), processOf('b')];
    await a.webhook.put({ url: 'https://example.test/x' });
    await a.keeper.tick();
    await b.keeper.tick();
    for (const one of [a, b, a]) await raise(one);
    await b.webhook.start();
    await a.webhook.start();
    await until(async () => {
      await a.keeper.tick();
      return (await stateOf()).every((state) => state === 'DELIVERED');
    });

    expect(sent).toHaveLength(3);
    expect(new Set(sent.map((entry) => entry.split(' ')[0]))).toEqual(new Set(['a']));
  });

  test('another takes over what the first stood still over, and the late answer of the first changes nothing', async () => {
    const [a, b] = [processOf('a'), processOf('b')];
    await a.webhook.put({ url: 'https://example.test/x' });
    await a.keeper.tick();
    await raise(a);
    const late = Promise.withResolvers<DeliveryResult>();
    answer = () => late.promise;
    await a.webhook.start();
    await until(() => sent.length === 1);

    await clock.run(13_000);
    await b.keeper.tick();
    answer = async () => ({ ok: true, status: 204, message: 'HTTP 204' });
    await b.webhook.start();
    await until(async () => (await stateOf())[0] === 'DELIVERED');
    late.resolve({ ok: false, status: 503, message: 'HTTP 503' });
    await a.webhook.stop();

    const id = sent[0]?.split(' ')[1] ?? '';
    expect(sent).toEqual([`a ${id}`, `b ${id}`]);
    expect(await stateOf()).toEqual(['DELIVERED']);
  });
});
