/** A Redis server for tests: Debian's program, in memory alone, on a free port of the loopback interface. */
import { join } from 'node:path';

import { debianPrograms } from './debian-programs.ts';
import { runProgram } from './run-program.ts';
import { freePorts, ServerProcess } from './server-process.ts';

export interface RedisServer {
  host: string;
  port: number;
  /** `redis://host:port` */
  url: string;
  /** Runs one command and returns its answer as redis-cli prints it, without the last line break. */
  command(...words: string[]): Promise<string>;
  stop(): Promise<void>;
}

/** `folder`: an existing one of the test's own. `password`: asked for from then on. */
export async function startRedis(folder: string, password?: string): Promise<RedisServer> {
  const { root, env } = await debianPrograms('redis', ['redis-server', 'redis-tools']);
  const [port = 0] = await freePorts(1);
  const host = '127.0.0.1';
  const auth = password === undefined ? [] : ['--no-auth-warning', '-a', password];
  const command = async (...words: string[]) => {
    const args = ['-h', host, '-p', String(port), ...auth, ...words];
    return (await runProgram({ command: join(root, 'usr/bin/redis-cli'), args, env })).replace(/\n$/, '');
  };
  const settings = [
    ...['--bind', host, '--port', String(port), '--dir', folder, '--save', '', '--appendonly', 'no'],
    ...(password === undefined ? [] : ['--requirepass', password]),
  ];
  const server = await ServerProcess.start(
    { command: join(root, 'usr/bin/redis-server'), args: settings, cwd: folder, env },
    async () => (await command('ping')) === 'PONG',
  );
  return { host, port, url: `redis://${host}:${port}`, command, stop: () => server.stop() };
}
