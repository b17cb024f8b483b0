/** What is told of a script that is all right and yet no job: it only queries. Pure. */
import type { ErrorCode } from '@liusu/contract/error-code';
import type { SqlDiagnostic, SqlValidation } from '@liusu/contract/sql';

import { isWriting } from './job-steps.ts';
import { words } from './words.ts';

const code: ErrorCode = 'JOB_HAS_NO_STATEMENT';
const message = words(
  '脚本里只有查询：可以预览，不能发布为作业。',
  'The script only queries: it can be previewed, but not published as a job.',
);
const remedy = words(
  '要发布，写成 INSERT INTO 目标表 SELECT …；几条 INSERT 也可以放进 EXECUTE STATEMENT SET BEGIN … END。',
  'To publish it, write INSERT INTO table SELECT …; several INSERTs may stand in EXECUTE STATEMENT SET BEGIN … END.',
);

/**
 * The verdict, with a note at the last query of a script that writes nothing: publishing refuses it. Nothing is added while
 * something is wrong, since that comes first, nor for a script without a query, of which nobody expects a job yet.
 */
export function withQueryNote(validation: SqlValidation): SqlValidation {
  const { ok, statements, diagnostics } = validation;
  const query = statements.findLast(({ kind }) => kind === 'SELECT');
  if (!ok || query === undefined || statements.some(({ kind }) => isWriting(kind))) return validation;
  const { index, line, column, endLine, endColumn } = query;
  const note: SqlDiagnostic = {
    severity: 'info',
    code,
    statement: index,
    line,
    column,
    endLine,
    endColumn,
    message: message.en,
    remedy: remedy.en,
    zh: { message: message.zh, remedy: remedy.zh },
  };
  return { ...validation, diagnostics: [...diagnostics, note] };
}
