/** SQL: splitting, validation, preview. Flink is the only judge. */
import { z } from 'zod';

import type { Language } from './error-code.ts';
import { Problem } from './problem.ts';

import { idOf } from './ids.ts';
import { JobMode, JobSettings, Script } from './job.ts';
import { Samples } from './sample.ts';

export const SqlValidate = z.object({
  script: Script,
  clusterId: idOf('cluster').optional(),
  /** Engine to check it by, such as `flink-1.20`; that of the cluster when absent. */
  engine: z.string().max(64).optional(),
  settings: JobSettings.prefault({}),
});
export type SqlValidate = z.input<typeof SqlValidate>;

/** A name in a script that is not there: what was probably meant, and where else it is. */
export const UnknownName = z.object({
  /** `catalog` is a type of catalogs; `database` also a catalog by its name. */
  kind: z.enum([
    'connector',
    'format',
    'catalog',
    'database',
    'table',
    'column',
    'function',
    'option',
    'type',
    'hint',
    'setting',
  ]),
  /** As it is written, without quotes; of a path its last part. */
  name: z.string(),
  /** Names that are there and come near, the nearest first. */
  near: z.array(z.string()),
  /** Engines that have a connector, format or catalog of this name. */
  engines: z.array(z.string()),
});
export type UnknownName = z.infer<typeof UnknownName>;

/** One finding about a script. Lines and columns count from 1; the end is exclusive. */
export const SqlDiagnostic = z.object({
  severity: z.enum(['error', 'warning', 'info']),
  code: z.string(),
  /** Index of the statement, from 0. */
  statement: z.number().int(),
  line: z.number().int(),
  column: z.number().int(),
  endLine: z.number().int(),
  endColumn: z.number().int(),
  /** What is wrong and why, in English. */
  message: z.string(),
  /** What to do about it, in English. */
  remedy: z.string().nullable(),
  /** The same in Chinese. */
  zh: z.object({ message: z.string(), remedy: z.string().nullable() }).optional(),
  /** Where it is about a name that is not there. */
  unknown: UnknownName.optional(),
});
export type SqlDiagnostic = z.infer<typeof SqlDiagnostic>;

/** A finding's words in one language. */
export function diagnosticWords(
  diagnostic: Pick<SqlDiagnostic, 'message' | 'remedy' | 'zh'>,
  language: Language,
): { message: string; remedy: string | null } {
  const { message, remedy, zh } = diagnostic;
  return language === 'zh' && zh !== undefined ? zh : { message, remedy };
}

export const SqlValidation = z.object({
  ok: z.boolean(),
  diagnostics: z.array(SqlDiagnostic),
  statements: z.array(
    z.object({
      index: z.number().int(),
      kind: z.string(),
      line: z.number().int(),
      column: z.number().int(),
      endLine: z.number().int(),
      endColumn: z.number().int(),
      checked: z.enum(['CHECKED', 'PARSED', 'NOT_CHECKED']),
    }),
  ),
  ms: z.number(),
});
export type SqlValidation = z.infer<typeof SqlValidation>;

/**
 * A preview runs the script's DDL in a session of its own and its one SELECT as a Flink job that ends with the request. Of an
 * INSERT it runs the query: nothing is written.
 * The answer is a stream of PreviewEvent as `text/event-stream`.
 */
export const PreviewRequest = z.object({
  script: Script,
  clusterId: idOf('cluster').optional(),
  mode: JobMode.default('streaming'),
  /** Rows after which it ends. A live page asks for many; a grid shows at most 10,000. */
  limit: z.number().int().min(1).max(1_000_000).default(1000),
  timeoutMs: z.number().int().min(1000).max(3_600_000).default(60_000),
  options: z.record(z.string(), z.string()).default({}),
  timeZone: z.string().max(64).optional(),
  /** The statement to run, from 0: those before it that define something come along, all others are left out. The last when absent. */
  statement: z.number().int().min(0).optional(),
  /** Rows that stand in for source tables, by name. Sample tables end, so windows and joins show their last results too. */
  samples: Samples.default({}),
});
export type PreviewRequest = z.input<typeof PreviewRequest>;

export const Column = z.object({ name: z.string(), type: z.string(), nullable: z.boolean() });
export type Column = z.infer<typeof Column>;
export const ChangeKind = z.enum(['+I', '-U', '+U', '-D']);
export type ChangeKind = z.infer<typeof ChangeKind>;
export const Cell = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.array(z.unknown()),
  z.record(z.string(), z.unknown()),
]);
export type Cell = z.infer<typeof Cell>;

export const PreviewEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('started'), previewId: z.string(), flinkJobId: z.string().nullable() }),
  z.object({ type: z.literal('columns'), columns: z.array(Column) }),
  /** Rows in Flink's order, each [changeKind, ...cells]. */
  z.object({ type: z.literal('rows'), rows: z.array(z.object({ kind: ChangeKind, cells: z.array(Cell) })) }),
  z.object({
    type: z.literal('ended'),
    reason: z.enum(['finished', 'limit', 'timeout', 'cancelled']),
    rows: z.number().int(),
  }),
  z.object({ type: z.literal('failed'), problem: Problem }),
]);
export type PreviewEvent = z.infer<typeof PreviewEvent>;
