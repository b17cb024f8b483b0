import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { systemClock } from '../lib/clock.ts';
import { type PostgresServer, startPostgres } from '../testing/postgres-server.ts';
import { prepareScript } from './prepared-script.ts';
import { dropSlot } from './preview-slots.ts';
import { forPreview, slotsOf } from './preview-sources.ts';

describe('the replication slot of a preview', () => {
  let postgres: PostgresServer;
  let client: pg.Client;

  beforeAll(async () => {
    postgres = await startPostgres({ wal_level: 'logical' });
    client = new pg.Client({ connectionString: postgres.url });
    await client.connect();
  });
  afterAll(async () => {
    await client?.end();
    await postgres?.stop();
  });

  const slots = async () =>
    (await client.query<{ slot_name: string }>('select slot_name from pg_replication_slots')).rows.map(
      (row) => row.slot_name,
    );

  it('is dropped with those named after it, and no other', async () => {
    const script = `CREATE TABLE t (a INT) WITH ('connector' = 'postgres-cdc', 'hostname' = '127.0.0.1', 'port' = '${new URL(postgres.url).port}',
      'username' = 'postgres', 'password' = 'not-asked-for', 'database-name' = 'postgres', 'slot.name' = 'orders')`;
    const { statements } = prepareScript(script, {});
    const [slot] = slotsOf(statements, 'pre_1');
    if (slot === undefined) throw new Error('the statement makes a slot');
    for (const name of ['orders', slot.name, `${slot.name}_0`])
      await client.query("select pg_create_logical_replication_slot($1, 'pgoutput')", [name]);

    await dropSlot(slot, systemClock);
    await dropSlot(slot, systemClock);

    expect(statements.map((one) => forPreview(one, 'pre_1').text).join()).toContain(`'slot.name' = '${slot.name}'`);
    expect(await slots()).toEqual(['orders']);
  });
});
