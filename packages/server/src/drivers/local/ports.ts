/** Free ports on the loopback interface. */
import { createServer } from 'node:net';

/** That many different ports free at this moment. */
export async function findFreePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => listen(0)));
  const ports = servers.map((server) => server?.port ?? 0);
  await Promise.all(servers.map(async (server) => server?.close()));
  return ports;
}

export async function isPortFree(port: number): Promise<boolean> {
  const server = await listen(port);
  await server?.close();
  return server !== undefined;
}

/** Undefined when the port is taken. */
function listen(port: number): Promise<{ port: number; close: () => Promise<void> } | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(undefined);
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      const close = () => new Promise<void>((done) => void server.close(() => done()));
      resolve({ port: typeof address === 'object' && address !== null ? address.port : port, close });
    });
  });
}
