/**
 * What the editor says of functions, held against the engines: every function of an engine has an entry or is named as no
 * function of SQL, and every entry that is offered on an engine can be called there.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import docs from '../../../../web/src/components/sql-editor/knowledge/functions.json' with { type: 'json' };
import others from '../../../../web/src/components/sql-editor/knowledge/not-functions.json' with { type: 'json' };
import recorded120 from '../../../../web/src/components/sql-editor/recorded/flink-1.20.json' with { type: 'json' };
import recorded22 from '../../../../web/src/components/sql-editor/recorded/flink-2.2.json' with { type: 'json' };
import { testEngines } from '../../drivers/test-engines.ts';
import { StatementFailed } from '../../flink/sql-gateway-client.ts';
import { systemClock } from '../../lib/clock.ts';
import { silentLog } from '../../lib/log.ts';
import { useFlink } from '../../testing/flink-cluster.ts';
import type { GatewaySession } from '../gateway-session.ts';
import { SessionSource } from '../gateways.ts';

const entries = Object.entries(docs as Record<string, { calls: string[]; example?: string; zh: string; en: string }>);
const recordings: Record<string, { functions: string[]; accepted: string[] }> = {
  'flink-1.20': recorded120,
  'flink-2.2': recorded22,
};
/** The Table API writes names in another form: fromUnixtime is FROM_UNIXTIME. */
const plain = (name: string) => name.replaceAll('_', '').toUpperCase();

describe.each(testEngines)('functions of %s', (engine) => {
  const flink = useFlink(engine);
  const signal = new AbortController().signal;
  const recorded = recordings[engine];
  let sessions: SessionSource;
  let session: GatewaySession;

  beforeAll(async () => {
    const { gateway } = flink();
    const common = { clock: systemClock, log: silentLog() };
    sessions = new SessionSource({ gateways: { forEngine: () => gateway }, prelude: [], poolSize: 0, ...common });
    session = await sessions.open(engine, signal);
    await session.run(
      "CREATE TEMPORARY TABLE t (i INT, s STRING, ts TIMESTAMP(3), WATERMARK FOR ts AS ts) WITH ('connector' = 'datagen', 'number-of-rows' = '1')",
      { signal },
    );
  });
  afterAll(async () => {
    await session?.close();
    await sessions?.close();
  });

  it('each has an entry, and the recording names the same ones', async () => {
    const rows = await session.rowsOf('SHOW FUNCTIONS', { signal });
    const names = rows.map(([name]) => String(name)).sort();
    const known = new Set([...entries.map(([name]) => plain(name)), ...others.map(plain)]);

    expect(names.filter((name) => !known.has(plain(name)))).toEqual([]);
    expect(recorded?.functions).toEqual(names);
  });

  it('each entry that is offered can be called, and no other', async () => {
    const accepted: string[] = [];
    for (const mode of ['streaming', 'batch']) {
      await session.run(`SET 'execution.runtime-mode' = '${mode}'`, { signal });
      for (const [name, { example }] of entries) {
        if (example === undefined || accepted.includes(name)) continue;
        try {
          await session.run(`EXPLAIN SELECT ${example}`, { signal });
          accepted.push(name);
        } catch (error) {
          if (!(error instanceof StatementFailed)) throw error;
        }
      }
    }

    expect(accepted.sort()).toEqual(recorded?.accepted);
  });
});
