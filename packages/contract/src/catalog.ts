/** Catalogs, databases, tables and functions as Flink tells them to a session of the platform. Read only. */
import { z } from 'zod';

import { idOf, Instant } from './ids.ts';

export const CatalogQuery = z.object({
  /** The cluster whose engine is asked; the default one when left out. */
  clusterId: idOf('cluster').optional(),
  /** An engine of its own, such as `flink-1.20`; that of the cluster when left out. */
  engine: z.string().max(64).optional(),
  /** `true` asks Flink again instead of giving what is remembered. */
  refresh: z.enum(['true', 'false']).default('false'),
});
export type CatalogQuery = z.input<typeof CatalogQuery>;

export const CatalogList = z.object({
  engine: z.string(),
  items: z.array(
    z.object({
      name: z.string(),
      /** Such as `paimon`; null when the engine does not tell. */ type: z.string().nullable(),
    }),
  ),
  /** When Flink was asked. */
  at: Instant,
});
export type CatalogList = z.infer<typeof CatalogList>;

export const DatabaseList = z.object({ items: z.array(z.string()), at: Instant });
export type DatabaseList = z.infer<typeof DatabaseList>;

export const TableKind = z.enum(['table', 'view', 'materialized-table']);
export type TableKind = z.infer<typeof TableKind>;

export const CatalogTableList = z.object({
  items: z.array(z.object({ name: z.string(), kind: TableKind })),
  /** Names of models; none on engines that know no models. */
  models: z.array(z.string()),
  at: Instant,
});
export type CatalogTableList = z.infer<typeof CatalogTableList>;

export const CatalogColumn = z.object({
  name: z.string(),
  /** As SQL writes it, without NOT NULL. */
  type: z.string(),
  nullable: z.boolean(),
  /** Part of the primary key. */
  isKey: z.boolean(),
  /** How it is computed, or that it is metadata; empty for a plain column. */
  extras: z.string(),
  /** The watermark's expression when this is the time column; else empty. */
  watermark: z.string(),
  comment: z.string(),
});
export type CatalogColumn = z.infer<typeof CatalogColumn>;

export const CatalogTable = z.object({
  catalog: z.string(),
  database: z.string(),
  name: z.string(),
  kind: TableKind,
  /** Value of `connector`, or the type of a catalog whose tables need none; null for views. */
  connector: z.string().nullable(),
  columns: z.array(CatalogColumn),
  at: Instant,
});
export type CatalogTable = z.infer<typeof CatalogTable>;

export const FunctionList = z.object({
  engine: z.string(),
  /** As SHOW FUNCTIONS names them. */
  builtIn: z.array(z.string()),
  /** Functions of catalogs and of the session. */
  user: z.array(z.string()),
  at: Instant,
});
export type FunctionList = z.infer<typeof FunctionList>;
