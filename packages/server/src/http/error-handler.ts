/** The one place where an error becomes an answer: problem details of RFC 9457 with a stable code. */
import { errorCodes, type ErrorCode, errorText } from '@liusu/contract/error-code';
import type { Problem } from '@liusu/contract/problem';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';

import { LiusuError } from '../lib/errors.ts';
import type { Log } from '../lib/log.ts';
import { words } from '../lib/words.ts';
import { fieldWords } from './field-words.ts';

export const problemContentType = 'application/problem+json; charset=utf-8';

/** Fastify's own refusals, by its code. Others of status 4xx are INVALID_INPUT. */
const fastifyCodes: Record<string, ErrorCode> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  FST_ERR_REQ_ABORTED: 'UNAVAILABLE',
};

function toLiusuError(error: unknown): LiusuError | undefined {
  if (error instanceof LiusuError) return error;
  if (!(error instanceof Error)) return undefined;
  const { code, statusCode } = error as Error & { code?: unknown; statusCode?: unknown };
  const known = typeof code === 'string' ? fastifyCodes[code] : undefined;
  if (known !== undefined) return new LiusuError(known, error.message, { cause: error });
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500)
    return new LiusuError('INVALID_INPUT', error.message, { cause: error });
  return undefined;
}

/** The problem of anything thrown. An unknown error is logged here, once, and its message is withheld. */
export function toProblem(error: unknown, requestId: string, log: Log): Problem {
  const known = toLiusuError(error);
  if (known === undefined || known.code === 'INTERNAL')
    log.error({ err: error, requestId }, 'a request failed for an unexpected reason');
  const code = known?.code ?? 'INTERNAL';
  const { params, positions, fields } = known?.details ?? {};
  return {
    type: `urn:liusu:problem:${code.toLowerCase().replaceAll('_', '-')}`,
    title: errorText(code, 'en').title,
    status: errorCodes[code].status,
    code,
    ...(known === undefined || code === 'INTERNAL' ? unexpected : detailOf(known)),
    ...(params === undefined ? {} : { params }),
    ...(positions === undefined ? {} : { positions }),
    ...(fields === undefined ? {} : { fields }),
    requestId,
  };
}

const unexpected = { detail: 'an unexpected error; the log has the details', zh: '出现意外错误；日志中有详情' };

/** What happened, in the languages it is told in. */
export function detailOf(error: LiusuError): Pick<Problem, 'detail' | 'zh'> {
  return { detail: error.message, ...(error.zh === undefined ? {} : { zh: error.zh }) };
}

/** Sends the problem of an error; nothing may have been sent before. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, log: Log): FastifyReply {
  const problem = toProblem(error, request.id, log);
  request.outcome.code = problem.code;
  const retryAfterS = problem.params?.['retryAfterS'];
  if (typeof retryAfterS === 'number') reply.header('retry-after', String(retryAfterS));
  if (problem.code === 'UNAUTHENTICATED') reply.header('www-authenticate', 'Bearer');
  return reply.code(problem.status).header('content-type', problemContentType).send(JSON.stringify(problem));
}

/** INVALID_INPUT that names every wrong field, below `part`. `value`: what was parsed. */
export function invalidInput(error: z.ZodError, part: 'params' | 'query' | 'body', value: unknown): LiusuError {
  const fields = error.issues.map((issue) => {
    const { zh, en } = fieldWords(issue, value);
    return { path: [part, ...issue.path].join('.'), message: en, ...(zh === en ? {} : { zh }) };
  });
  const [first] = fields;
  const told =
    first === undefined
      ? words(part, part)
      : words(`${first.path}：${first.zh ?? first.message}`, `${first.path}: ${first.message}`);
  return new LiusuError('INVALID_INPUT', words(`请求不正确：${told.zh}`, `the request is not valid: ${told.en}`), {
    fields,
  });
}
