import { describe, expect, it } from 'vitest';

import { columnsOf } from './row-type.ts';
import { parsePlan, planText, renumber, tablesOf } from './stored-plan.ts';

const text =
  '{"flinkVersion":"2.2","nodes":[{"id":7,"type":"stream-exec-calc_1","literal":12345678901234567890,"half":1.50},' +
  '{"id":9,"type":"stream-exec-sink_1","dynamicTableSink":{"table":{"identifier":"`a`.`b`.`c`"}}}],' +
  '"edges":[{"source":7,"target":9,"shuffle":{"type":"FORWARD"}}]}';

describe('a stored plan', () => {
  it('is written as it was read, numbers to the last digit', () => {
    expect(planText(parsePlan(text))).toBe(text);
  });

  it('gets other ids in its nodes and edges and nowhere else', () => {
    const ids = new Map([
      [7, 1],
      [9, 2],
    ]);
    expect(planText(renumber(parsePlan(text), ids))).toBe(
      text
        .replace('"id":7', '"id":1')
        .replace('"id":9', '"id":2')
        .replace('"source":7,"target":9', '"source":1,"target":2'),
    );
  });

  it('never has two nodes of one id', () => {
    const ids = new Map([
      [7, 1],
      [9, 1],
    ]);
    expect(() => renumber(parsePlan(text), ids)).toThrow('one id');
    expect(() => renumber(parsePlan(text), new Map([[7, 1]]))).toThrow('no new id');
  });

  it('names its tables', () => {
    expect(tablesOf(parsePlan(text))).toEqual(['`a`.`b`.`c`']);
  });

  it.each(['', '[]', '{"flinkVersion":"2.2"}', '{"flinkVersion":"2.2","nodes":[{}],"edges":[]}'])(
    'is not %j',
    (wrong) => {
      expect(() => parsePlan(wrong)).toThrow(expect.objectContaining({ code: 'FLINK_ANSWER_UNREADABLE' }));
    },
  );
});

describe('the columns of a type', () => {
  it('are read from a text, through brackets, quotes and names with commas', () => {
    const type =
      "ROW<`a,b` INT NOT NULL, `c``d` ROW<`x` DECIMAL(10, 2), `y` INT> NOT NULL, `e` STRING 'one, two'> NOT NULL";
    expect(columnsOf(type)).toEqual([
      { name: 'a,b', type: 'INT NOT NULL' },
      { name: 'c`d', type: 'ROW<`x` DECIMAL(10, 2), `y` INT> NOT NULL' },
      { name: 'e', type: "STRING 'one, two'" },
    ]);
  });

  it('are read from an object', () => {
    const rowtime = { type: 'TIMESTAMP_WITHOUT_TIME_ZONE', precision: 3, kind: 'ROWTIME' };
    const fields = [
      { name: 'k', fieldType: 'INT' },
      { name: 'ts', fieldType: rowtime },
    ];
    expect(columnsOf({ type: 'ROW', fields })).toEqual([
      { name: 'k', type: 'INT' },
      { name: 'ts', type: JSON.stringify(rowtime) },
    ]);
  });

  it('are none of what is not a row', () => {
    expect([columnsOf('ROW<>'), columnsOf('INT'), columnsOf(undefined)]).toEqual([[], [], []]);
  });
});
