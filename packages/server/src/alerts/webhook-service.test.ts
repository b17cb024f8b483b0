import { randomBytes } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Database } from '../db/database.ts';
import { openTestDatabase } from '../db/test-database.ts';
import { VirtualClock } from '../jobs/model/virtual-clock.ts';
import { silentLog } from '../lib/log.ts';
import { heldLeases } from '../testing/held-leases.ts';
import { createVault } from '../lib/vault.ts';
import type { Delivery, DeliveryResult } from './post-webhook.ts';
import { WebhookService } from './webhook-service.ts';

const taken: DeliveryResult = { ok: true, status: 204, message: 'HTTP 204' };
const refused: DeliveryResult = { ok: false, status: 503, message: 'HTTP 503' };
const alert = {
  kind: 'job.gave-up',
  projectId: 'prj_aaaaaa',
  jobId: 'job_aaaaaa',
  jobName: 'j',
  runId: null,
  message: 'It failed.',
};

describe('the webhook', () => {
  let database: Database;
  let clock: VirtualClock;
  let sent: Delivery[];
  let answer: DeliveryResult;
  let service: WebhookService;
  const vault = createVault(randomBytes(32));
  const make = () =>
    new WebhookService({
      database,
      vault,
      clock,
      log: silentLog(),
      installId: 'ins_aaaaaa',
      leases: () => heldLeases,
      post: async (delivery) => {
        sent.push(delivery);
        return answer;
      },
    });

  beforeEach(async () => {
    database = await openTestDatabase();
    clock = new VirtualClock();
    sent = [];
    answer = taken;
    service = make();
  });
  afterEach(async () => {
    await service.stop();
    await database.close();
  });
  const raise = () => database.transaction((tx) => service.raise(tx, alert));

  test('keeps nothing while none is set', async () => {
    await raise();

    expect(await service.get()).toEqual({
      url: null,
      hasSecret: false,
      pending: 0,
      lastDeliveredAt: null,
      lastFailure: null,
    });
    await expect(service.test()).rejects.toMatchObject({ code: 'WEBHOOK_NOT_SET' });
  });

  test('delivers an alert once it is taken, with growing pauses, across a restart, under one id', async () => {
    await service.put({ url: 'https://example.test/x', secret: 'our secret' });
    answer = refused;
    await raise();
    await service.start();
    await clock.run(60_000);
    const before = sent.length;
    expect(before).toBeGreaterThan(2);
    expect(before).toBeLessThan(8);
    await service.stop();
    expect((await service.get()).pending).toBe(1);
    expect((await service.get()).lastFailure?.message).toBe('HTTP 503');

    service = make();
    answer = taken;
    await service.start();
    await clock.run(300_000);
    expect(sent.length).toBe(before + 1);
    expect(new Set(sent.map(({ id }) => id)).size).toBe(1);
    expect(sent[0]).toMatchObject({ url: 'https://example.test/x', secret: 'our secret' });
    expect(JSON.parse(sent[0]?.body ?? '')).toMatchObject({ kind: 'job.gave-up', jobId: 'job_aaaaaa' });
    expect(await service.get()).toMatchObject({ pending: 0 });
    expect((await service.get()).lastDeliveredAt).not.toBeNull();
  });

  test('gives an alert up that nobody took for a day', async () => {
    await service.put({ url: 'https://example.test/x' });
    answer = refused;
    await raise();
    await database.db.updateTable('alert_outbox').set({ created_at: '2025-12-30T23:00:00.000Z' }).execute();
    await service.start();
    await clock.run(5_000);
    expect((await service.get()).pending).toBe(0);
    expect(sent).toHaveLength(1);
  });

  test('does not tell an alert of a transaction that was undone', async () => {
    await service.put({ url: 'https://example.test/x' });
    await expect(
      database.transaction(async (tx) => {
        await service.raise(tx, alert);
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    expect((await service.get()).pending).toBe(0);
  });

  test('keeps its secret when only the address changes, and never shows it', async () => {
    await service.put({ url: 'https://example.test/x', secret: 'our secret' });
    const shown = await service.put({ url: 'https://example.test/y' });

    expect(shown).toMatchObject({ url: 'https://example.test/y', hasSecret: true });
    expect(JSON.stringify(shown)).not.toContain('our secret');
    const rows = await database.db.selectFrom('setting').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain('our secret');
  });
});
