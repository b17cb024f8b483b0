/**
 * On loopback the platform answers only requests that name loopback as their host. A page of another site whose name was made to
 * resolve to 127.0.0.1 (DNS rebinding) sends that site's name, and is refused.
 */
import { LiusuError } from '../lib/errors.ts';
import { words } from '../lib/words.ts';

const loopbackNames = new Set(['localhost', '127.0.0.1', '[::1]']);

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

/** Name part of a Host header, in lower case. */
function hostName(header: string): string {
  return header.replace(/:\d+$/, '').toLowerCase();
}

/** Throws INVALID_INPUT for a foreign name. `listenHost` is the address the server was told to listen on. */
export function checkHost(listenHost: string, header: string | undefined): void {
  if (!isLoopback(listenHost)) return;
  const name = hostName(header ?? '');
  if (loopbackNames.has(name) || name === listenHost) return;
  throw new LiusuError(
    'INVALID_INPUT',
    words('请求所写的主机名不是本平台应答的地址', 'the host named by the request is not one this platform answers to'),
    {
      fields: [
        { path: 'headers.host', message: 'must be localhost or a loopback address', zh: '应为 localhost 或回环地址' },
      ],
    },
  );
}
