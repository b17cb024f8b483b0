/** The problem a failed preview ends with: the response is a stream by then, so it travels as an event. Pure. */
import { errorText } from '@liusu/contract/error-code';
import type { Problem } from '@liusu/contract/problem';

import { LiusuError, messageOf } from '../lib/errors.ts';
import { redactText } from '../lib/redact.ts';

export function problemOf(error: unknown, requestId: string): Problem {
  const known = error instanceof LiusuError ? error : new LiusuError('INTERNAL', redactText(messageOf(error)));
  const { params, positions } = known.details;
  return {
    type: `urn:liusu:error:${known.code}`,
    title: errorText(known.code, 'en').title,
    status: known.status,
    code: known.code,
    detail: redactText(known.message),
    ...(known.zh === undefined ? {} : { zh: redactText(known.zh) }),
    ...(params === undefined ? {} : { params }),
    ...(positions === undefined ? {} : { positions }),
    requestId,
  };
}
