/** The built console: its files, its one page for every other path, and how long each may be kept. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';

import { LiusuError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { words } from '../lib/words.ts';
import { sendProblem } from './error-handler.ts';
import { allowedMethods } from './route-table.ts';

const yearS = 365 * 24 * 3600;

/** Also answers for every path nobody else does. */
export async function serveConsole(server: FastifyInstance, folder: string, log: Log): Promise<void> {
  const built = existsSync(join(folder, 'index.html'));
  if (built) {
    await server.register(fastifyStatic, {
      root: folder,
      preCompressed: true,
      cacheControl: false,
      index: ['index.html'],
      setHeaders: (reply, path) => {
        // Names below assets/ hold a hash of the content; the others stay the same while their content changes.
        const hashed = path.startsWith(join(folder, 'assets'));
        reply.header('cache-control', hashed ? `public, max-age=${yearS}, immutable` : 'no-cache');
      },
    });
  }
  server.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0] ?? '/';
    const inApi = path === '/api' || path.startsWith('/api/');
    if (!inApi && (request.method === 'GET' || request.method === 'HEAD')) {
      // A missing file of the console is missing: its page would only confuse whoever waits for a script.
      const isFile = path.startsWith('/assets/') || /\.[a-z0-9]{2,5}$/i.test(path);
      if (built && !isFile) return reply.sendFile('index.html');
      if (!built && !isFile)
        return reply
          .code(503)
          .type('text/plain; charset=utf-8')
          .send('The console has not been built yet: run `npm run build --workspace packages/web`.\n');
    }
    const methods = inApi ? allowedMethods(path) : [];
    if (methods.length > 0) {
      reply.header('allow', methods.join(', '));
      return sendProblem(
        new LiusuError(
          'METHOD_NOT_ALLOWED',
          words(`${path} 不支持 ${request.method}`, `${path} does not know ${request.method}`),
        ),
        request,
        reply,
        log,
      );
    }
    return sendProblem(
      new LiusuError('NOT_FOUND', words(`${path} 处没有内容`, `there is nothing at ${path}`)),
      request,
      reply,
      log,
    );
  });
}
