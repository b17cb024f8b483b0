/** Converts what goes wrong between us and Flink into the platform's errors. The one border for Flink's REST interface. */
import { LiusuError, messageOf } from '../lib/errors.ts';
import { words } from '../lib/words.ts';
import { redactText } from '../lib/redact.ts';
import { readFault, rootMessageOf } from './gateway-fault.ts';

/** No answer: the connection failed, broke, or took too long. An abort by the caller is passed on as it is. */
export function unreachable(what: string, error: unknown): Error {
  if (error instanceof LiusuError) return error;
  const reason = redactText(reasonOf(error));
  const told = words(`Flink 没有应答：${reason}。`, `Flink did not answer when asked to ${what}: ${reason}.`);
  return new LiusuError('FLINK_UNREACHABLE', told, {
    cause: error,
  });
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'it took too long';
  if (error.name === 'AbortError') return 'the request was given up';
  const inner = error instanceof AggregateError ? error.errors[0] : error.cause;
  const message = error.message === '' && inner instanceof Error ? inner.message : error.message;
  return message === '' ? error.name : message;
}

/** An answer that refuses. `body` is its text. */
export function refused(what: string, status: number, body: string): LiusuError {
  if (status === 401 || status === 403) {
    return new LiusuError(
      'CLUSTER_AUTH_FAILED',
      words(
        `Flink 拒绝了凭据（HTTP ${status}）。`,
        `Flink refused the credentials when asked to ${what} (HTTP ${status}).`,
      ),
    );
  }
  const reason = redactText(reasonInBody(body));
  const told = words(
    `Flink 拒绝了请求（HTTP ${status}）：${reason}。`,
    `Flink refused to ${what} (HTTP ${status}): ${reason}.`,
  );
  return new LiusuError('FLINK_REJECTED', told, { params: { status } });
}

/** An answer of a shape we do not know. */
export function unreadable(what: string, error: unknown): LiusuError {
  return new LiusuError(
    'FLINK_ANSWER_UNREADABLE',
    words(
      `读不懂 Flink 的应答：${messageOf(error).slice(0, 300)}。`,
      `The answer of Flink could not be read when asked to ${what}: ${messageOf(error).slice(0, 300)}.`,
    ),
    {
      cause: error,
    },
  );
}

/** The reason inside an error body of Flink: `{"errors": [...]}`. */
function reasonInBody(body: string): string {
  const errors = errorsOfBody(body);
  if (errors === undefined)
    return (
      body
        .replaceAll(/<[^>]*>|\s+/g, ' ')
        .trim()
        .slice(0, 300) || 'no reason was given'
    );
  return rootMessageOf(readFault(errors)).slice(0, 500);
}

/** The `errors` of an error body; undefined when it is something else, such as a proxy's page. */
export function errorsOfBody(body: string): string[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // Not JSON: the answer of something between us and Flink.
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('errors' in value) || !Array.isArray(value.errors))
    return undefined;
  return value.errors.map(String);
}
