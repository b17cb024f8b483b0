/** Failures, told to a person or to a program, and turned into an exit code. */
import { ApiError } from '@liusu/contract/client';
import { type ErrorCode, errorCodes, errorText } from '@liusu/contract/error-code';
import { messageIn, type Problem, problemDetail } from '@liusu/contract/problem';
import { SourceFault, sourceFaultText } from '@liusu/contract/source-fault';
import { LiusuError, messageOf } from '@liusu/server/src/lib/errors.ts';

import type { CommandContext } from './command-context.ts';
import { exitCodeOf } from './exit-code.ts';

interface Failure {
  code: ErrorCode;
  problem: Problem;
}

function toFailure(error: unknown): Failure {
  if (error instanceof ApiError && error.problem !== undefined) return { code: error.code, problem: error.problem };
  const code = error instanceof ApiError || error instanceof LiusuError ? error.code : 'INTERNAL';
  const details = error instanceof LiusuError ? error.details : {};
  return {
    code,
    problem: {
      type: `urn:liusu:error:${code}`,
      title: errorText(code, 'en').title,
      status: errorCodes[code].status,
      code,
      detail: messageOf(error),
      ...(error instanceof LiusuError && error.zh !== undefined ? { zh: error.zh } : {}),
      ...(details.params === undefined ? {} : { params: details.params }),
      ...(details.positions === undefined ? {} : { positions: details.positions }),
      ...(details.fields === undefined ? {} : { fields: details.fields }),
      requestId: '',
    },
  };
}

/** Lines that tell what happened, where, and what to do. */
export function failureLines(error: unknown, language: 'zh' | 'en'): string[] {
  const { code, problem } = toFailure(error);
  // A data source that failed tells more by its fault than by the code.
  const fault = SourceFault.safeParse(problem.params?.['fault']);
  const { title, remedy: general } = fault.success ? sourceFaultText(fault.data, language) : errorText(code, language);
  const remedy = problem.positions?.[0]?.remedy?.[language] ?? general;
  const told = problemDetail(problem, language);
  // A request that is not valid tells its first field, which stands below with the others.
  const detail = problem.fields?.some(({ path }) => told.includes(path)) === true ? '' : told;
  const colon = language === 'zh' ? '：' : ': ';
  return [
    `liusu: ${title} (${code})`,
    ...(detail === '' ? [] : [`  ${detail.replaceAll('\n', '\n  ')}`]),
    ...(problem.positions ?? []).map((place) => `  ${place.line}:${place.column}  ${messageIn(place, language)}`),
    ...(problem.fields ?? []).map((field) => `  ${field.path}${colon}${messageIn(field, language)}`),
    `  ${language === 'zh' ? '怎么办' : 'What to do'}${colon}${remedy}`,
  ];
}

/** Prints the failure where it belongs and returns the exit code. */
export function printError(error: unknown, context: Pick<CommandContext, 'output' | 'language'>): number {
  const { code, problem } = toFailure(error);
  if (context.output === 'json') process.stdout.write(`${JSON.stringify(problem)}\n`);
  for (const line of failureLines(error, context.language)) process.stderr.write(`${line}\n`);
  // A fault of our own is only useful with where it happened.
  if (code === 'INTERNAL' && error instanceof Error && !(error instanceof ApiError)) {
    process.stderr.write(`${error.stack ?? ''}\n`);
  }
  return exitCodeOf(code);
}
