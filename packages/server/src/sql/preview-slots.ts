/** Drops the replication slots that previews of PostgreSQL's changes made. */
import pg from 'pg';

import type { Clock } from '../lib/clock.ts';
import type { PreviewSlot } from './preview-sources.ts';

const connectTimeoutMs = 5_000;
/** The server notices that a reader is gone only after a while. */
const activeTimeoutMs = 15_000;
const pollMs = 200;
/** While it reads what is there already, the connector makes slots named after the first. */
const ours = "from pg_replication_slots where (slot_name = $1 or starts_with(slot_name, $1 || '_'))";

/** Returns when there is no such slot. Throws what the server says, or that the slot is still read. */
export async function dropSlot(slot: PreviewSlot, clock: Clock): Promise<void> {
  const { name, ...connection } = slot;
  const client = new pg.Client({
    ...connection,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: connectTimeoutMs,
  });
  // A connection that breaks fails the query it is used for.
  client.on('error', () => undefined);
  await client.connect();
  try {
    const endMs = clock.nowMs() + activeTimeoutMs;
    for (;;) {
      await client.query(`select pg_drop_replication_slot(slot_name) ${ours} and not active`, [name]);
      const left = await client.query(`select 1 ${ours}`, [name]);
      if (left.rows.length === 0) return;
      if (clock.nowMs() > endMs) throw new Error(`the replication slot ${name} is still being read`);
      await clock.sleep(pollMs);
    }
  } finally {
    await client.end();
  }
}
