/**
 * The webhook of the installation: its address, and the delivery of alerts at least once. An alert is a row written in the
 * transaction of what it tells; a loop of its own sends it, so that nothing ever waits for the other side. Of several platform
 * processes the one with the lease of the installation sends.
 */
import type { Alert, Webhook, WebhookTest, WebhookUpdate } from '@liusu/contract/webhook';

import type { Database, Db } from '../db/database.ts';
import type { Alerts, NewAlert } from '../jobs/alerts.ts';
import { backoffMs } from '../lib/backoff.ts';
import { type Clock, isoOf } from '../lib/clock.ts';
import { LiusuError } from '../lib/errors.ts';
import { newId } from '../lib/ids.ts';
import type { Log } from '../lib/log.ts';
import { Rounds } from '../lib/rounds.ts';
import { words } from '../lib/words.ts';
import { fencedDatabase } from '../leases/fenced-database.ts';
import { type Lease, LeaseLost, type Leases, singletonLease } from '../leases/lease.ts';
import type { Vault } from '../lib/vault.ts';
import type { BackgroundWork } from '../module.ts';
import { deleteSetting, findSetting, putSetting } from '../system/setting-repository.ts';
import {
  type AlertRow,
  countPendingAlerts,
  deleteAlertsEndedBefore,
  findLastDelivered,
  findLastFailed,
  giveUpPendingAlerts,
  insertAlert,
  listDueAlerts,
  updateAlert,
} from './alert-repository.ts';
import type { Delivery, DeliveryResult } from './post-webhook.ts';

export interface WebhookDeps {
  database: Database;
  vault: Vault;
  clock: Clock;
  log: Log;
  installId: string;
  /** Asked for once the service has started. */
  leases(): Leases;
  post(delivery: Delivery): Promise<DeliveryResult>;
}

const everyMs = 1_000;
const pauses = { firstMs: 5_000, maxMs: 600_000 };
/** An alert that nobody took for so long is given up. */
const givenUpAfterMs = 24 * 3_600_000;
const keptMs = 7 * 24 * 3_600_000;
const sweepMs = 3_600_000;
const atOnce = 10;

export class WebhookService implements Alerts, BackgroundWork {
  readonly name = 'alerts';
  readonly #deps: WebhookDeps;
  readonly #rounds: Rounds;
  #sweptMs = 0;

  constructor(deps: WebhookDeps) {
    this.#deps = deps;
    this.#rounds = new Rounds({
      clock: deps.clock,
      pauseMs: () => everyMs,
      onFailure: (error) => deps.log.error({ err: error }, 'delivering alerts failed'),
    });
  }

  async start(): Promise<void> {
    this.#rounds.start(async () => {
      const lease = this.#deps.leases().held(singletonLease);
      if (lease !== undefined) await this.#deliverDue(lease);
    });
  }

  async stop(): Promise<void> {
    await this.#rounds.stop();
  }

  /** Nothing is kept while no webhook is set: the event of the same transaction tells it. */
  async raise(tx: Db, alert: NewAlert): Promise<void> {
    if ((await findSetting(tx, 'webhook.url')) === undefined) return;
    const { clock, installId } = this.#deps;
    const at = isoOf(clock.nowMs());
    const body: Alert = { id: newId('alert'), at, installId, ...alert };
    await insertAlert(tx, {
      id: body.id,
      body: JSON.stringify(body),
      state: 'PENDING',
      attempts: 0,
      created_at: at,
      next_at: at,
      ended_at: null,
      failed_at: null,
      failure: null,
    });
  }

  async get(): Promise<Webhook> {
    const { db } = this.#deps.database;
    const failed = await findLastFailed(db);
    return {
      url: (await findSetting(db, 'webhook.url')) ?? null,
      hasSecret: (await findSetting(db, 'webhook.secret')) !== undefined,
      pending: await countPendingAlerts(db),
      lastDeliveredAt: (await findLastDelivered(db))?.ended_at ?? null,
      lastFailure: failed?.failed_at == null ? null : { at: failed.failed_at, message: failed.failure ?? '' },
    };
  }

  async put(update: WebhookUpdate): Promise<Webhook> {
    const { database, vault, clock } = this.#deps;
    await database.transaction(async (tx) => {
      if (update.url === null) {
        await deleteSetting(tx, 'webhook.url');
        await giveUpPendingAlerts(tx, 'the webhook was turned off', isoOf(clock.nowMs()));
      } else await putSetting(tx, 'webhook.url', update.url);
      if (update.secret === null) await deleteSetting(tx, 'webhook.secret');
      else if (update.secret !== undefined) {
        await putSetting(tx, 'webhook.secret', vault.seal(update.secret, 'webhook'));
      }
    });
    return this.get();
  }

  /** Sends a test alert now. Throws WEBHOOK_NOT_SET. */
  async test(): Promise<WebhookTest> {
    const { clock, installId } = this.#deps;
    const target = await this.#target();
    if (target === undefined)
      throw new LiusuError(
        'WEBHOOK_NOT_SET',
        words('没有可以发送测试告警的地址。', 'There is no address to send a test alert to.'),
      );
    const alert: Alert = {
      id: newId('alert'),
      kind: 'webhook.test',
      at: isoOf(clock.nowMs()),
      installId,
      projectId: null,
      jobId: null,
      jobName: null,
      runId: null,
      message: 'A test alert of Liusu. 流溯测试告警。',
    };
    const beganMs = clock.nowMs();
    const result = await this.#deps.post({ ...target, id: alert.id, body: JSON.stringify(alert), atMs: beganMs });
    return { ...result, ms: Math.round(clock.nowMs() - beganMs) };
  }

  async #target(): Promise<{ url: string; secret: string | undefined } | undefined> {
    const { database, vault } = this.#deps;
    const url = await findSetting(database.db, 'webhook.url');
    const sealed = await findSetting(database.db, 'webhook.secret');
    return url === undefined
      ? undefined
      : { url, secret: sealed === undefined ? undefined : vault.open(sealed, 'webhook') };
  }

  async #deliverDue(lease: Lease): Promise<void> {
    const { database, clock } = this.#deps;
    const due = await listDueAlerts(database.db, isoOf(clock.nowMs()), atOnce);
    if (clock.nowMs() - this.#sweptMs > sweepMs) {
      this.#sweptMs = clock.nowMs();
      await deleteAlertsEndedBefore(database.db, isoOf(clock.nowMs() - keptMs));
    }
    if (due.length === 0) return;
    const target = await this.#target();
    if (target !== undefined) await Promise.all(due.map((row) => this.#deliver(row, target, lease)));
  }

  /** What another process took over meanwhile is left to it: that one may send the alert again, under the same id. */
  async #deliver(row: AlertRow, target: { url: string; secret: string | undefined }, lease: Lease): Promise<void> {
    const { clock, log, leases, post } = this.#deps;
    try {
      leases().check(lease);
      const result = await post({ ...target, id: row.id, body: row.body, atMs: clock.nowMs() });
      await this.#note(row, result, lease);
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error;
      log.info({ alertId: row.id, reason: error.message }, 'an alert was left to another process');
    }
  }

  async #note(row: AlertRow, result: DeliveryResult, lease: Lease): Promise<void> {
    const { database, clock, log, leases } = this.#deps;
    const nowMs = clock.nowMs();
    const attempts = row.attempts + 1;
    const isOver = !result.ok && nowMs - Date.parse(row.created_at) > givenUpAfterMs;
    const change = result.ok
      ? { state: 'DELIVERED', attempts, ended_at: isoOf(nowMs) }
      : {
          attempts,
          failed_at: isoOf(nowMs),
          failure: result.message.slice(0, 500),
          next_at: isoOf(nowMs + backoffMs(attempts, pauses)),
          ...(isOver ? { state: 'GIVEN_UP', ended_at: isoOf(nowMs) } : {}),
        };
    if (!result.ok) log.warn({ alertId: row.id, attempts, reason: result.message, isOver }, 'an alert was not taken');
    await fencedDatabase(database, leases(), lease).transaction((tx) => updateAlert(tx, row.id, change));
  }
}
