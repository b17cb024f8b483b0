/** The server's note that a script only queries and so cannot be published: about the script as a whole, not about a place in it. */
import type { ErrorCode } from '@liusu/contract/error-code';
import type { SqlDiagnostic, SqlValidation } from '@liusu/contract/sql';

const code: ErrorCode = 'JOB_HAS_NO_STATEMENT';

export function isQueryNote(diagnostic: Pick<SqlDiagnostic, 'severity' | 'code'>): boolean {
  return diagnostic.severity === 'info' && diagnostic.code === code;
}

/** The verdict on a script that is no job's: nobody wants to publish it. */
export function withoutQueryNote(validation: SqlValidation): SqlValidation {
  return { ...validation, diagnostics: validation.diagnostics.filter((each) => !isQueryNote(each)) };
}
