/** One server program of a test: a child process on the loopback interface, its last words, and its certain end. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

export interface ServerProgram {
  command: string;
  args: string[];
  cwd: string;
  /** The whole environment. */
  env: Record<string, string>;
  /** The name it is started under, where the program does different things under different names. */
  argv0?: string;
  /** What ends it in an orderly way. Default SIGTERM. */
  endSignal?: NodeJS.Signals;
}

const startTimeoutMs = 90_000;
const endTimeoutMs = 20_000;

export class ServerProcess {
  readonly #child: ChildProcess;
  readonly #endSignal: NodeJS.Signals;
  #output = '';

  private constructor(program: ServerProgram) {
    this.#endSignal = program.endSignal ?? 'SIGTERM';
    const { command, args, cwd, env, argv0 } = program;
    this.#child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(argv0 === undefined ? {} : { argv0 }),
    });
    const keep = (chunk: Buffer) => (this.#output = (this.#output + chunk.toString('utf8')).slice(-10_000));
    this.#child.stdout?.on('data', keep);
    this.#child.stderr?.on('data', keep);
    this.#child.on('error', (error) => (this.#output += `\n${error.message}`));
  }

  /** Starts it and waits until `isAnswering` holds. Throws with the program's last words when it does not come up. */
  static async start(program: ServerProgram, isAnswering: () => Promise<boolean>): Promise<ServerProcess> {
    const server = new ServerProcess(program);
    const endMs = performance.now() + startTimeoutMs;
    while (!(await isAnswering().catch(() => false))) {
      if (server.#hasEnded || performance.now() > endMs) {
        await server.stop();
        throw new Error(`${program.command} did not start:\n${server.#output}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return server;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Ends it in an orderly way, by force when that takes too long; resolves when it is gone. */
  async stop(): Promise<void> {
    if (this.#hasEnded) return;
    const exited = once(this.#child, 'exit');
    this.#child.kill(this.#endSignal);
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), endTimeoutMs);
    await exited;
    clearTimeout(timer);
  }

  get #hasEnded(): boolean {
    return this.#child.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }
}

/** Ports of the loopback interface that nobody listens on now, all different. */
export async function freePorts(count: number): Promise<number[]> {
  const probes = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(probes.map((probe) => once(probe, 'listening')));
  const ports = probes.map((probe) => {
    const address = probe.address();
    if (address === null || typeof address === 'string') throw new Error('a TCP server has a port');
    return address.port;
  });
  await Promise.all(
    probes.map((probe) => {
      probe.close();
      return once(probe, 'close');
    }),
  );
  return ports;
}

/** True when something takes connections on a port of the loopback interface. */
export function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const end = (isOpen: boolean) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
