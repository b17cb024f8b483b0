import { describe, expect, it } from 'vitest';

import { LiusuError } from '../lib/errors.ts';
import { requireFittingRows } from './sample-check.ts';
import { sampleTableOf } from './sample-table.ts';

const definition = `CREATE TABLE IF NOT EXISTS \`订单\` (
  \`编号\` BIGINT PRIMARY KEY NOT ENFORCED,
  amount DECIMAL(10, 2) COMMENT 'in yuan, all',
  at TIMESTAMP(3) METADATA FROM 'timestamp',
  twice AS amount * 2,
  WATERMARK FOR at AS at - INTERVAL '5' SECOND
) WITH ('connector' = 'kafka', 'topic' = 't')`;

function refusalOf(rows: Record<string, unknown>[]): LiusuError | undefined {
  const table = sampleTableOf(definition, '', 'json');
  if (table === undefined) throw new Error('it is a table');
  try {
    requireFittingRows('订单', { rows }, table);
    return undefined;
  } catch (error) {
    if (error instanceof LiusuError) return error;
    throw error;
  }
}

describe('rows of a sample', () => {
  it('fit the columns that the script gives their table', () => {
    expect(refusalOf([{ 编号: '7', AMOUNT: 1.5, at: '2026-01-31 08:00', twice: 3 }, { amount: null }])).toBeUndefined();
  });

  it('are refused with each value that is none of its type, and how to write it', () => {
    const refusal = refusalOf([{ amount: 1 }, { 编号: 'A1', amount: '一百', at: 'soon' }]);

    expect([refusal?.code, refusal?.zh, refusal?.message]).toEqual([
      'SQL_SAMPLE_NOT_USABLE',
      '订单 的样本不能用：第 2 行 编号 列（BIGINT）的值“A1”类型不对：要填整数，例如 42。另有 2 个值也不对。',
      'The sample of 订单 cannot be used. Row 2, 编号 (BIGINT): "A1" is no value of this type. Write a whole number, such as 42. 2 more are wrong.',
    ]);
    expect(refusal?.details.fields).toMatchObject([
      { path: 'rows.1.编号' },
      { path: 'rows.1.amount', zh: expect.stringContaining('要填小数，例如 12.50') },
      { path: 'rows.1.at', message: expect.stringContaining('Write times as 2026-01-31 08:00:00.000') },
    ]);
  });

  it('are refused with a field that is no column', () => {
    expect(refusalOf([{ price: 1 }])?.zh).toBe('订单 的样本不能用：它没有列 price。');
  });
});
