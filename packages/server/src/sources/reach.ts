/** The way to a server, step by step: its name, its port, its certificate. Each says what it saw. */
import { lookup } from 'node:dns/promises';
import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';

import type { SourceConnection, SourceKind, SourceTls } from '@liusu/contract/source';

import { SourceError } from './source-error.ts';
import { type Words, words } from '../lib/words.ts';

export interface Place {
  host: string;
  port: number;
}

export interface ReachOptions {
  signal: AbortSignal;
  timeoutMs: number;
}

/** Certificate settings of a client; undefined for plain text. */
export function tlsOptionsOf(
  connection: { tls: SourceTls; caPem?: string | undefined },
  host?: string,
): ConnectionOptions | undefined {
  if (connection.tls === 'off') return undefined;
  return {
    rejectUnauthorized: connection.tls === 'verify',
    // The name that the certificate must bear; without one, Node checks for `localhost`. An address is no server name.
    ...(host === undefined ? {} : { host }),
    ...(host === undefined || isIP(host) !== 0 ? {} : { servername: host }),
    ...(connection.caPem === undefined ? {} : { ca: connection.caPem }),
  };
}

/** Throws what the resolver throws. */
export async function resolveName({ host }: Place): Promise<Words> {
  const { address } = await lookup(host);
  return address === host
    ? words(`${host} 是地址`, `${host} is an address`)
    : words(`${host} 的地址是 ${address}`, `${host} is ${address}`);
}

/** Throws what the socket throws. */
export async function reachPort(place: Place, options: ReachOptions): Promise<Words> {
  const socket = await connected(place, options);
  socket.destroy();
  return words(`端口 ${place.port} 接受连接`, `port ${place.port} accepts connections`);
}

/** Shakes hands as a client of that kind does: PostgreSQL and MySQL begin in plain text and go over. Throws SourceError. */
export async function shakeHands(connection: SourceConnection, place: Place, options: ReachOptions): Promise<Words> {
  const socket = await connected(place, options);
  try {
    await prologues[connection.kind]?.(socket, options);
    return await secured(socket, tlsOptionsOf(connection, place.host) ?? {}, options);
  } finally {
    socket.destroy();
  }
}

const prologues: Partial<Record<SourceKind, (socket: Socket, options: ReachOptions) => Promise<void>>> = {
  postgresql: askPostgresql,
  mysql: askMysql,
};

/** The request for TLS is 8 bytes; the answer is one letter. */
async function askPostgresql(socket: Socket, options: ReachOptions): Promise<void> {
  const request = Buffer.alloc(8);
  request.writeInt32BE(8, 0);
  request.writeInt32BE(80_877_103, 4);
  socket.write(request);
  const answer = await nextBytes(socket, 1, options);
  if (answer.toString('latin1', 0, 1) === 'N')
    throw new SourceError('TLS_NOT_OFFERED', 'the server answered that it does not speak TLS');
  if (answer.toString('latin1', 0, 1) !== 'S')
    throw new SourceError('NOT_THIS_KIND', 'what answered does not know the request of PostgreSQL for TLS');
}

const mysqlSpeaksTls = 0x0800;
const mysqlProtocol41 = 0x0200;
const mysqlSecureConnection = 0x8000;

/** The server greets first and says whether it can; the client then asks by a login packet that ends before the name. */
async function askMysql(socket: Socket, options: ReachOptions): Promise<void> {
  const header = await nextBytes(socket, 4, options);
  const greeting = await nextBytes(socket, header.readUIntLE(0, 3), options);
  if (greeting[0] === 0xff) throw new SourceError('HOST_NOT_ALLOWED', greeting.toString('utf8', 3));
  if (greeting[0] !== 10) throw new SourceError('NOT_THIS_KIND', 'what answered does not greet as MySQL does');
  // Protocol, version and its end, thread, 8 bytes of a challenge and a filler come before the capabilities.
  const at = greeting.indexOf(0, 1) + 1 + 4 + 8 + 1;
  if ((greeting.readUInt16LE(at) & mysqlSpeaksTls) === 0)
    throw new SourceError('TLS_NOT_OFFERED', 'the server does not offer TLS in its greeting');
  const request = Buffer.alloc(36);
  request.writeUIntLE(32, 0, 3);
  request.writeUInt8(1, 3);
  request.writeUInt32LE(mysqlSpeaksTls | mysqlProtocol41 | mysqlSecureConnection, 4);
  request.writeUInt32LE(0x0100_0000, 8);
  request.writeUInt8(45, 12);
  socket.write(request);
}

function connected({ host, port }: Place, { signal, timeoutMs }: ReachOptions): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connectTcp({ host, port, signal });
    const late = setTimeout(() => {
      socket.destroy();
      reject(new SourceError('NO_ANSWER', `port ${port} did not answer within ${timeoutMs} ms`));
    }, timeoutMs);
    socket.once('connect', () => {
      clearTimeout(late);
      socket.on('error', () => undefined);
      resolve(socket);
    });
    socket.once('error', (error) => {
      clearTimeout(late);
      reject(error);
    });
  });
}

/** Exactly `length` bytes; what comes after them stays in the socket. */
function nextBytes(socket: Socket, length: number, { timeoutMs }: ReachOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const end = (settle: () => void) => {
      clearTimeout(late);
      socket.off('readable', read);
      socket.off('close', closed);
      socket.off('error', failed);
      settle();
    };
    const read = () => {
      const bytes = socket.read(length) as Buffer | null;
      if (bytes !== null) end(() => resolve(bytes));
    };
    const closed = () =>
      end(() => reject(new SourceError('CONNECTION_LOST', 'the other side closed the connection without a word')));
    const failed = (error: Error) => end(() => reject(error));
    const late = setTimeout(
      () => end(() => reject(new SourceError('NOT_THIS_KIND', `nothing was said within ${timeoutMs} ms`))),
      timeoutMs,
    );
    socket.on('readable', read);
    socket.on('close', closed);
    socket.on('error', failed);
    read();
  });
}

function secured(socket: Socket, tls: ConnectionOptions, { timeoutMs }: ReachOptions): Promise<Words> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new SourceError('TLS_FAILED', `no handshake within ${timeoutMs} ms`)),
      timeoutMs,
    );
    const wrapped = connectTls({ ...tls, socket });
    wrapped.once('secureConnect', () => {
      clearTimeout(late);
      const certificate = wrapped.authorized
        ? words('证书已校验', 'certificate checked')
        : words('证书未校验', 'certificate not checked');
      const protocol = wrapped.getProtocol() ?? 'TLS';
      resolve(words(`${protocol}，${certificate.zh}`, `${protocol}, ${certificate.en}`));
      wrapped.destroy();
    });
    wrapped.on('error', (error) => {
      clearTimeout(late);
      reject(error);
    });
    wrapped.once('close', () => {
      clearTimeout(late);
      reject(new SourceError('TLS_FAILED', 'the other side closed the connection in the handshake'));
    });
  });
}
