import { describe, expect, it } from 'vitest';

import { readFault } from '../flink/gateway-fault.ts';
import { diagnoseFault } from './diagnostics.ts';
import { explainFault } from './explain-error.ts';
import samples from './fixtures/gateway-errors.json' with { type: 'json' };
import { MappedText } from './mapped-text.ts';
import { prepareScript } from './prepared-script.ts';

type Sample = keyof typeof samples;

function explain(name: Sample) {
  return explainFault(readFault(samples[name].errors), { tables: ['src', 'sink', 'pk'] });
}

describe('explainFault, on answers of a real gateway', () => {
  it.each<[Sample, string, RegExp]>([
    ['parse_from', 'SQL_SYNTAX', /wrong near FROM/],
    ['parse_kw', 'SQL_SYNTAX', /not a statement/],
    ['parse_multi', 'SQL_SYNTAX', /wrong at src/],
    ['parse_end', 'SQL_SYNTAX', /ends too early/],
    ['parse_reserved', 'SQL_SYNTAX', /wrong at year/],
    ['lexical', 'SQL_SYNTAX', /string is opened/],
    ['lexical2', 'SQL_SYNTAX', /character #/],
    ['table_missing', 'SQL_OBJECT_NOT_FOUND', /no table, view or catalog srcc/],
    ['table_missing3', 'SQL_OBJECT_NOT_FOUND', /nope in lake\.flights/],
    ['catalog_missing', 'SQL_OBJECT_NOT_FOUND', /nocat/],
    ['column_missing', 'SQL_OBJECT_NOT_FOUND', /column nam\b/],
    ['column_missing_q', 'SQL_OBJECT_NOT_FOUND', /s has no column idd/],
    ['alias_missing', 'SQL_OBJECT_NOT_FOUND', /alias x/],
    ['ambiguous', 'SQL_INVALID', /More than one/],
    ['func_missing', 'SQL_OBJECT_NOT_FOUND', /no function foo/],
    ['func_args', 'SQL_INVALID', /UPPER takes 1 argument\./],
    ['func_types', 'SQL_TYPE_MISMATCH', /TO_TIMESTAMP cannot/],
    ['compare_types', 'SQL_TYPE_MISMATCH', /> cannot be used/],
    ['plus_types', 'SQL_TYPE_MISMATCH', /\+ cannot be used/],
    ['group_by', 'SQL_INVALID', /neither in GROUP BY/],
    ['agg_where', 'SQL_INVALID', /cannot stand in WHERE/],
    ['sink_missing', 'SQL_OBJECT_NOT_FOUND', /no table nosink to write/],
    ['sink_count', 'SQL_TYPE_MISMATCH', /gives 1 column \(id\), but sink takes 2 \(id, name\)/],
    [
      'sink_types',
      'SQL_TYPE_MISMATCH',
      /Types of 2 columns do not match: column id of sink is INT, the query gives STRING \(name\) at place 1; column name of sink is STRING/,
    ],
    ['sink_types_paimon', 'SQL_TYPE_MISMATCH', /amt of lake\.flights\.pk is DECIMAL\(10, 2\)/],
    ['sink_column', 'SQL_OBJECT_NOT_FOUND', /no column nme/],
    ['sink_update', 'SQL_INVALID', /app can only append/],
    ['use_connector_missing', 'SQL_CONNECTOR_MISSING', /no connector kafkaa/],
    ['use_connector_none', 'SQL_CONNECTOR_MISSING', /has no connector/],
    ['use_format_missing', 'SQL_CONNECTOR_MISSING', /no format avroo/],
    ['use_option_missing', 'SQL_INVALID', /missing in the WITH clause of a table: path/],
    ['use_option_unknown', 'SQL_INVALID', /no option rows-per-sec/],
    ['use_option_value', 'SQL_INVALID', /'abc' is not a value for rows-per-second/],
    ['table_exists', 'SQL_INVALID', /src exists already/],
    ['table_exists_lake', 'SQL_INVALID', /flights\.pk exists already/],
    ['db_missing', 'SQL_OBJECT_NOT_FOUND', /lake has no database nodb/],
    ['type_unknown', 'SQL_INVALID', /INTT is not a type/],
    ['dup_column', 'SQL_INVALID', /id is declared twice/],
    ['wm_missing', 'SQL_OBJECT_NOT_FOUND', /watermark is for ts/],
    ['wm_type', 'SQL_TYPE_MISMATCH', /this one is STRING/],
    ['pk_missing', 'SQL_OBJECT_NOT_FOUND', /primary key names x/],
    ['pk_enforced', 'SQL_INVALID', /does not enforce/],
    ['view_bad', 'SQL_OBJECT_NOT_FOUND', /column nope/],
    ['window_tvf', 'SQL_TYPE_MISMATCH', /needs an event-time column with a watermark, but this column is a plain INT/],
    ['orderby', 'SQL_INVALID', /sorted by its event time/],
    ['union_cols', 'SQL_TYPE_MISMATCH', /UNION ALL/],
    ['catalog_type', 'SQL_CONNECTOR_MISSING', /no catalog type hivee/],
    ['catalog_exists', 'SQL_INVALID', /lake exists already/],
    ['drop_missing', 'SQL_OBJECT_NOT_FOUND', /no table or view nope/],
    ['use_missing', 'SQL_OBJECT_NOT_FOUND', /no catalog nope/],
    ['set_value', 'SQL_INVALID', /'foo' is not a value for execution\.runtime-mode/],
    ['fun_class', 'SQL_OBJECT_NOT_FOUND', /class com\.example\.Nope/],
    ['jar_missing', 'SQL_OBJECT_NOT_FOUND', /file \/tmp\/none\.jar/],
    ['stmtset', 'SQL_OBJECT_NOT_FOUND', /column nme/],
    ['hint', 'SQL_INVALID', /no option rows/],
  ])('%s is %s', (name, code, message) => {
    const explanation = explain(name);

    expect(explanation.code).toBe(code);
    expect(explanation.message.en).toMatch(message);
    expect(explanation.message.zh).toMatch(/[\u4e00-\u9fff]/);
  });

  it.each<[Sample, RegExp]>([
    ['table_missing', /Did you mean src\?/],
    ['sink_missing', /Did you mean sink\?/],
    ['use_option_unknown', /Did you mean rows-per-second\?/],
    ['use_connector_missing', /blackhole, datagen, filesystem/],
    ['sink_types', /CAST\(… AS …\) into INT, STRING/],
    ['pk_enforced', /NOT ENFORCED/],
  ])('%s has a remedy', (name, remedy) => {
    expect(explain(name).remedy?.en).toMatch(remedy);
  });

  it.each([
    ['DATETIME', /Flink calls it TIMESTAMP/],
    ['year', /If year is a name, put it in backquotes/],
    ['(', /what stands before it/],
  ])('says what may be meant where the parser stumbles over %s', (word, remedy) => {
    const message = `SQL parse failed. Encountered "${word}" at line 1, column 24.`;
    const { code, remedy: told } = explainFault({ causes: [{ type: 'SqlParserException', message }], text: message });

    expect([code, told?.en]).toEqual(['SQL_SYNTAX', expect.stringMatching(remedy)]);
  });

  it('offers the names that come near what is not there, by its kind', () => {
    expect(explain('sink_missing').unknown).toEqual({ kind: 'table', name: 'nosink', near: ['sink'], engines: [] });
    expect(explain('use_option_unknown').unknown).toMatchObject({
      kind: 'option',
      name: 'rows-per-sec',
      near: ['rows-per-second'],
    });
    expect(explain('use_format_missing').unknown).toMatchObject({ kind: 'format', name: 'avroo', near: ['avro'] });
    expect(explain('plus_types').unknown).toBeUndefined();
  });

  it('reads Calcite’s ranges and the parser’s points', () => {
    expect(explain('table_missing').place).toEqual({ line: 2, column: 6, endLine: 2, endColumn: 9 });
    expect(explain('parse_multi').place).toEqual({ line: 4, column: 5, endLine: 4, endColumn: 7 });
    expect(explain('alias_missing').place).toEqual({ line: 1, column: 16, endLine: 1, endColumn: 16 });
  });

  it('names the column of a CSV that cannot be read, not the exception of the converter', () => {
    const causes = [
      { type: 'java.lang.RuntimeException', message: 'Fail to deserialize at field: price.' },
      { type: 'java.lang.ArrayIndexOutOfBoundsException', message: 'Index 0 out of bounds for length 0' },
    ];

    expect(explainFault({ causes, text: '' })).toMatchObject({
      code: 'SQL_INVALID',
      message: { en: 'A row of the data has a value of price that its type cannot take.' },
      remedy: { en: expect.stringContaining("'csv.null-literal'") },
      marks: ['price'],
    });
  });

  const failedJob = (cause: string) => ({
    causes: [
      { type: 'org.apache.flink.runtime.client.JobExecutionException', message: 'Job execution failed.' },
      {
        type: 'org.apache.flink.runtime.JobException',
        message: 'Recovery is suppressed by NoRestartBackoffTimeStrategy',
      },
      { type: 'java.lang.RuntimeException', message: cause },
    ],
    text: '',
  });

  it('tells why a job ended, not that it was not started again', () => {
    expect(explainFault(failedJob('no such thing'))).toMatchObject({
      code: 'SQL_QUERY_FAILED',
      message: { en: 'RuntimeException: no such thing' },
      marks: [],
    });
    expect(
      explainFault(failedJob('RowTime field should not be null, please convert it to a non-null long value.')),
    ).toMatchObject({
      message: { en: 'The event time of a row is NULL.' },
      remedy: { en: expect.stringContaining('sample') },
    });
  });

  it('tells the cause in Flink’s words when it knows no better', () => {
    expect(explain('division').message.en).toBe('ArithmeticException: Division by zero');
  });
});

describe('diagnoseFault', () => {
  function diagnose(sql: string, name: Sample) {
    const script = prepareScript(`-- above\n${sql}`, {});
    const [statement] = script.statements;
    if (statement === undefined) throw new Error('no statement');
    const sent = MappedText.join([MappedText.inserted('EXPLAIN ', 0), statement.text]);
    return diagnoseFault(readFault(samples[name].errors), statement, sent, script.lines);
  }

  it('takes positions back through what was put before the statement', () => {
    expect(diagnose('SELECT id, nam FROM src', 'column_missing')).toMatchObject({
      line: 2,
      column: 12,
      endLine: 2,
      endColumn: 15,
    });
  });

  it('finds the name when Flink gives no position', () => {
    expect(diagnose('INSERT INTO nosink SELECT id FROM src', 'sink_missing')).toMatchObject({
      line: 2,
      column: 13,
      endColumn: 19,
    });
  });

  it('finds a path of several parts', () => {
    expect(diagnose('INSERT INTO `lake`.flights.pk SELECT 1', 'sink_types_paimon')).toMatchObject({
      column: 13,
      endColumn: 30,
    });
  });

  it('marks the column of the query that does not fit, and tells where the other side is declared', () => {
    const script = prepareScript(
      'CREATE TABLE sink (\n  id INT,\n  name STRING);\nINSERT INTO sink SELECT name, id FROM src',
      {},
    );
    const [table, insert] = script.statements;
    if (table === undefined || insert === undefined) throw new Error('no statement');

    const found = diagnoseFault(readFault(samples.sink_types.errors), insert, insert.text, script.lines, {
      tables: [],
      definitions: new Map([['sink', table]]),
    });

    expect(found).toMatchObject({ statement: 1, line: 4, column: 25, endColumn: 29 });
    expect(found.message).toMatch(/declared in line 2\.$/);
    expect(found.zh?.message).toMatch(/声明在第 2 行。$/);
  });

  it('marks the whole statement when nothing else is known', () => {
    expect(diagnose('SELECT 1/0', 'division')).toMatchObject({ line: 2, column: 1, endLine: 2, endColumn: 11 });
  });
});
