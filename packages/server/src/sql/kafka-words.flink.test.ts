/** What is told of Kafka tables that cannot be read: by the check, and by a preview that would wait in silence. */
import { readEventStream } from '@liusu/contract/event-stream';
import { PreviewEvent } from '@liusu/contract/sql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { TestPlatform } from '../testing/test-platform.ts';
import { testEngine } from '../testing/flink-cluster.ts';

/** Nothing listens there. */
const nowhere = '127.0.0.1:1';

describe('Kafka tables', () => {
  let platform: TestPlatform;
  let projectId: string;

  beforeAll(async () => {
    platform = await TestPlatform.start(testEngine, { files: true });
    projectId = await platform.projectId();
  });
  afterAll(() => platform?.dispose());

  const table = (name: string, more = '', connector = 'kafka') =>
    `CREATE TABLE ${name} (id INT${connector === 'kafka' ? '' : ', PRIMARY KEY (id) NOT ENFORCED'}) WITH ('connector' = '${connector}', 'topic' = 't', ` +
    `'properties.bootstrap.servers' = '${nowhere}'${more});\n`;

  it.each([
    ['kafka', 'format', "Add 'format' = 'json'"],
    ['upsert-kafka', 'key.format', "Add 'key.format' = 'json', 'value.format' = 'json'"],
  ])('without a format: %s', async (connector, option, remedy) => {
    const script = `${table('k', '', connector)}SELECT * FROM k;`;

    const { diagnostics } = await platform.client.call('validateSql', { params: { projectId }, body: { script } });

    expect(diagnostics).toMatchObject([
      { code: 'SQL_INVALID', line: 1, column: script.indexOf(`'${connector}'`) + 1, severity: 'error' },
    ]);
    expect(diagnostics[0]?.message).toContain(`the option ${option} is missing`);
    expect(diagnostics[0]?.remedy).toContain(remedy);
    expect(diagnostics[0]?.zh?.message).toContain(option);
  });

  it.each([
    ['before its time is up', 60_000],
    ['at the end of a short time', 3_000],
  ])('that cannot be reached fail a preview with their address, %s', async (_when, timeoutMs) => {
    const script = `${table('k', ", 'format' = 'json', 'scan.startup.mode' = 'earliest-offset'")}SELECT * FROM k;`;
    const response = await platform.client.open('previewSql', { params: { projectId }, body: { script, timeoutMs } });
    const events: PreviewEvent[] = [];
    for await (const data of readEventStream(response.body ?? new ReadableStream())) {
      events.push(PreviewEvent.parse(data));
    }

    expect(events.at(-1)).toMatchObject({
      type: 'failed',
      problem: {
        code: 'SQL_QUERY_FAILED',
        detail: expect.stringContaining(`Kafka of the table k could not be reached: ${nowhere}`),
        zh: expect.stringContaining(nowhere),
        positions: [{ statement: 0, line: 1, column: script.indexOf(`'${nowhere}'`) + 1 }],
      },
    });
  });
});
