/** Flink's own SQL client, run against the gateway that Liusu uses. Its jar is taken once from the archive that Flink's files come from. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { testSources } from '../../packages/server/src/drivers/test-engines.ts';
import { fetchArtifact } from '../../packages/server/src/engines/download.ts';
import { EngineStore } from '../../packages/server/src/engines/engine-store.ts';

const run = promisify(execFile);
const cacheDir = process.env['LIUSU_CACHE'] ?? join(homedir(), '.cache', 'liusu');

export interface SqlClientOptions {
  engine: string;
  /** Address of the gateway, and the pid of its process, which shows the Java to use. */
  gatewayUrl: string;
  gatewayPid: number;
  /** For scripts and an empty configuration. */
  folder: string;
}

export class SqlClient {
  readonly #options: SqlClientOptions;
  readonly #jars: string;

  private constructor(options: SqlClientOptions, jars: string) {
    this.#options = options;
    this.#jars = jars;
  }

  /** Throws what fetching and unpacking throw. */
  static async prepare(options: SqlClientOptions): Promise<SqlClient> {
    const enginesDir = join(import.meta.dirname, '../../engines');
    const store = new EngineStore({ enginesDir, cacheDir, sources: testSources });
    const { gatewayJars } = await store.install(options.engine);
    const { distribution, flinkVersion } = store.get(options.engine);
    const folder = join(cacheDir, 'bench');
    const jar = join(folder, `flink-sql-client-${flinkVersion}.jar`);
    if (!existsSync(jar)) {
      process.stderr.write("fetching Flink's SQL client (312 MB, once) …\n");
      const archive = await fetchArtifact(distribution, { cacheDir, sources: testSources });
      mkdirSync(folder, { recursive: true });
      const member = `*/deps/opt/flink-sql-client-${flinkVersion}.jar`;
      await run('tar', ['-xzf', archive, '-C', folder, '--strip-components=3', '--wildcards', member]);
      rmSync(archive, { force: true });
    }
    mkdirSync(join(options.folder, 'client-conf'), { recursive: true });
    writeFileSync(join(options.folder, 'client-conf', 'config.yaml'), '');
    return new SqlClient(options, [jar, ...gatewayJars].join(':'));
  }

  /** Runs statements as a file, each ended by a semicolon. Throws with the client's words when one fails. */
  async run(statements: string[]): Promise<void> {
    const { folder, gatewayUrl, gatewayPid } = this.#options;
    const file = join(folder, 'client.sql');
    writeFileSync(file, statements.map((text) => `${text};\n`).join(''));
    const opened = ['java.lang', 'java.util'].map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`);
    const main = 'org.apache.flink.table.client.SqlClient';
    const { stdout, stderr } = await run(
      readlinkSync(`/proc/${gatewayPid}/exe`),
      [...opened, '-cp', this.#jars, main, 'gateway', '--endpoint', gatewayUrl, '--file', file],
      { env: { ...process.env, FLINK_CONF_DIR: join(folder, 'client-conf') }, timeout: 120_000 },
    );
    if (/\[ERROR\]|Exception/.test(stdout + stderr)) throw new Error(`the SQL client failed:\n${stdout}\n${stderr}`);
  }
}
