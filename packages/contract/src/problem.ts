/** Errors on the wire: RFC 9457 problem details with a stable code. */
import { z } from 'zod';

import { ErrorCode, type Language } from './error-code.ts';

/** Where in a SQL script something is. Lines and columns count from 1; columns count UTF-16 code units; the end is exclusive. */
export const SqlPosition = z.object({
  /** Index of the statement in the script, from 0. */
  statement: z.number().int(),
  line: z.number().int(),
  column: z.number().int(),
  endLine: z.number().int(),
  endColumn: z.number().int(),
});
export type SqlPosition = z.infer<typeof SqlPosition>;

export const Problem = z.object({
  type: z.string(),
  /** The code's English title. */
  title: z.string(),
  status: z.number().int(),
  code: ErrorCode,
  /** What happened, on what, and why: one or two English sentences. */
  detail: z.string(),
  /** `detail` in Chinese; absent where it is told in English alone, as what Flink itself says. */
  zh: z.string().optional(),
  /** Values for the translated text of the code, and positions where the error is about SQL; `message` is English, `zh` the same in Chinese. */
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
  positions: z
    .array(
      SqlPosition.extend({
        message: z.string(),
        zh: z.string().optional(),
        /** What to do at this place, where the code's own remedy is too general. */
        remedy: z.object({ zh: z.string(), en: z.string() }).optional(),
      }),
    )
    .optional(),
  /** Fields of the request that were wrong, by path; `message` is English, `zh` the same in Chinese. */
  fields: z.array(z.object({ path: z.string(), message: z.string(), zh: z.string().optional() })).optional(),
  requestId: z.string(),
});
export type Problem = z.infer<typeof Problem>;

/** A sentence that is told in English, and in Chinese where it is known, in the reader's language. */
export function messageIn({ message, zh }: { message: string; zh?: string | undefined }, language: Language): string {
  return language === 'zh' ? (zh ?? message) : message;
}

/** What happened, in the reader's language where the problem has it. */
export function problemDetail(problem: Pick<Problem, 'detail' | 'zh'>, language: Language): string {
  return messageIn({ message: problem.detail, zh: problem.zh }, language);
}
