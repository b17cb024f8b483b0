import { describe, expect, it } from 'vitest';

import { forPreview } from './preview-sources.ts';
import { prepareScript } from './prepared-script.ts';

function previewed(script: string, id = 'pre_1'): string[] {
  return prepareScript(script, {}).statements.map((statement) => forPreview(statement, id).text);
}

describe('the sources of a preview', () => {
  it('have a consumer group of their own that commits nothing, and start somewhere without a position', () => {
    const [own] = previewed("CREATE TABLE t (a INT) WITH ('connector' = 'kafka', 'properties.group.id' = 'billing')");

    expect(own).toMatch(/'properties\.group\.id' = 'liusu-preview-[0-9a-f]{12}'/);
    expect(own).toContain("'properties.commit.offsets.on.checkpoint' = 'false'");
    expect(own).toContain("'properties.auto.offset.reset' = 'earliest'");
    expect(own).not.toContain('billing');
  });

  it('leave a start that the table names as it is', () => {
    const [own] = previewed("CREATE TABLE t (a INT) WITH ('connector'='kafka','scan.startup.mode'='latest-offset')");

    expect(own).toContain("'scan.startup.mode'='latest-offset'");
    expect(own).not.toContain('auto.offset.reset');
  });

  it('take no slot and no server id of a running job, and none of another preview', () => {
    const script =
      "CREATE TABLE p (a INT) WITH ('connector' = 'postgres-cdc', 'slot.name' = 'orders');\n" +
      "CREATE TABLE m (a INT) WITH ('connector' = 'mysql-cdc', 'server-id' = '5400-5404')";
    const [first, other] = [previewed(script), previewed(script, 'pre_2')];

    expect(first[0]).toMatch(/'slot\.name' = 'liusu_preview_[0-9a-f]{12}'/);
    expect(first[1]).toMatch(/'server-id' = '1\d{9}-[12]\d{9}'/);
    expect(first.join()).not.toMatch(/'orders'|5400/);
    expect(other[0]).not.toBe(first[0]);
    expect(other[1]).not.toBe(first[1]);
  });

  it('are not brought back to production by a hint', () => {
    const [query] = previewed("SELECT * FROM t /*+ OPTIONS('properties.group.id' = 'billing', 'a' = 'b') */");

    expect(query).toMatch(
      /^SELECT \* FROM t \/\*\+ OPTIONS\('properties\.group\.id' = 'liusu-preview-\w+', 'a' = 'b'\) \*\/$/,
    );
  });

  it('are not brought back by a change of a table either', () => {
    const [changed, table] = previewed(
      "ALTER TABLE t SET ('properties.group.id' = 'billing', 'a' = 'b');\nALTER TABLE t SET ('connector' = 'kafka')",
    );

    expect(changed).toMatch(/SET \('properties\.group\.id' = 'liusu-preview-\w+', 'a' = 'b'\)$/);
    expect(table).toContain("'properties.enable.auto.commit' = 'false'");
  });

  it.each([
    ["/*+ OPTIONS('consumer-id' = 'c') */", "/*+ OPTIONS('consumer.ignore-progress' = 'true') */"],
    [
      "/*+ OPTIONS('consumer-id' = 'c', 'consumer.ignore-progress' = 'true') */",
      "/*+ OPTIONS( 'consumer.ignore-progress' = 'true') */",
    ],
    ["/*+ OPTIONS('scan.mode' = 'latest', 'consumer-id' = 'c') */", "/*+ OPTIONS('scan.mode' = 'latest') */"],
    ["/*+ OPTIONS('auto-create' = 'true') */", "/*+ OPTIONS('auto-create' = 'false') */"],
    ["/*+ STATE_TTL(t = '1d') */", "/*+ STATE_TTL(t = '1d') */"],
  ])('keep nothing in a table of a lake: %s', (hint, expected) => {
    expect(previewed(`SELECT * FROM t ${hint}`)).toEqual([`SELECT * FROM t ${expected}`]);
  });

  it('keep nothing in a table of a lake that they name by its path', () => {
    const [own] = previewed("CREATE TABLE t (a INT) WITH ('connector' = 'paimon', 'consumer-id' = 'c', 'path' = '/p')");

    expect(own).toBe("CREATE TABLE t (a INT) WITH ('connector' = 'paimon', 'path' = '/p')");
  });

  it('stay as written where they keep no position', () => {
    const script = "CREATE TABLE t (a INT) WITH ('connector' = 'datagen', 'rows-per-second' = '1')";
    expect(previewed(script)).toEqual([script]);
  });

  it('lead positions back to what the person wrote', () => {
    const script = "CREATE TABLE t (a INT) WITH ('connector' = 'kafka', 'properties.group.id' = 'g', 'topic' = 'x')";
    const [statement] = prepareScript(script, {}).statements;
    if (statement === undefined) throw new Error('there is a statement');
    const sent = forPreview(statement, 'pre_1');
    const at = sent.text.indexOf("'x'");

    expect(script.slice(...Object.values(sent.originOf(at, at + 3)))).toBe("'x'");
  });
});
