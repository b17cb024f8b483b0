/** Names that an answer of Flink's holds, such as that of SHOW TABLES. */
import { StatementFailed } from '../flink/sql-gateway-client.ts';
import type { GatewaySession, RunOptions } from './gateway-session.ts';

/** The first column of an answer; none where Flink refuses to give one. */
export async function firstColumn(sql: string, session: GatewaySession, options: RunOptions): Promise<string[]> {
  try {
    return (await session.rowsOf(sql, options)).map((row) => String(row[0]));
  } catch (error) {
    if (error instanceof StatementFailed) return [];
    throw error;
  }
}
