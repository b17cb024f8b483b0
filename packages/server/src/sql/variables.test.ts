import { describe, expect, it } from 'vitest';

import { hasCode } from '../lib/errors.ts';
import { substituteVariables, variablesOf } from './variables.ts';

describe('substituteVariables', () => {
  it.each<[string, Record<string, string>, string]>([
    ['SELECT 1', {}, 'SELECT 1'],
    ["'file://${scenario.dir}/x'", { 'scenario.dir': '/data' }, "'file:///data/x'"],
    ["'${a}'", { a: "it's" }, "'it''s'"],
    ['`${a}`', { a: 'x`y' }, '`x``y`'],
    ['SELECT ${a} + ${b}', { a: '${b}', b: '2' }, 'SELECT ${b} + 2'],
    ['-- ${nope}\nSELECT 1 /* ${nope} */', {}, '-- ${nope}\nSELECT 1 /* ${nope} */'],
    ["SELECT * FROM t /*+ OPTIONS('x' = '${a}') */", { a: '1' }, "SELECT * FROM t /*+ OPTIONS('x' = '1') */"],
  ])('%s', (script, values, expected) => {
    expect(substituteVariables(script, values).text).toBe(expected);
  });

  it('leads every position back to the original', () => {
    const script = "SELECT '${long}', nope FROM t";

    const mapped = substituteVariables(script, { long: 'a much longer text' });
    const at = mapped.text.indexOf('nope');

    expect(mapped.originOf(at, at + 4)).toEqual({ start: script.indexOf('nope'), end: script.indexOf('nope') + 4 });
    expect(mapped.originOf(10, 12)).toEqual({ start: 8, end: 15 });
  });

  it('names every missing variable with its place', () => {
    let thrown: unknown;
    try {
      substituteVariables('SELECT ${a},\n${b}, ${c}', { b: '1' });
    } catch (error) {
      thrown = error;
    }

    expect(hasCode(thrown, 'SQL_VARIABLE_MISSING') && thrown.details.params).toEqual({ names: 'a, c' });
    expect(hasCode(thrown, 'SQL_VARIABLE_MISSING') && thrown.details.positions).toMatchObject([
      { line: 1, column: 8, endLine: 1, endColumn: 12 },
      { line: 2, column: 7 },
    ]);
  });

  const secrets = { 'secret.pw': "hu'sh" };

  it.each([
    ["WITH ('connector' = 'jdbc', 'password' = '${secret.pw}')", "WITH ('connector' = 'jdbc', 'password' = 'hu''sh')"],
    ["WITH ('url' = 'jdbc:x?password=${secret.pw}')", "WITH ('url' = 'jdbc:x?password=hu''sh')"],
    ["SET 'fs.s3a.secret.key' = '${secret.pw}'", "SET 'fs.s3a.secret.key' = 'hu''sh'"],
  ])('puts a secret into the value of an option: %s', (script, expected) => {
    expect(substituteVariables(script, secrets).text).toBe(expected);
  });

  it.each([
    "SELECT '${secret.pw}'",
    'SELECT ${secret.pw}',
    'SELECT `${secret.pw}` FROM t',
    "SELECT * FROM t WHERE a = '${secret.pw}'",
    "CREATE TABLE t (a INT COMMENT '${secret.pw}')",
    "WITH ('${secret.pw}' = 'x')",
  ])('refuses a secret anywhere else: %s', (script) => {
    expect(() => substituteVariables(script, secrets)).toThrow(/may only stand in the value of an option: secret\.pw/);
  });

  const sources = { 'source.orders-db.url': 'jdbc:x', 'source.orders-db.password': 'hush' };

  it('puts the fields of a data source in, its password into options only', () => {
    const script = "WITH ('url' = '${source.orders-db.url}', 'password' = '${source.orders-db.password}')";

    expect(substituteVariables(script, sources).text).toBe("WITH ('url' = 'jdbc:x', 'password' = 'hush')");
    expect(substituteVariables("SELECT '${source.orders-db.url}'", sources).text).toBe("SELECT 'jdbc:x'");
    expect(() => substituteVariables("SELECT '${source.orders-db.password}'", sources)).toThrow(/option/);
    expect(() => substituteVariables("SELECT '${source.k.jaas-config}'", sources)).toThrow(/option/);
  });

  it.each([
    ['${source.order-db.url}', 'there is no data source "order-db"; did you mean orders-db'],
    ['${source.orders-db.urll}', 'the data source orders-db has no field "urll"; it has url, password'],
    ['${source.orders-db}', 'the data source orders-db has no field ""; it has url, password'],
  ])('says what is wrong with %s, at its place', (reference, message) => {
    let thrown: unknown;
    try {
      substituteVariables(`SELECT 1;\nSELECT '${reference}'`, sources);
    } catch (error) {
      thrown = error;
    }

    expect(hasCode(thrown, 'SQL_SOURCE_MISSING') && thrown.details.positions).toMatchObject([
      { line: 2, column: 9, endLine: 2, endColumn: 9 + reference.length, message },
    ]);
  });

  it('names the variable that is near', () => {
    let thrown: unknown;
    try {
      substituteVariables('SELECT ${topik}', { topic: 'a', 'secret.key': 'b' });
    } catch (error) {
      thrown = error;
    }

    expect(hasCode(thrown, 'SQL_VARIABLE_MISSING') && thrown.details.positions).toMatchObject([
      { message: 'the variable topik has no value; did you mean topic', zh: '变量 topik 没有值；是否要写 topic' },
    ]);
  });

  it('does not find values on the prototype', () => {
    expect(() => substituteVariables('SELECT ${constructor}', {})).toThrow(/no value/);
  });
});

it('lists the variables of a script', () => {
  expect(variablesOf("SELECT ${a}, '${b.c}', ${a} -- ${d}")).toEqual(['a', 'b.c']);
});
