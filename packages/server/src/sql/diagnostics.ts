/** Findings about a script, at their place in what the person wrote. Pure. */
import type { ErrorCode } from '@liusu/contract/error-code';
import { errorText } from '@liusu/contract/error-code';
import type { SqlDiagnostic } from '@liusu/contract/sql';

import type { GatewayFault } from '../flink/gateway-fault.ts';
import type { LiusuError } from '../lib/errors.ts';
import { type ExplainContext, explainFault, type Explanation } from './explain-error.ts';
import type { MappedText } from './mapped-text.ts';
import { LineIndex } from './positions.ts';
import type { PreparedStatement } from './prepared-script.ts';

/**
 * What Flink found wrong with a statement. `sent` is the text it was given: positions in it lead back to the original
 * through its pieces.
 */
export function diagnoseFault(
  fault: GatewayFault,
  statement: PreparedStatement,
  sent: MappedText,
  lines: LineIndex,
  context?: ExplainContext,
): SqlDiagnostic {
  const explanation = explainFault(fault, context);
  const range = rangeOf(explanation, statement, sent);
  const position =
    range === undefined
      ? statement.position
      : lines.rangeOf(statement.index, range.start, Math.max(range.end, range.start + 1));
  return {
    severity: 'error',
    code: explanation.code,
    ...position,
    statement: statement.index,
    message: explanation.message,
    remedy: explanation.remedy ?? errorText(explanation.code, 'en').remedy,
  };
}

function rangeOf(
  explanation: Explanation,
  statement: PreparedStatement,
  sent: MappedText,
): { start: number; end: number } | undefined {
  const { place } = explanation;
  if (place !== undefined) {
    const index = new LineIndex(sent.text);
    const start = index.offsetOf(place);
    const end = index.offsetOf({ line: place.endLine, column: place.endColumn }) + 1;
    // At the end of the text there is nothing to mark: mark what stands last.
    return start >= sent.text.length
      ? sent.originOf(Math.max(0, sent.text.length - 1), sent.text.length)
      : sent.originOf(start, end);
  }
  const found = findMark(explanation.marks, statement);
  return found === undefined ? undefined : statement.text.originOf(found.start, found.end);
}

/** The first token, or run of tokens, of the statement that reads like one of the marks. Quotes and case do not count. */
function findMark(marks: readonly string[], statement: PreparedStatement): { start: number; end: number } | undefined {
  const text = statement.text.text;
  for (const mark of marks) {
    const wanted = mark.toLowerCase();
    if (wanted === '') continue;
    for (const [i, token] of statement.tokens.entries()) {
      if (token.kind === 'hint') {
        const at = token.value.toLowerCase().indexOf(wanted);
        if (at >= 0) return { start: token.start + at, end: token.start + at + mark.length };
        continue;
      }
      // Grow a run from this token until it is as long as the mark.
      let read = '';
      for (let j = i; j < statement.tokens.length && read.length < wanted.length; j++) {
        const next = statement.tokens[j];
        if (next === undefined || next.kind === 'hint') break;
        const isApart = j > i && (statement.tokens[j - 1]?.end ?? 0) < next.start;
        read +=
          (isApart ? ' ' : '') +
          (next.kind === 'identifier' ? next.value : text.slice(next.start, next.end)).toLowerCase();
        if (read === wanted) return { start: token.start, end: next.end };
      }
    }
  }
  return undefined;
}

/** The diagnostics of an error the platform found itself. */
export function diagnosticsOf(error: LiusuError, statement = 0): SqlDiagnostic[] {
  const positions = error.details.positions ?? [
    { statement, line: 1, column: 1, endLine: 1, endColumn: 2, message: error.message },
  ];
  return positions.map(({ message, ...position }) => ({
    severity: 'error',
    code: error.code,
    ...position,
    message: `${message.charAt(0).toUpperCase()}${message.slice(1)}${message.endsWith('.') ? '' : '.'}`,
    remedy: errorText(error.code, 'en').remedy,
  }));
}

/** A finding that covers a whole statement. */
export function diagnosticFor(
  statement: PreparedStatement,
  severity: SqlDiagnostic['severity'],
  code: ErrorCode | 'NOT_CHECKED',
  message: string,
): SqlDiagnostic {
  return {
    severity,
    code,
    ...statement.position,
    message,
    remedy: code === 'NOT_CHECKED' ? null : errorText(code, 'en').remedy,
  };
}

/** One line for a list of findings, for events and messages. */
export function summaryOf(diagnostics: readonly SqlDiagnostic[]): string {
  const [first] = diagnostics;
  if (first === undefined) return 'the reason is not known';
  return `Statement ${first.statement + 1}, line ${first.line}, column ${first.column}: ${first.message}`;
}
