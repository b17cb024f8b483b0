import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { testDatabases } from '../db/test-database.ts';
import { startTestServer, testPassword, type TestServer } from '../http/test-server.ts';
import type { Clock } from '../lib/clock.ts';

describe.each(testDatabases)('sessions and tokens on $name', ({ open }) => {
  let server: TestServer;
  let nowMs: number;
  const clock: Clock = { nowMs: () => nowMs, sleep: () => Promise.resolve() };
  const headers = { host: 'localhost' };

  beforeEach(async () => {
    nowMs = Date.parse('2026-01-01T00:00:00Z');
    server = await startTestServer(open, { clock });
  });
  afterEach(() => server.stop());

  const login = (password = testPassword, name = 'admin') =>
    server.http.fastify.inject({
      method: 'POST',
      url: '/api/v1/session',
      headers,
      payload: { name, password },
    });

  async function loggedIn() {
    const response = await login();
    const cookie = response.cookies[0];
    return {
      cookie: { [cookie?.name ?? '']: cookie?.value ?? '' },
      csrf: response.json<{ csrfToken: string }>().csrfToken,
      attributes: cookie,
    };
  }

  test('login answers the person and their projects, and sets a cookie no script can read', async () => {
    const response = await login();

    expect(response.statusCode).toBe(200);
    expect(response.json()).toMatchObject({ user: { name: 'admin', admin: true }, projects: [{ role: 'owner' }] });
    expect(response.body).not.toContain('argon2');
    expect(response.cookies[0]).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/' });
  });

  test('a wrong password and an unknown name get the same answer', async () => {
    const wrong = (await login('wrong-password')).json();
    const unknown = (await login(testPassword, 'nobody')).json();

    expect(wrong).toMatchObject({ code: 'BAD_CREDENTIALS', status: 401 });
    expect(unknown).toMatchObject({ code: wrong.code, detail: wrong.detail });
  });

  test('guessing is slowed down, and forgiven after a while', async () => {
    for (let attempt = 0; attempt < 10; attempt += 1) await login('wrong-password');

    const refused = await login();
    expect(refused.statusCode).toBe(429);
    expect(refused.json()).toMatchObject({ code: 'RATE_LIMITED' });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    nowMs += 16 * 60_000;
    expect((await login()).statusCode).toBe(200);
  });

  test('a mutation with the cookie needs the CSRF token; a read does not', async () => {
    const { cookie, csrf } = await loggedIn();
    const create = (extra: Record<string, string>) =>
      server.http.fastify.inject({
        method: 'POST',
        url: '/api/v1/tokens',
        headers: { ...headers, ...extra },
        cookies: cookie,
        payload: { name: 'ci' },
      });

    expect((await create({})).json()).toMatchObject({ code: 'CSRF_REJECTED', status: 403 });
    expect((await create({ 'x-csrf-token': 'other' })).json()).toMatchObject({ code: 'CSRF_REJECTED' });
    expect((await create({ 'x-csrf-token': csrf })).statusCode).toBe(201);
    const read = await server.http.fastify.inject({ url: '/api/v1/session', headers, cookies: cookie });
    expect(read.json()).toMatchObject({ csrfToken: csrf, user: { name: 'admin' } });
  });

  test('a session slides while it is used, and ends 12 hours after its last use', async () => {
    const { cookie } = await loggedIn();
    const read = () => server.http.fastify.inject({ url: '/api/v1/session', headers, cookies: cookie });

    nowMs += 11 * 3_600_000;
    const slid = await read();
    expect(slid.statusCode).toBe(200);
    expect(slid.cookies).toHaveLength(1);
    nowMs += 11 * 3_600_000;
    expect((await read()).statusCode).toBe(200);
    nowMs += 12 * 3_600_000 + 1;
    expect((await read()).statusCode).toBe(401);
  });

  test('logging out ends the session', async () => {
    const { cookie, csrf } = await loggedIn();
    const out = await server.http.fastify.inject({
      method: 'DELETE',
      url: '/api/v1/session',
      headers: { ...headers, 'x-csrf-token': csrf },
      cookies: cookie,
    });

    expect(out.statusCode).toBe(204);
    expect((await server.http.fastify.inject({ url: '/api/v1/session', headers, cookies: cookie })).statusCode).toBe(
      401,
    );
  });

  test('changing the password ends the other sessions and needs the old one', async () => {
    const one = await loggedIn();
    const two = await loggedIn();
    const change = (current: string) =>
      server.http.fastify.inject({
        method: 'PUT',
        url: '/api/v1/session/password',
        headers: { ...headers, 'x-csrf-token': one.csrf },
        cookies: one.cookie,
        payload: { current, next: 'another password' },
      });
    const read = (cookies: Record<string, string>) =>
      server.http.fastify.inject({ url: '/api/v1/session', headers, cookies });

    expect((await change('wrong-password')).json()).toMatchObject({ code: 'BAD_CREDENTIALS' });
    expect((await change(testPassword)).statusCode).toBe(204);
    expect((await read(one.cookie)).statusCode).toBe(200);
    expect((await read(two.cookie)).statusCode).toBe(401);
    expect((await login()).statusCode).toBe(401);
    expect((await login('another password')).statusCode).toBe(200);
  });

  test('an API token works until it expires, is revoked, or its owner is turned off', async () => {
    const user = await server.users.create({ name: 'robot', password: testPassword });
    const short = await server.auth.createToken(user.id, 'short', 1);
    const long = await server.auth.createToken(user.id, 'long', null);
    const read = (secret: string) =>
      server.http.fastify.inject({
        url: '/api/v1/session',
        headers: { ...headers, authorization: `Bearer ${secret}` },
      });

    expect((await read(short.secret)).statusCode).toBe(200);
    nowMs += 24 * 3_600_000 + 1;
    expect((await read(short.secret)).statusCode).toBe(401);
    expect((await read(long.secret)).statusCode).toBe(200);
    expect((await server.auth.listTokens(user.id))[0]?.lastUsedAt).not.toBeNull();
    await server.users.update(user.id, { disabled: true });
    expect((await read(long.secret)).statusCode).toBe(401);
    await server.users.update(user.id, { disabled: false });
    await server.auth.deleteToken(user.id, long.id);
    expect((await read(long.secret)).statusCode).toBe(401);
  });

  test('secrets are stored as hashes only', async () => {
    const { cookie } = await loggedIn();
    const user = (await server.users.list())[0];
    const token = await server.auth.createToken(user?.id ?? '', 'x', null);

    const rows = JSON.stringify([
      await server.database.db.selectFrom('session').selectAll().execute(),
      await server.database.db.selectFrom('api_token').selectAll().execute(),
      await server.database.db.selectFrom('user').selectAll().execute(),
    ]);

    expect(rows).not.toContain(Object.values(cookie)[0]);
    expect(rows).not.toContain(token.secret);
    expect(rows).not.toContain(testPassword);
    expect(rows).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
  });

  test('the last administrator stays one', async () => {
    const admin = (await server.users.list()).find((user) => user.admin);

    await expect(server.users.update(admin?.id ?? '', { disabled: true })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(server.users.update(admin?.id ?? '', { admin: false })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await server.users.list()).find((user) => user.id === admin?.id)).toMatchObject({
      admin: true,
      disabled: false,
    });
  });
});
