/** A Flink job submitted beside the platform, as another tool would: by a session of the gateway that knows nothing of Liusu. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

import { readRunRecord, type RunRecord } from '@liusu/server/src/drivers/local/run-record.ts';
import { SqlGatewayClient } from '@liusu/server/src/flink/sql-gateway-client.ts';

import { eventually } from './liusu-command.ts';

/** Where a process of the local Flink answers, as the platform noted it. */
function portOf(dataDir: string, role: RunRecord['role']): number {
  const folder = join(dataDir, 'run');
  for (const file of readdirSync(folder).filter((each) => each.endsWith('.json'))) {
    const record = readRunRecord(folder, basename(file, '.json'));
    const port = record?.role === role ? record.ports['rest'] : undefined;
    if (port !== undefined) return port;
  }
  throw new Error(`no ${role} is noted in ${folder}`);
}

/** Returns the JobID. `statements` end with an INSERT. */
export async function submitOutside(dataDir: string, name: string, statements: readonly string[]): Promise<string> {
  const rest = portOf(dataDir, 'jobmanager');
  const gateway = new SqlGatewayClient(`http://127.0.0.1:${portOf(dataDir, 'gateway')}`);
  try {
    const session = await gateway.openSession({
      'execution.target': 'remote',
      'rest.address': '127.0.0.1',
      'rest.port': String(rest),
      'pipeline.name': name,
    });
    let jobId = '';
    for (const statement of statements) {
      const operation = await gateway.execute(session, statement);
      await eventually('the end of a statement', async () => {
        const page = await gateway.fetchPage(session, operation, 0);
        jobId = page.flinkJobId ?? jobId;
        return page.state === 'NOT_READY' ? undefined : true;
      });
    }
    await gateway.closeSession(session);
    return jobId;
  } finally {
    await gateway.close();
  }
}
