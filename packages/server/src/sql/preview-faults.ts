/** What Flink says about a preview's statements, as errors with code and place. */
import type { SqlDiagnostic } from '@liusu/contract/sql';

import type { GatewayFault } from '../flink/gateway-fault.ts';
import { StatementFailed } from '../flink/sql-gateway-client.ts';
import { LiusuError } from '../lib/errors.ts';
import { diagnoseFault, summaryWords } from './diagnostics.ts';
import { contextOf } from './explain-context.ts';
import type { GatewaySession, RunOptions } from './gateway-session.ts';
import type { MappedText } from './mapped-text.ts';
import type { PreparedStatement } from './prepared-script.ts';
import type { PreviewPlan } from './preview-plan.ts';

/** What a preview asks of Flink, and where. */
export interface Asked {
  plan: Pick<PreviewPlan, 'script'>;
  session: GatewaySession;
  options: RunOptions;
}

/** Turns what Flink says about a statement into an error with code and position. */
export async function explainOnFailure<T>(
  statement: PreparedStatement,
  sent: MappedText,
  asked: Asked,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof StatementFailed)) throw error;
    throw await faultError(error.fault, statement, sent, asked);
  }
}

/** The error for what Flink said of a statement. */
export async function faultError(
  fault: GatewayFault,
  statement: PreparedStatement,
  sent: MappedText,
  { plan, session, options }: Asked,
): Promise<LiusuError> {
  const known = await contextOf(fault, statement, session, options);
  return diagnosticError(diagnoseFault(fault, statement, sent, plan.script.lines, known), new StatementFailed(fault));
}

/** A finding as an error: a preview ends with the first. */
export function diagnosticError(diagnostic: SqlDiagnostic, cause?: Error): LiusuError {
  const { severity: _severity, code: _code, remedy, zh, ...position } = diagnostic;
  const code = diagnostic.code as 'SQL_INVALID';
  const place = {
    ...position,
    ...(zh === undefined ? {} : { zh: zh.message }),
    ...(remedy === null ? {} : { remedy: { zh: zh?.remedy ?? remedy, en: remedy } }),
  };
  return new LiusuError(code, summaryWords([diagnostic]), {
    positions: [place],
    ...(cause === undefined ? {} : { cause }),
  });
}
