/** Catalogs as the mock tells them: a small database, and `wide` with 2,000 tables. */
import type { CatalogColumn, CatalogTable } from '@liusu/contract/catalog';

import { ago } from './clock.ts';

const at = () => ago(4000);

function column(name: string, type: string, more: Partial<CatalogColumn> = {}): CatalogColumn {
  return { name, type, nullable: true, isKey: false, extras: '', watermark: '', comment: '', ...more };
}

const shop: Record<string, CatalogColumn[]> = {
  orders: [
    column('order_id', 'BIGINT', { nullable: false, isKey: true }),
    column('customer', 'STRING', { comment: 'Who ordered' }),
    column('amount', 'DECIMAL(10, 2)'),
    column('ordered_at', 'TIMESTAMP(3)', { watermark: "`ordered_at` - INTERVAL '5' SECOND" }),
  ],
  customers: [column('customer', 'STRING', { isKey: true }), column('city', 'STRING')],
};

function namesIn(database: string | undefined): string[] {
  if (database === 'shop') return Object.keys(shop);
  return database === 'wide'
    ? Array.from({ length: 2000 }, (_, index) => `table_${String(index).padStart(4, '0')}`)
    : [];
}

export const catalogs = () => ({
  engine: 'flink-2.2',
  items: [
    { name: 'default_catalog', type: 'generic_in_memory' },
    { name: 'lake', type: 'paimon' },
  ],
  at: at(),
});

export const databases = (catalog: string | undefined) => ({
  items: catalog === 'lake' ? ['default', 'shop', 'wide'] : ['default_database'],
  at: at(),
});

export const tables = (database: string | undefined) => ({
  items: namesIn(database).map((name) => ({ name, kind: 'table' as const })),
  models: [],
  at: at(),
});

export const table = (database = '', name = ''): CatalogTable => ({
  catalog: 'lake',
  database,
  name,
  kind: 'table',
  connector: 'paimon',
  columns: shop[name] ?? Array.from({ length: 30 }, (_, index) => column(`column_${index}`, 'STRING')),
  at: at(),
});

export const functions = () => ({ engine: 'flink-2.2', builtIn: [], user: ['mask_phone'], at: at() });
