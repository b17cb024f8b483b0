/** Brings the jars into a session that its statements need. */
import { atItsPlace, type ConnectorUse } from './connectors.ts';
import type { GatewaySession } from './gateway-session.ts';
import type { LineIndex } from './positions.ts';
import type { PreparedStatement } from './prepared-script.ts';

export interface JarErrand {
  session: GatewaySession;
  lines: LineIndex;
  /** Jars of what a statement names; asked only where it names something. */
  resolve(uses: readonly ConnectorUse[]): Promise<string[]>;
  /** What the session has already; grows. */
  added: Set<string>;
  signal: AbortSignal;
}

/** Adds what the statement needs and the session lacks. Throws what `resolve` throws, at the place of the name it is about. */
export async function addJarsFor(statement: PreparedStatement, errand: JarErrand): Promise<void> {
  const { session, lines, resolve, added, signal } = errand;
  const jars = await atItsPlace(statement, lines, (uses) => (uses.length === 0 ? [] : resolve(uses)));
  for (const jar of jars) {
    if (added.has(jar)) continue;
    added.add(jar);
    await session.run(`ADD JAR '${jar.replaceAll("'", "''")}'`, { signal });
  }
}
