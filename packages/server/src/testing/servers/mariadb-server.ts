/**
 * A MariaDB server for tests, in place of MySQL: Debian's program, with the binary log that change capture reads, on a free port of
 * the loopback interface.
 */
import { join } from 'node:path';

import { debianPrograms } from './debian-programs.ts';
import { runProgram } from './run-program.ts';
import { freePorts, ServerProcess } from './server-process.ts';

export interface MariadbServer {
  host: string;
  port: number;
  /** May do everything, from the loopback interface. */
  user: string;
  password: string;
  /** Runs statements, and returns the rows of those that give some: one line each, columns separated by tabs. */
  run(statements: string): Promise<string>;
  stop(): Promise<void>;
}

const user = 'liusu';
const password = 'test-only';

/** `folder`: an existing one of the test's own. */
export async function startMariadb(folder: string): Promise<MariadbServer> {
  const { root, env } = await debianPrograms('mariadb', ['mariadb-server-core', 'mariadb-client-core']);
  const basedir = join(root, 'usr');
  const data = join(folder, 'mariadb');
  const socket = join(folder, 'mariadb.sock');
  // It refuses to run as root unless told to.
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
  await runProgram({
    command: join(basedir, 'bin/mariadb-install-db'),
    args: [
      ...['--no-defaults', `--basedir=${basedir}`, `--datadir=${data}`, '--auth-root-authentication-method=normal'],
      ...['--skip-test-db', ...asRoot],
    ],
    env,
    cwd: folder,
  });
  const [port = 0] = await freePorts(1);
  const host = '127.0.0.1';
  const client = ['--no-defaults', `--socket=${socket}`, '-u', 'root', '--batch', '--skip-column-names'];
  const run = (statements: string) =>
    runProgram({ command: join(basedir, 'bin/mariadb'), args: client, env, input: statements });
  const server = await ServerProcess.start(
    {
      command: join(basedir, 'sbin/mariadbd'),
      args: [
        ...['--no-defaults', `--basedir=${basedir}`, `--datadir=${data}`, `--socket=${socket}`, ...asRoot],
        ...[`--bind-address=${host}`, `--port=${port}`, `--pid-file=${join(folder, 'mariadb.pid')}`],
        ...['--server-id=1', '--log-bin=changes', '--binlog-format=ROW', '--binlog-row-image=FULL'],
        // What a crash of the machine would lose is of no use after a test.
        ...['--innodb-flush-log-at-trx-commit=0', '--sync-binlog=0', '--innodb-buffer-pool-size=64M'],
        ...['--skip-name-resolve', '--character-set-server=utf8mb4', '--default-time-zone=+00:00'],
      ],
      cwd: folder,
      env,
    },
    async () => (await run('select 1')) === '1\n',
  );
  try {
    await run(`create user ${user}@'%' identified by '${password}'; grant all on *.* to ${user}@'%'`);
  } catch (error) {
    await server.stop();
    throw error;
  }
  return { host, port, user, password, run, stop: () => server.stop() };
}
