import { describe, expect, it } from 'vitest';

import { mapMysqlType } from './mysql-types.ts';

describe('mapMysqlType', () => {
  it.each([
    ['tinyint(1)', 'BOOLEAN', 'BOOLEAN'],
    ['tinyint(4)', 'TINYINT', 'TINYINT'],
    ['tinyint', 'TINYINT', 'TINYINT'],
    ['tinyint(1) unsigned', 'SMALLINT', 'SMALLINT'],
    ['smallint(5) unsigned', 'INT', 'INT'],
    ['mediumint(8) unsigned', 'INT', 'INT'],
    ['int(11)', 'INT', 'INT'],
    ['int(10) unsigned zerofill', 'BIGINT', 'BIGINT'],
    ['bigint(20)', 'BIGINT', 'BIGINT'],
    ['bigint(20) unsigned', 'DECIMAL(20, 0)', 'DECIMAL(20, 0)'],
    ['float', 'FLOAT', 'FLOAT'],
    ['double', 'DOUBLE', 'DOUBLE'],
    ['decimal(10,2)', 'DECIMAL(10, 2)', 'DECIMAL(10, 2)'],
    ['decimal(65,30)', null, 'STRING'],
    ['bit(1)', 'BOOLEAN', 'BOOLEAN'],
    ['bit(12)', 'BYTES', 'BINARY(2)'],
    ['date', 'DATE', 'DATE'],
    ['time(6)', 'TIME(0)', 'TIME(3)'],
    ['datetime', 'TIMESTAMP(0)', 'TIMESTAMP(0)'],
    ['datetime(6)', 'TIMESTAMP(6)', 'TIMESTAMP(6)'],
    ['timestamp(3)', 'TIMESTAMP(3)', 'TIMESTAMP_LTZ(3)'],
    ['year(4)', 'SMALLINT', 'INT'],
    ['char(3)', 'CHAR(3)', 'CHAR(3)'],
    ['varchar(255)', 'VARCHAR(255)', 'VARCHAR(255)'],
    ['longtext', 'STRING', 'STRING'],
    ['json', 'STRING', 'STRING'],
    ["enum('a','b (c)')", 'STRING', 'STRING'],
    ["set('a','b')", 'STRING', 'ARRAY<STRING>'],
    ['varbinary(16)', 'BYTES', 'VARBINARY(16)'],
    ['longblob', 'BYTES', 'BYTES'],
    ['geometry', null, 'STRING'],
    ['vector(3)', null, null],
    ['something new', null, null],
    ['', null, null],
  ])('%s', (type, jdbc, cdc) => {
    expect(mapMysqlType(type)).toMatchObject({ jdbc, cdc });
  });
});
