/**
 * A network namespace of the test's own, tied to the machine by a pair of virtual devices, with packets that are really dropped:
 * nobody is told, nothing is refused, connections hang as they do when a cable is cut. Needs root, `ip` and `nft`.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';

/**
 * - both     what is sent to the address and what it sends are dropped
 * - answers  what is sent to the address arrives, what it sends is dropped
 */
export type Loss = 'both' | 'answers';

const doorPort = 8081;
/** Where Debian and its relatives keep them, whatever the PATH of who runs the tests. */
const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

export class NetworkNamespace {
  readonly #name: string;
  readonly #device: string;
  readonly #network: string;
  readonly #doors: ChildProcess[] = [];

  private constructor() {
    const id = randomInt(0x1_0000).toString(16).padStart(4, '0');
    this.#name = `liusu-test-${id}`;
    this.#device = `liusu${id}`;
    // Of the range kept for measurements of networks (RFC 2544): nothing else is to be found there.
    this.#network = `198.18.${randomInt(256)}`;
  }

  /** Throws, and says what to do, where the machine does not permit it. `count`: addresses inside, from `addressOf(0)` on. */
  static make(count: number): NetworkNamespace {
    if (process.getuid?.() !== 0) throw new Error('a network namespace needs root: run the long tests as root');
    const made = new NetworkNamespace();
    run('nft', ['--version']);
    run('ip', ['netns', 'add', made.#name]);
    try {
      const [outer, inner] = [`${made.#device}o`, `${made.#device}i`];
      run('ip', ['link', 'add', outer, 'type', 'veth', 'peer', 'name', inner, 'netns', made.#name]);
      run('ip', ['addr', 'add', `${made.#network}.1/24`, 'dev', outer]);
      run('ip', ['link', 'set', outer, 'up']);
      for (let index = 0; index < count; index += 1) {
        run('ip', ['-n', made.#name, 'addr', 'add', `${made.addressOf(index)}/24`, 'dev', inner]);
      }
      for (const device of ['lo', inner]) run('ip', ['-n', made.#name, 'link', 'set', device, 'up']);
      return made;
    } catch (error) {
      made.#removeNamespace();
      throw error;
    }
  }

  addressOf(index: number): string {
    return `${this.#network}.${index + 2}`;
  }

  /** A process inside that carries connections to the address over to a socket file. Returns its HTTP address. */
  async openDoor(address: string, socketPath: string): Promise<string> {
    const script = join(import.meta.dirname, 'door-process.ts');
    const args = [
      ...['netns', 'exec', this.#name, process.execPath, '--disable-warning=ExperimentalWarning'],
      ...[script, address, String(doorPort), socketPath],
    ];
    const door = spawn('ip', args, { env: environment, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#doors.push(door);
    await Promise.race([
      once(door.stdout, 'data'),
      once(door, 'exit').then(() => {
        throw new Error(`the door at ${address} did not open`);
      }),
    ]);
    return `http://${address}:${doorPort}`;
  }

  /** From now on packets of the address are lost. */
  drop(address: string, loss: Loss): void {
    const table = tableOf(address);
    const arriving = loss === 'both' ? `ip daddr ${address} counter drop` : '';
    this.#nft(`table inet ${table} {
      chain arriving { type filter hook input priority 0; policy accept; ${arriving}; }
      chain leaving { type filter hook output priority 0; policy accept; ip saddr ${address} counter drop; }
    }`);
  }

  /** Packets of the address go through again. Returns how many were dropped. */
  pass(address: string): number {
    const table = tableOf(address);
    const rules = run('ip', ['netns', 'exec', this.#name, 'nft', 'list', 'table', 'inet', table]);
    this.#nft(`delete table inet ${table}`);
    return [...rules.matchAll(/counter packets (\d+)/g)].reduce((sum, [, packets]) => sum + Number(packets), 0);
  }

  /** Ends the doors and removes everything again. */
  async remove(): Promise<void> {
    await Promise.all(
      this.#doors.map(async (door) => {
        if (door.exitCode !== null || door.signalCode !== null) return;
        const ended = once(door, 'exit');
        door.stdin?.end();
        await ended;
      }),
    );
    this.#removeNamespace();
  }

  /** The devices go with it. */
  #removeNamespace(): void {
    run('ip', ['netns', 'delete', this.#name]);
  }

  #nft(rules: string): void {
    run('ip', ['netns', 'exec', this.#name, 'nft', '--file', '-'], rules);
  }
}

function tableOf(address: string): string {
  return `loss_${address.replaceAll('.', '_')}`;
}

/** Output of a command that has to succeed. */
function run(command: 'ip' | 'nft', args: string[], input = ''): string {
  try {
    return execFileSync(command, args, { env: environment, input, encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    const { code, stderr } = error as { code?: string; stderr?: string };
    const remedy = 'apt-get install iproute2 nftables, or run the tests by ./liusu test --long';
    throw new Error(
      code === 'ENOENT' ? `${command} is missing: ${remedy}` : `${command} ${args.join(' ')}: ${stderr}`,
      {
        cause: error,
      },
    );
  }
}
