/** Findings about a script, at their place in what the person wrote. Pure. */
import type { ErrorCode } from '@liusu/contract/error-code';
import { errorText } from '@liusu/contract/error-code';
import type { SqlPosition } from '@liusu/contract/problem';
import type { SqlDiagnostic } from '@liusu/contract/sql';

import type { GatewayFault } from '../flink/gateway-fault.ts';
import type { LiusuError } from '../lib/errors.ts';
import type { ExplainContext } from './error-rules/rule.ts';
import { explainFault, type Explanation } from './explain-error.ts';
import { definitionMark, findMark } from './marks.ts';
import { sinkOf } from './insert-sink.ts';
import type { MappedText } from './mapped-text.ts';
import { LineIndex } from './positions.ts';
import type { PreparedStatement } from './prepared-script.ts';
import { selectItem } from './select-items.ts';
import { lastPart } from './error-rules/rule.ts';
import { unknownConnector } from './unknown-connector.ts';
import { type Words, words } from './words.ts';

/** What is known of the rest of the script. */
export interface DiagnoseContext extends ExplainContext {
  /** Statements that define tables, by the last part of the name in lower case. */
  definitions?: ReadonlyMap<string, PreparedStatement>;
}

/**
 * What Flink found wrong with a statement. `sent` is the text it was given: positions in it lead back to the original
 * through its pieces. What is wrong with the definition of a table is told there, not where the table is used.
 */
export function diagnoseFault(
  fault: GatewayFault,
  statement: PreparedStatement,
  sent: MappedText,
  lines: LineIndex,
  context: DiagnoseContext = { tables: [] },
): SqlDiagnostic {
  const insertColumns = sinkOf(statement)?.named;
  return diagnose(explainFault(fault, { ...context, insertColumns }), statement, sent, lines, context);
}

/** As diagnoseFault, of what is known already. */
export function diagnose(
  explanation: Explanation,
  statement: PreparedStatement,
  sent: MappedText,
  lines: LineIndex,
  context: DiagnoseContext = { tables: [] },
): SqlDiagnostic {
  const code = explanation.code;
  const declared = declaredIn(explanation, lines, context);
  const { zh, en } = explanation.message;
  return {
    severity: 'error',
    code,
    ...positionOf(explanation, statement, sent, lines, context),
    message: declared === undefined ? en : `${en} The column is declared in line ${declared}.`,
    remedy: explanation.remedy?.en ?? errorText(code, 'en').remedy,
    zh: {
      message: declared === undefined ? zh : `${zh}目标列声明在第 ${declared} 行。`,
      remedy: explanation.remedy?.zh ?? errorText(code, 'zh').remedy,
    },
    ...(explanation.unknown === undefined ? {} : { unknown: explanation.unknown }),
  };
}

/** Line in which the script declares the column of the other side. */
function declaredIn({ target }: Explanation, lines: LineIndex, context: DiagnoseContext): number | undefined {
  const definition = target === undefined ? undefined : context.definitions?.get(lastPart(target.table).toLowerCase());
  const found = definition === undefined ? undefined : findMark([target?.column ?? ''], definition);
  return definition === undefined || found === undefined ? undefined : placed(definition, found, lines).line;
}

function positionOf(
  explanation: Explanation,
  statement: PreparedStatement,
  sent: MappedText,
  lines: LineIndex,
  context: DiagnoseContext,
): SqlPosition {
  if (explanation.table !== undefined && explanation.place === undefined) {
    const inHint = findMark(explanation.marks, statement, { kind: 'hint' });
    if (inHint !== undefined) return placed(statement, inHint, lines);
    const definition = context.definitions?.get(lastPart(explanation.table).toLowerCase());
    const inDefinition = definition === undefined ? undefined : definitionMark(explanation, definition);
    if (definition !== undefined && inDefinition !== undefined) return placed(definition, inDefinition, lines);
  }
  const range = rangeOf(explanation, statement, sent);
  if (range === undefined) {
    const own = statement.kind.startsWith('CREATE') ? definitionMark(explanation, statement) : undefined;
    return own === undefined ? { ...statement.position, statement: statement.index } : placed(statement, own, lines);
  }
  return lines.rangeOf(statement.index, range.start, Math.max(range.end, range.start + 1));
}

function placed(statement: PreparedStatement, at: { start: number; end: number }, lines: LineIndex): SqlPosition {
  const origin = statement.text.originOf(at.start, at.end);
  return lines.rangeOf(statement.index, origin.start, origin.end);
}

function rangeOf(
  explanation: Explanation,
  statement: PreparedStatement,
  sent: MappedText,
): { start: number; end: number } | undefined {
  const { place, item } = explanation;
  if (place !== undefined) {
    const index = new LineIndex(sent.text);
    const start = index.offsetOf(place);
    const end = index.offsetOf({ line: place.endLine, column: place.endColumn }) + 1;
    if (explanation.isNarrow) {
      const wide = sent.text.slice(start, end).toLowerCase();
      for (const mark of explanation.marks) {
        const wanted = mark.toLowerCase();
        const inside = explanation.pickLast ? wide.lastIndexOf(wanted) : wide.indexOf(wanted);
        if (mark !== '' && inside >= 0) return sent.originOf(start + inside, start + inside + mark.length);
      }
    }
    // Flink names a point alone: what stands there is meant as a whole.
    const standing = explanation.marks.find((mark) => mark !== '' && sent.text.startsWith(mark, start));
    if (place.column === place.endColumn && standing !== undefined) {
      return sent.originOf(start, start + standing.length);
    }
    // At the end of the text there is nothing to mark: mark what stands last.
    return start >= sent.text.length
      ? sent.originOf(Math.max(0, sent.text.length - 1), sent.text.length)
      : sent.originOf(start, end);
  }
  const found =
    (item === undefined ? undefined : selectItem(statement.tokens, item)) ??
    findMark(explanation.marks, statement, { pickLast: explanation.pickLast });
  return found === undefined ? undefined : statement.text.originOf(found.start, found.end);
}

/** The diagnostics of an error the platform found itself. */
export function diagnosticsOf(error: LiusuError, statement = 0): SqlDiagnostic[] {
  const positions = error.details.positions ?? [
    {
      ...{ statement, line: 1, column: 1, endLine: 1, endColumn: 2, message: error.message },
      ...(error.zh === undefined ? {} : { zh: error.zh }),
    },
  ];
  const remedy = { zh: errorText(error.code, 'zh').remedy, en: errorText(error.code, 'en').remedy };
  const unknown = unknownConnector(error);
  return positions.map(({ message, zh, remedy: own, ...position }) => ({
    severity: 'error',
    code: error.code,
    ...position,
    message: `${capitalized(message)}${/[.?]$/.test(message) ? '' : '.'}`,
    remedy: own?.en ?? remedy.en,
    zh: {
      message:
        zh === undefined
          ? `${errorText(error.code, 'zh').title}：${message}`
          : `${zh}${/[。？]$/.test(zh) ? '' : '。'}`,
      remedy: own?.zh ?? remedy.zh,
    },
    ...(unknown === undefined ? {} : { unknown }),
  }));
}

/** A finding that covers a whole statement. */
export function diagnosticFor(
  statement: PreparedStatement,
  severity: SqlDiagnostic['severity'],
  code: ErrorCode | 'NOT_CHECKED',
  message: Words,
): SqlDiagnostic {
  const isNote = code === 'NOT_CHECKED';
  return {
    severity,
    code,
    ...statement.position,
    message: message.en,
    remedy: isNote ? null : errorText(code, 'en').remedy,
    zh: { message: message.zh, remedy: isNote ? null : errorText(code, 'zh').remedy },
  };
}

/** A clause as the beginning of a sentence; an id in front, such as that of an engine, is left as it is written. */
function capitalized(clause: string): string {
  return /^[a-z]+\s/.test(clause) ? `${clause.charAt(0).toUpperCase()}${clause.slice(1)}` : clause;
}

/** One line for a list of findings, for events and messages. */
export function summaryOf(diagnostics: readonly SqlDiagnostic[]): string {
  return summaryWords(diagnostics).en;
}

/** As summaryOf, in both languages. */
export function summaryWords(diagnostics: readonly SqlDiagnostic[]): Words {
  const [first] = diagnostics;
  if (first === undefined) return words('原因未知', 'the reason is not known');
  const { statement, line, column, message, zh } = first;
  return words(
    `第 ${statement + 1} 条语句，第 ${line} 行第 ${column} 列：${zh?.message ?? message}`,
    `Statement ${statement + 1}, line ${line}, column ${column}: ${message}`,
  );
}

/** What is said where a script holds nothing to check or to run. */
export const emptyScript = {
  message: words('脚本里没有语句。', 'The script has no statement.'),
  remedy: words(
    '写一条语句，例如 SELECT 1; 或 INSERT INTO … SELECT …;',
    'Write a statement, for example SELECT 1; or INSERT INTO … SELECT …;',
  ),
} as const;

/** As they stand in the script. */
export function inOrder(diagnostics: readonly SqlDiagnostic[]): SqlDiagnostic[] {
  return [...diagnostics].sort((one, other) => one.line - other.line || one.column - other.column);
}
