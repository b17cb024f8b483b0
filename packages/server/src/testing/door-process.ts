/**
 * Run inside a network namespace: takes TCP connections at ADDRESS PORT and carries them over to the socket file PATH, which
 * is reached from every namespace of the machine. Prints a line when it listens; ends with its standard input.
 */
import { connect, createServer } from 'node:net';

const [address = '', port = '', path = ''] = process.argv.slice(2);

const server = createServer((client) => {
  const inner = connect(path);
  for (const [one, other] of [
    [client, inner],
    [inner, client],
  ] as const) {
    one.pipe(other);
    one.on('error', () => other.destroy());
    one.once('close', () => other.destroy());
  }
});
server.listen(Number(port), address, () => process.stdout.write('listening\n'));
process.stdin.resume().once('end', () => process.exit(0));
