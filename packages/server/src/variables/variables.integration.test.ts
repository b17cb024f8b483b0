import { randomBytes } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Database } from '../db/database.ts';
import { testDatabases } from '../db/test-database.ts';
import { startTestServer, type TestServer } from '../http/test-server.ts';
import { systemClock } from '../lib/clock.ts';
import { redactText } from '../lib/redact.ts';
import { createVault } from '../lib/vault.ts';
import { variableHandlers } from './variable-routes.ts';
import { VariableService } from './variable-service.ts';

const vault = createVault(randomBytes(32));

describe.each(testDatabases)('variables and secrets of a project on $name', ({ open }) => {
  let database: Database;
  let service: VariableService;
  let server: TestServer;
  let token: string;

  beforeEach(async () => {
    database = await open();
    service = new VariableService({ database, vault, clock: systemClock });
    server = await startTestServer(async () => database, { handlers: variableHandlers(service) });
    token = await server.tokenFor('developer');
  });
  afterEach(() => server.stop());

  async function call(method: 'GET' | 'PUT' | 'DELETE', path: string, payload?: object) {
    return server.http.fastify.inject({
      method,
      url: `/api/v1/projects/${server.projectId}/${path}`,
      headers: { host: 'localhost', authorization: `Bearer ${token}` },
      ...(payload === undefined ? {} : { payload }),
    });
  }

  test('a variable is set, set again, listed and deleted', async () => {
    await call('PUT', 'variables/topic', { value: 'orders' });
    const second = await call('PUT', 'variables/topic', { value: 'orders-v2', description: 'where orders come from' });
    expect(second.json()).toMatchObject({ name: 'topic', value: 'orders-v2', description: 'where orders come from' });
    expect((await call('GET', 'variables')).json().items).toHaveLength(1);
    expect(await service.valuesOf(server.projectId)).toEqual({ topic: 'orders-v2' });

    expect((await call('DELETE', 'variables/topic')).statusCode).toBe(204);
    expect((await call('DELETE', 'variables/topic')).json()).toMatchObject({ code: 'NOT_FOUND' });
    expect(await service.valuesOf(server.projectId)).toEqual({});
  });

  test('a secret is never given back, and stands sealed in the database', async () => {
    const value = `pass'word-${randomBytes(6).toString('hex')}`;
    const put = await call('PUT', 'secrets/db', { value, description: 'of the order database' });

    expect(put.statusCode).toBe(200);
    expect(put.body).not.toContain(value);
    expect((await call('GET', 'secrets')).body).not.toContain(value);
    expect((await call('GET', 'secrets')).json().items).toMatchObject([{ name: 'db' }]);
    const rows = await database.db.selectFrom('secret').selectAll().execute();
    expect(JSON.stringify(rows)).not.toContain(value);
    expect(await service.valuesOf(server.projectId)).toEqual({ 'secret.db': value });
    expect(redactText(`could not log in with ${value}`)).toBe('could not log in with ******');
    expect(redactText(`'x' = '${value.replace("'", "''")}'`)).toBe("'x' = '******'");
  });

  test('a sealed secret moved to another name does not open', async () => {
    await call('PUT', 'secrets/a', { value: 'first secret' });
    await database.db.updateTable('secret').set({ name: 'b' }).execute();

    await expect(service.valuesOf(server.projectId)).rejects.toMatchObject({ code: 'INTERNAL' });
  });

  test.each(['secret.x', 'scenario.flights.dir', 'start.time', '1x', 'a b', 'x'.repeat(65)])(
    'the name %s is refused for a variable',
    async (name) => {
      const answer = await call('PUT', `variables/${encodeURIComponent(name)}`, { value: '1' });
      expect(answer.json()).toMatchObject({ status: 400, code: 'INVALID_INPUT' });
    },
  );

  test('projects do not see each other', async () => {
    const other = await server.projects.create({ name: 'other' } as never);
    await call('PUT', 'variables/topic', { value: 'orders' });

    expect(await service.valuesOf(other.id)).toEqual({});
  });
});
