/** The Java that servers of tests run on: the machine's own, or the one that is fetched for engines. */
import { join } from 'node:path';

import { runCommand } from '../../drivers/local/spawn.ts';
import { testCacheDir, testJava, testSources } from '../../drivers/test-engines.ts';
import { findJava } from '../../engines/java.ts';
import { readMachine } from '../../lib/machine.ts';

/** Path of the command. */
export async function serverJava(): Promise<string> {
  const { command } = await findJava({
    settings: testJava,
    suitable: [17, 21],
    platform: readMachine().platform,
    enginesDir: join(import.meta.dirname, '../../../../../engines'),
    cacheDir: testCacheDir,
    sources: testSources,
    run: runCommand,
  });
  return command;
}
