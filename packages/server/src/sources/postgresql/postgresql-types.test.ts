import { describe, expect, it } from 'vitest';

import { mapPostgresqlType, type PostgresqlType } from './postgresql-types.ts';

function typeOf(name: string, more: Partial<PostgresqlType> = {}) {
  return mapPostgresqlType({ name, isArray: false, isEnum: false, precision: null, scale: null, ...more });
}

describe('mapPostgresqlType', () => {
  it.each<[string, Partial<PostgresqlType>, string | null, string | null]>([
    ['int2', {}, 'SMALLINT', 'SMALLINT'],
    ['varchar', { precision: 20 }, 'VARCHAR(20)', 'VARCHAR(20)'],
    ['varchar', {}, 'STRING', 'STRING'],
    ['bpchar', { precision: 1 }, 'CHAR(1)', 'CHAR(1)'],
    ['numeric', { precision: 12, scale: 2 }, 'DECIMAL(12, 2)', 'DECIMAL(12, 2)'],
    ['numeric', { precision: 3, scale: -2 }, 'DECIMAL(5, 0)', null],
    ['numeric', { precision: 2, scale: 4 }, 'DECIMAL(4, 4)', 'DECIMAL(4, 4)'],
    ['numeric', { precision: 39, scale: 0 }, null, null],
    ['numeric', {}, 'DECIMAL(38, 18)', 'DECIMAL(38, 18)'],
    ['timestamp', { precision: 0 }, 'TIMESTAMP(1)', 'TIMESTAMP(1)'],
    ['timestamptz', { precision: 3 }, 'TIMESTAMP(3)', 'TIMESTAMP_LTZ(3)'],
    ['bit', { precision: 1 }, 'BOOLEAN', 'BOOLEAN'],
    ['bit', { precision: 8 }, null, null],
    ['jsonb', {}, null, 'STRING'],
    ['interval', {}, null, null],
    ['mood', { isEnum: true }, 'STRING', 'STRING'],
    ['int4', { isArray: true }, 'ARRAY<INT>', null],
    ['uuid', { isArray: true }, null, null],
    ['mood', { isArray: true, isEnum: true }, null, null],
    ['made_up', {}, null, null],
  ])('%s %j', (name, more, jdbc, cdc) => {
    expect(typeOf(name, more)).toMatchObject({ jdbc, cdc });
  });

  it('says what does not get through', () => {
    expect(typeOf('numeric').jdbcLoss).toBe('DIGITS');
    expect(typeOf('timestamptz').jdbcLoss).toBe('ZONE');
    expect(typeOf('time', { precision: 0 }).jdbcLoss).toBeNull();
  });
});
