/** SQL against a real gateway and cluster: submission, validation, preview. */
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { JobSettings } from '@liusu/contract/job';
import { type PreviewEvent, PreviewRequest } from '@liusu/contract/sql';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';

import { newFlinkJobId } from '../lib/ids.ts';
import { useFlink } from '../testing/flink-cluster.ts';
import { openSqlServices, type SqlServices } from '../testing/sql-services.ts';
import { GatewaySubmitter } from './gateway-submitter.ts';
import type { PreviewRow, PreviewStore } from './preview.ts';
import type { SubmissionAttempt, SubmissionRequest } from './submission.ts';

const pair =
  "CREATE TEMPORARY TABLE s (id INT) WITH ('connector' = 'datagen', 'rows-per-second' = '5');\n" +
  "CREATE TEMPORARY TABLE k (id INT) WITH ('connector' = 'blackhole');\n";
const twoInserts = `${pair}INSERT INTO k SELECT * FROM s;\nINSERT INTO k SELECT id + 1 FROM s;`;

class MemoryPreviewStore implements PreviewStore {
  readonly rows = new Map<string, PreviewRow>();
  async insert(row: PreviewRow): Promise<void> {
    this.rows.set(row.id, row);
  }
  async end(id: string): Promise<void> {
    this.rows.delete(id);
  }
  async listOpen(): Promise<PreviewRow[]> {
    return [...this.rows.values()];
  }
}

describe('SQL on real Flink', () => {
  const flink = useFlink();
  const store = new MemoryPreviewStore();
  let services: SqlServices;
  let sessions: SqlServices['sessions'];
  let submitter: GatewaySubmitter;
  let validation: SqlServices['validation'];
  let previews: SqlServices['previews'];

  beforeAll(() => {
    services = openSqlServices(flink(), { poolSize: 1, maxPreviews: 2, store });
    ({ sessions, validation, previews } = services);
    submitter = new GatewaySubmitter({ ...services.common, fateOf: () => 'alive' });
  });
  afterAll(() => services.close());

  async function until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
    const endMs = Date.now() + 60_000;
    for (;;) {
      const found = await look();
      if (found !== undefined) return found;
      if (Date.now() > endMs) throw new Error(`waited 60 s in vain for: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async function statusOf(flinkJobId: string): Promise<string | undefined> {
    return (await flink().rest.jobs()).find((job) => job.flinkJobId === flinkJobId)?.status;
  }

  function request(more: Partial<SubmissionRequest>): SubmissionRequest {
    return {
      cluster: flink().cluster,
      flinkJobId: newFlinkJobId(),
      flinkJobName: "it's a 作业",
      script: twoInserts,
      settings: JobSettings.parse({ checkpointIntervalMs: 500, parallelism: 2 }),
      timeZone: 'UTC',
      variables: {},
      step: 0,
      checkpointFolder: `file://${flink().folder}/checkpoints`,
      restorePath: null,
      allowNonRestored: false,
      marks: { 'liusu.run': 'run_1' },
      onAttempt: async () => undefined,
      signal: new AbortController().signal,
      ...more,
    };
  }

  describe('submission', () => {
    it('runs all INSERTs of a script as one job under the chosen id, with its settings, and restores it', async () => {
      const first = request({});
      const outcome = await submitter.submit(first);
      await until('RUNNING', async () => ((await statusOf(first.flinkJobId)) === 'RUNNING' ? true : undefined));
      const checkpoint = await until('a checkpoint', async () => {
        const answer = await flink().rest.findCheckpoints(first.flinkJobId);
        return answer?.latestCompleted?.externalPath ?? undefined;
      });
      const job = await flink().rest.findJob(first.flinkJobId);
      await flink().rest.cancel(first.flinkJobId);
      await until('CANCELED', async () => ((await statusOf(first.flinkJobId)) === 'CANCELED' ? true : undefined));
      const second = request({ restorePath: checkpoint });
      const again = await submitter.submit(second);
      const restored = await until('the restored state', async () => {
        const answer = await flink().rest.findCheckpoints(second.flinkJobId);
        return answer?.restoredPath ?? undefined;
      });
      await flink().rest.cancel(second.flinkJobId);

      expect([outcome, again]).toEqual([{ kind: 'submitted' }, { kind: 'submitted' }]);
      expect(job?.name).toBe("it's a 作业");
      expect(job?.vertices.every((vertex) => vertex.parallelism === 2)).toBe(true);
      expect(checkpoint).toContain(`${flink().folder}/checkpoints/${first.flinkJobId}/`);
      expect(restored).toBe(checkpoint);
    });

    it('tells a duplicate of a second submission under one id, and proves the attempt dead', async () => {
      const first = request({});
      let attempt: SubmissionAttempt | undefined;
      await submitter.submit(first);

      const second = await submitter.submit({
        ...first,
        onAttempt: async (made) => {
          attempt = made;
        },
      });
      const left = attempt === undefined ? undefined : await submitter.proveDead(attempt, flink().engine);
      await flink().rest.cancel(first.flinkJobId);

      expect(second.kind).toBe('duplicate');
      expect(left).toBe('dead');
    });

    it('is sure that nothing was submitted to a cluster that is not there, and asks it once only', async () => {
      const gone = { ...flink().cluster, gatewayTarget: async () => ({ address: '127.0.0.1', port: 1 }) };

      const outcome = await submitter.submit(request({ cluster: gone }));

      expect(outcome).toMatchObject({ kind: 'refused', class: 'environment' });
    });

    it('does not know when the cluster took the connection and broke it', async () => {
      let asked = 0;
      const server = createServer((socket) => {
        asked += 1;
        socket.on('error', () => socket.destroy());
        socket.once('data', () => socket.destroy());
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const { port } = server.address() as AddressInfo;
      const broken = { ...flink().cluster, gatewayTarget: async () => ({ address: '127.0.0.1', port }) };

      const outcome = await submitter.submit(request({ cluster: broken }));
      await new Promise((resolve) => server.close(resolve));

      expect(outcome.kind).toBe('unknown');
      expect(asked).toBe(1);
    });

    it.each([
      ['a missing column', `${pair}INSERT INTO k\nSELECT idd FROM s`, { line: 4, column: 8, endColumn: 11 }],
      [
        'a bad definition',
        "CREATE TEMPORARY TABLE k (\n  id INTT) WITH ('connector' = 'blackhole');INSERT INTO k SELECT 1",
        { line: 2, column: 6 },
      ],
      ['one of several INSERTs', `${twoInserts}\nINSERT INTO k SELECT 'x', 1`, { statement: 4, line: 5 }],
    ])('refuses %s at its place', async (_name, script, place) => {
      const asked = request({ script });

      const outcome = await submitter.submit(asked);

      expect(outcome).toMatchObject({ kind: 'refused', class: 'user', diagnostics: [place] });
      expect(await statusOf(asked.flinkJobId)).toBeUndefined();
    });

    it('runs the steps of a batch script one by one', async () => {
      const script =
        'CREATE DATABASE IF NOT EXISTS lake.steps;\nCREATE TABLE lake.steps.a (x INT);\nINSERT INTO lake.steps.a VALUES (1), (2);\n' +
        'CREATE TABLE lake.steps.b (x INT);\nINSERT INTO lake.steps.b SELECT x * 10 FROM lake.steps.a';
      const settings = JobSettings.parse({ mode: 'batch' });
      for (const step of [0, 1]) {
        const one = request({ script, settings, step });
        expect(await submitter.submit(one)).toEqual({ kind: 'submitted' });
        await until('FINISHED', async () => ((await statusOf(one.flinkJobId)) === 'FINISHED' ? true : undefined));
      }

      const events = await preview('SELECT x FROM lake.steps.b', { mode: 'batch' });

      expect(submitter.countSteps(script, settings)).toBe(2);
      expect(rowsOf(events).sort()).toEqual([[10], [20]]);
    });
  });

  function validate(script: string) {
    return validation.validate({
      script,
      engine: flink().engine,
      settings: JobSettings.parse({}),
      timeZone: 'UTC',
      variables: {},
      signal: new AbortController().signal,
    });
  }

  describe('validation', () => {
    it('checks an INSERT into a lake table the script would create, and creates nothing', async () => {
      const good = await validate(
        "CREATE DATABASE IF NOT EXISTS lake.v;\nCREATE TABLE lake.v.t (id INT, n STRING, PRIMARY KEY (id) NOT ENFORCED) WITH ('bucket' = '1');\n" +
          "INSERT INTO lake.v.t SELECT 1, 'a'",
      );
      const bad = await validate(
        'CREATE TABLE lake.v.t (id INT, n STRING, PRIMARY KEY (id) NOT ENFORCED);\nINSERT INTO lake.v.t SELECT 1, 2',
      );
      const events = await preview('SHOW DATABASES IN lake');

      expect(good).toMatchObject({ ok: true, diagnostics: [] });
      expect(good.statements.map((one) => one.checked)).toEqual(['PARSED', 'CHECKED', 'CHECKED']);
      expect(bad.diagnostics).toMatchObject([{ code: 'SQL_TYPE_MISMATCH', statement: 1, line: 2, column: 32 }]);
      expect(rowsOf(events).flat()).not.toContain('v');
    });

    it('asks again only about what changed, and finds what an edit broke, in one session', async () => {
      const good = await validate(`${pair}INSERT INTO k SELECT id FROM s;\nINSERT INTO k SELECT id + 1 FROM s;`);
      const opened = vi.spyOn(sessions, 'open');
      const broken = await validate(
        `${pair}-- a comment more\nINSERT INTO k SELECT id FROM s;\nINSERT INTO k SELECT idd FROM s;`,
      );
      const mended = await validate(`${pair}INSERT INTO k SELECT id FROM s;\nINSERT INTO k SELECT id + 2 FROM s;`);
      const times = opened.mock.calls.length;
      const other = await validate(
        `${pair.replace('s (id INT)', 's (idd INT)')}INSERT INTO k SELECT id FROM s;\nINSERT INTO k SELECT 1;`,
      );
      opened.mockRestore();

      expect([good.ok, mended.ok]).toEqual([true, true]);
      expect(times).toBe(0);
      expect(broken.diagnostics).toMatchObject([{ code: 'SQL_OBJECT_NOT_FOUND', statement: 3, line: 5, column: 22 }]);
      expect(other.diagnostics).toMatchObject([{ code: 'SQL_OBJECT_NOT_FOUND', statement: 2 }]);
    });

    it('finds the errors of every statement, each at its place', async () => {
      const result = await validate(
        `${pair}INSERT INTO k SELECT nope FROM s;\nDROP TABLE;\nALTER TABLE x SET ('a' = 'b');\nSET 'rest.port' = '1';\nINSERT INTO nok SELECT id FROM s;`,
      );

      expect(result.diagnostics.map(({ code, line, column }) => [code, line, column])).toEqual([
        ['SQL_OBJECT_NOT_FOUND', 3, 22],
        // A job would run the two before the INSERT above them.
        ['SQL_STATEMENT_NOT_ALLOWED', 4, 1],
        ['SQL_SYNTAX', 4, 10],
        ['SQL_STATEMENT_NOT_ALLOWED', 5, 1],
        ['SQL_OBJECT_NOT_FOUND', 5, 13],
        ['SQL_RESERVED_KEY', 6, 1],
        ['SQL_OBJECT_NOT_FOUND', 7, 13],
      ]);
    });
  });

  async function preview(
    script: string,
    more: Partial<PreviewRequest> & { signal?: AbortSignal } = {},
  ): Promise<PreviewEvent[]> {
    const { signal = new AbortController().signal, ...rest } = more;
    const events: PreviewEvent[] = [];
    const body = PreviewRequest.parse({ script, ...rest });
    const { cluster } = flink();
    for await (const event of previews.open({
      request: body,
      cluster,
      timeZone: 'UTC',
      variables: {},
      signal,
      requestId: 'req_test',
    })) {
      events.push(event);
    }
    return events;
  }

  function rowsOf(events: PreviewEvent[]): unknown[][] {
    return events.flatMap((event) => (event.type === 'rows' ? event.rows.map((row) => row.cells) : []));
  }

  async function activeJobs(): Promise<string[]> {
    const jobs = await flink().rest.jobs();
    return jobs
      .filter((job) => job.name === 'preview' && !['CANCELED', 'FINISHED', 'FAILED'].includes(job.status))
      .map((job) => job.flinkJobId);
  }

  describe('preview', () => {
    const counting = `${pair}SELECT MOD(id, 2) AS odd, COUNT(*) AS n FROM s GROUP BY MOD(id, 2)`;

    it('streams changes up to the limit and leaves nothing behind', async () => {
      const events = await preview(counting, { limit: 9 });
      const kinds = events.flatMap((event) => (event.type === 'rows' ? event.rows.map((row) => row.kind) : []));

      expect(events[0]?.type).toBe('started');
      expect(events[1]).toMatchObject({
        type: 'columns',
        columns: [
          { name: 'odd', type: 'INT' },
          { name: 'n', type: 'BIGINT' },
        ],
      });
      // Where the ninth row is the first half of an update, it is left out.
      expect(events.at(-1)).toEqual({ type: 'ended', reason: 'limit', rows: kinds.length });
      expect([8, 9]).toContain(kinds.length);
      expect(kinds).toEqual(expect.arrayContaining(['+I', '-U', '+U']));
      expect(kinds.filter((kind) => kind === '-U')).toHaveLength(kinds.filter((kind) => kind === '+U').length);
      expect([await activeJobs(), store.rows.size]).toEqual([[], 0]);
    });

    it('ends by timeout and by the caller, and leaves nothing behind', async () => {
      const late = await preview(`${pair}SELECT * FROM s`, { timeoutMs: 2000 });
      const given = await preview(`${pair}SELECT * FROM s`, { signal: AbortSignal.timeout(700) });

      expect(late.at(-1)).toMatchObject({ type: 'ended', reason: 'timeout' });
      expect(given.at(-1)).toMatchObject({ type: 'ended', reason: 'cancelled' });
      expect([await activeJobs(), store.rows.size]).toEqual([[], 0]);
    });

    it('gives exact cells', async () => {
      const events = await preview(
        'SELECT CAST(9007199254740993 AS BIGINT), CAST(1.5 AS DECIMAL(10, 2)), CAST(NULL AS INT)',
        { mode: 'batch' },
      );

      expect(rowsOf(events)).toEqual([['9007199254740993', '1.50', null]]);
    });

    it('fails with the place', async () => {
      const events = await preview('SELECT 1 FROM\n  nope');

      expect(events.at(-1)).toMatchObject({
        type: 'failed',
        problem: { code: 'SQL_OBJECT_NOT_FOUND', positions: [{ line: 2, column: 3 }] },
      });
    });

    it('runs on sample rows in the place of a source, with its watermark and computed columns, and leaves none behind', async () => {
      const source =
        "CREATE TEMPORARY TABLE o (id BIGINT, ts TIMESTAMP(3) METADATA FROM 'timestamp', twice AS id * 2, WATERMARK FOR ts AS ts - INTERVAL '5' SECOND) " +
        "WITH ('connector' = 'nowhere');\n";
      const rows = [
        { id: 1, ts: '2026-01-01 00:00:10' },
        { id: '2', ts: '2026-01-01T00:00:50' },
        { id: 3, ts: '2026-01-01 00:01:05.5' },
      ];
      const windows = await preview(
        `${source}SELECT window_start, COUNT(*), SUM(twice) FROM TABLE(TUMBLE(TABLE o, DESCRIPTOR(ts), INTERVAL '1' MINUTE)) GROUP BY window_start, window_end`,
        { samples: { o: { rows } } },
      );
      const all = await preview(`${source}SELECT COUNT(*) FROM o`, { mode: 'batch', samples: { o: { rows } } });

      expect(rowsOf(windows)).toEqual([
        ['2026-01-01T00:00:00', 2, 6],
        ['2026-01-01T00:01:00', 1, 6],
      ]);
      expect(rowsOf(all)).toEqual([[3]]);
      expect(windows.at(-1)).toEqual({ type: 'ended', reason: 'finished', rows: 2 });
      expect(existsSync(`${flink().folder}/previews`) ? readdirSync(`${flink().folder}/previews`) : []).toEqual([]);
    });

    it('takes back and replaces what sample rows with changes say', async () => {
      const samples = {
        s: { rows: [{ id: 1 }, { id: 1 }, { id: 5 }], kinds: ['+I', '-U', '+U'] as ('+I' | '-U' | '+U')[] },
      };

      const events = await preview(`${pair}SELECT SUM(id) FROM s`, { samples });

      const rows = events.flatMap((event) => (event.type === 'rows' ? event.rows : []));
      expect(rows[0]).toEqual({ kind: '+I', cells: [1] });
      expect(rows.some(({ kind }) => kind === '-D' || kind === '-U')).toBe(true);
      expect(rows.at(-1)?.cells).toEqual([5]);
    });

    it('hides a table of the lake by its sample, and refuses columns it does not have', async () => {
      const make = 'CREATE DATABASE IF NOT EXISTS lake.sampled;\nCREATE TABLE IF NOT EXISTS lake.sampled.t (x INT);\n';
      const good = await preview(`${make}SELECT x FROM lake.sampled.t`, {
        samples: { 'lake.sampled.t': { rows: [{ x: 7 }] } },
      });
      const bad = await preview(`${make}SELECT x FROM lake.sampled.t`, {
        samples: { 'lake.sampled.t': { rows: [{ y: 7 }] } },
      });
      const wrong = await preview(`${make}SELECT x FROM lake.sampled.t`, {
        samples: { 'lake.sampled.t': { rows: [{ x: 7 }, { x: 'seven' }] } },
      });
      const none = await preview('SELECT 1', { samples: { nothing: { rows: [] } } });

      expect(rowsOf(good)).toEqual([[7]]);
      expect(bad.at(-1)).toMatchObject({
        type: 'failed',
        problem: { code: 'SQL_SAMPLE_NOT_USABLE', detail: expect.stringContaining('no column y') },
      });
      expect(wrong.at(-1)).toMatchObject({
        type: 'failed',
        problem: { code: 'SQL_SAMPLE_NOT_USABLE', zh: expect.stringContaining('第 2 行 x 列（INT）的值“seven”') },
      });
      expect(none.at(-1)).toMatchObject({ type: 'failed', problem: { code: 'SQL_SAMPLE_NOT_USABLE' } });
    });

    it('previews the query of an INSERT and writes nothing', async () => {
      const script = `${pair}CREATE TEMPORARY TABLE f (id INT) WITH ('connector' = 'filesystem', 'path' = '${flink().folder}/in/never', 'format' = 'csv');\nINSERT INTO f SELECT id FROM s;\nINSERT INTO k SELECT id FROM s;`;

      const events = await preview(script, { limit: 3, statement: 3 });

      expect(rowsOf(events)).toHaveLength(3);
      expect(existsSync(`${flink().folder}/in/never`)).toBe(false);
    });

    it('names the rows of an INSERT by the columns of its sink, and checks them against it', async () => {
      const sink = "CREATE TEMPORARY TABLE n (id INT, name STRING, c AS id + 1) WITH ('connector' = 'blackhole');\n";
      const script = (insert: string) => `${pair}${sink}${insert};`;
      const columns = (events: PreviewEvent[]) =>
        events.flatMap((event) => (event.type === 'columns' ? event.columns.map(({ name }) => name) : []));
      const plain = await preview(script("INSERT INTO n SELECT id + 1, 'x' FROM s"), { limit: 1 });
      const listed = await preview(script("INSERT INTO n (name, id) SELECT 'x', id + 1 FROM s"), { limit: 1 });
      const wrong = await preview(script('INSERT INTO n SELECT id, id FROM s'), { limit: 1 });
      const none = await preview(script('INSERT INTO nn SELECT id FROM s'), { limit: 1 });

      expect([columns(plain), columns(listed)]).toEqual([
        ['id', 'name'],
        ['name', 'id'],
      ]);
      expect(wrong.at(-1)).toMatchObject({
        type: 'failed',
        problem: { code: 'SQL_TYPE_MISMATCH', positions: [{ line: 4, column: 26 }] },
      });
      expect(none.at(-1)).toMatchObject({
        type: 'failed',
        problem: { code: 'SQL_OBJECT_NOT_FOUND', positions: [{ line: 4, column: 13 }] },
      });
    });

    it('sweeps the job of a preview whose platform was killed', async () => {
      const left = request({});
      await submitter.submit(left);
      await until('RUNNING', async () => ((await statusOf(left.flinkJobId)) === 'RUNNING' ? true : undefined));
      const row = { id: 'pre_left', clusterId: flink().cluster.id, flinkJobId: left.flinkJobId };
      await store.insert({ ...row, gatewayIncarnation: 'an earlier one', gatewaySession: 'gone' });

      const ended = await previews.sweep();

      expect([ended, store.rows.size, await statusOf(left.flinkJobId)]).toEqual([1, 0, 'CANCELED']);
    });
  });
});
