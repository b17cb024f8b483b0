/** Failures of data sources, told by what can be done about them. */
import { type SourceFault, sourceFaultText } from '@liusu/contract/source-fault';

import { LiusuError, messageOf } from '../lib/errors.ts';
import { redactText } from '../lib/redact.ts';
import { words } from '../lib/words.ts';

/** A failure whose fault is known where it happens. */
export class SourceError extends Error {
  readonly fault: SourceFault;

  constructor(fault: SourceFault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SourceError';
    this.fault = fault;
  }
}

/** Codes of Node's sockets, of OpenSSL, of PostgreSQL (SQLSTATE), MySQL, Kafka, S3 and ClickHouse. */
const faultsByCode: Readonly<Record<string, SourceFault>> = {
  ENOTFOUND: 'NAME_NOT_FOUND',
  EAI_AGAIN: 'NAME_NOT_FOUND',
  EAI_NONAME: 'NAME_NOT_FOUND',
  ECONNREFUSED: 'CONNECTION_REFUSED',
  ETIMEDOUT: 'NO_ANSWER',
  EHOSTUNREACH: 'NO_ROUTE',
  ENETUNREACH: 'NO_ROUTE',
  ECONNRESET: 'CONNECTION_LOST',
  EPIPE: 'CONNECTION_LOST',
  // Certificates
  SELF_SIGNED_CERT_IN_CHAIN: 'CERTIFICATE_UNTRUSTED',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'CERTIFICATE_UNTRUSTED',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'CERTIFICATE_UNTRUSTED',
  UNABLE_TO_GET_ISSUER_CERT: 'CERTIFICATE_UNTRUSTED',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'CERTIFICATE_UNTRUSTED',
  CERT_UNTRUSTED: 'CERTIFICATE_UNTRUSTED',
  CERT_HAS_EXPIRED: 'CERTIFICATE_EXPIRED',
  CERT_NOT_YET_VALID: 'CERTIFICATE_EXPIRED',
  ERR_TLS_CERT_ALTNAME_INVALID: 'CERTIFICATE_OTHER_HOST',
  EPROTO: 'TLS_FAILED',
  // PostgreSQL
  '28P01': 'LOGIN_REFUSED',
  // Also said for an account that does not exist: the server does not tell these apart to strangers.
  '28000': 'HOST_NOT_ALLOWED',
  '3D000': 'DATABASE_UNKNOWN',
  '53300': 'TOO_MANY_CONNECTIONS',
  '42501': 'RIGHTS_MISSING',
  '57014': 'NO_ANSWER',
  // MySQL and MariaDB
  ER_ACCESS_DENIED_ERROR: 'LOGIN_REFUSED',
  ER_ACCESS_DENIED_NO_PASSWORD_ERROR: 'LOGIN_REFUSED',
  ER_ACCOUNT_HAS_BEEN_LOCKED: 'LOGIN_REFUSED',
  ER_HOST_NOT_PRIVILEGED: 'HOST_NOT_ALLOWED',
  ER_HOST_IS_BLOCKED: 'HOST_NOT_ALLOWED',
  ER_DBACCESS_DENIED_ERROR: 'RIGHTS_MISSING',
  ER_TABLEACCESS_DENIED_ERROR: 'RIGHTS_MISSING',
  ER_SPECIFIC_ACCESS_DENIED_ERROR: 'RIGHTS_MISSING',
  ER_BAD_DB_ERROR: 'DATABASE_UNKNOWN',
  ER_CON_COUNT_ERROR: 'TOO_MANY_CONNECTIONS',
  ER_SECURE_TRANSPORT_REQUIRED: 'TLS_REQUIRED',
  ER_NOT_SUPPORTED_AUTH_MODE: 'MECHANISM_REFUSED',
  AUTH_SWITCH_PLUGIN_ERROR: 'MECHANISM_REFUSED',
  HANDSHAKE_NO_SSL_SUPPORT: 'TLS_NOT_OFFERED',
  HANDSHAKE_SSL_ERROR: 'TLS_FAILED',
  PROTOCOL_CONNECTION_LOST: 'CONNECTION_LOST',
  PROTOCOL_SEQUENCE_TIMEOUT: 'NO_ANSWER',
  // Kafka
  ILLEGAL_SASL_STATE: 'MECHANISM_REFUSED',
  UNSUPPORTED_SASL_MECHANISM: 'MECHANISM_REFUSED',
  SASL_AUTHENTICATION_FAILED: 'LOGIN_REFUSED',
  TOPIC_AUTHORIZATION_FAILED: 'RIGHTS_MISSING',
  CLUSTER_AUTHORIZATION_FAILED: 'RIGHTS_MISSING',
  GROUP_AUTHORIZATION_FAILED: 'RIGHTS_MISSING',
  UNKNOWN_TOPIC_OR_PARTITION: 'TABLE_NOT_FOUND',
  PLT_KFK_AUTHENTICATION: 'LOGIN_REFUSED',
  PLT_KFK_TIMEOUT: 'NO_ANSWER',
  // S3
  InvalidAccessKeyId: 'LOGIN_REFUSED',
  SignatureDoesNotMatch: 'LOGIN_REFUSED',
  InvalidToken: 'LOGIN_REFUSED',
  ExpiredToken: 'LOGIN_REFUSED',
  AccessDenied: 'RIGHTS_MISSING',
  AllAccessDisabled: 'RIGHTS_MISSING',
  NoSuchBucket: 'BUCKET_UNKNOWN',
  InvalidBucketName: 'BUCKET_UNKNOWN',
  NoSuchKey: 'TABLE_NOT_FOUND',
  PermanentRedirect: 'REGION_WRONG',
  TemporaryRedirect: 'REGION_WRONG',
  AuthorizationHeaderMalformed: 'REGION_WRONG',
  IllegalLocationConstraintException: 'REGION_WRONG',
  RequestTimeTooSkewed: 'CLOCKS_APART',
  SlowDown: 'TOO_MANY_CONNECTIONS',
  // ClickHouse, by its numbers
  CLICKHOUSE_60: 'TABLE_NOT_FOUND',
  CLICKHOUSE_81: 'DATABASE_UNKNOWN',
  CLICKHOUSE_159: 'NO_ANSWER',
  CLICKHOUSE_192: 'LOGIN_REFUSED',
  CLICKHOUSE_193: 'LOGIN_REFUSED',
  CLICKHOUSE_194: 'LOGIN_REFUSED',
  CLICKHOUSE_202: 'TOO_MANY_CONNECTIONS',
  CLICKHOUSE_497: 'RIGHTS_MISSING',
  CLICKHOUSE_516: 'LOGIN_REFUSED',
  // undici
  UND_ERR_CONNECT_TIMEOUT: 'NO_ANSWER',
  UND_ERR_HEADERS_TIMEOUT: 'NO_ANSWER',
  UND_ERR_BODY_TIMEOUT: 'NO_ANSWER',
  UND_ERR_SOCKET: 'CONNECTION_LOST',
  HPE_INVALID_CONSTANT: 'NOT_THIS_KIND',
};

/** By the words of errors that carry no code of their own. */
const faultsByWords: readonly (readonly [RegExp, SourceFault])[] = [
  [/does not support SSL/i, 'TLS_NOT_OFFERED'],
  [/pg_hba\.conf/i, 'HOST_NOT_ALLOWED'],
  [/WRONGPASS|invalid (username-password|password)|NOAUTH|password authentication failed/i, 'LOGIN_REFUSED'],
  [/AUTH.*without any password configured/i, 'LOGIN_REFUSED'],
  [/NOPERM/i, 'RIGHTS_MISSING'],
  [/DB index is out of range|invalid DB index/i, 'DATABASE_UNKNOWN'],
  [/DENIED Redis is running in protected mode/i, 'HOST_NOT_ALLOWED'],
  [/SASL.*(mechanism|password must be a string)|unsupported sasl/i, 'MECHANISM_REFUSED'],
  [/authentication failed|SASL_AUTHENTICATION_FAILED/i, 'LOGIN_REFUSED'],
  [/wrong version number|packet length too long|SSL routines/i, 'TLS_FAILED'],
  [/is not allowed to connect/i, 'HOST_NOT_ALLOWED'],
  [/timed? ?out|timeout/i, 'NO_ANSWER'],
  [/Connection terminated|socket closed|connection (is )?closed|Socket hang up/i, 'CONNECTION_LOST'],
  [/protocol|unexpected (packet|message)|malformed/i, 'NOT_THIS_KIND'],
];

/** What a failure means for whoever has to repair it. Looks through causes and gathered errors. Pure. */
export function faultOf(error: unknown): SourceFault {
  const chain = chainOf(error);
  for (const one of chain) {
    if (one instanceof SourceError) return one.fault;
  }
  // The innermost tells most.
  for (const one of chain.toReversed()) {
    const { code, apiId } = (one ?? {}) as { code?: unknown; apiId?: unknown };
    const fault = faultOfCode(apiId) ?? faultOfCode(code);
    if (fault !== undefined) return fault;
  }
  for (const words of chain.map(messageOf)) {
    const found = faultsByWords.find(([pattern]) => pattern.test(words));
    if (found !== undefined) return found[1];
  }
  return 'OTHER';
}

function faultOfCode(code: unknown): SourceFault | undefined {
  return typeof code === 'string' && Object.hasOwn(faultsByCode, code) ? faultsByCode[code] : undefined;
}

function chainOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  const waiting: unknown[] = [error];
  while (waiting.length > 0 && chain.length < 50) {
    const one = waiting.shift();
    if (one === undefined || one === null || chain.includes(one)) continue;
    chain.push(one);
    if (one instanceof AggregateError) waiting.push(...(one.errors as unknown[]));
    if (one instanceof Error && one.cause !== undefined) waiting.push(one.cause);
  }
  return chain;
}

/** What the innermost failure said, in one line, without secrets. */
export function wordsOf(error: unknown): string {
  const last =
    chainOf(error)
      .filter((one) => one instanceof Error && one.message !== '')
      .at(-1) ?? error;
  const line = messageOf(last)
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
  return redactText(line === '' ? 'no reason was given' : line).slice(0, 500);
}

/** The error a route answers with. */
export function sourceFailed(name: string, error: unknown): LiusuError {
  if (error instanceof LiusuError) return error;
  const fault = faultOf(error);
  const said = wordsOf(error);
  const [zh, en] = [sourceFaultText(fault, 'zh').title, sourceFaultText(fault, 'en').title];
  if (fault === 'TABLE_NOT_FOUND')
    return new LiusuError('NOT_FOUND', words(`${zh}（${name}）：${said}。`, said), {
      params: { source: name },
      cause: error,
    });
  return new LiusuError('SOURCE_FAILED', words(`${zh}（${name}）：${said}。`, `${en} (${name}): ${said}.`), {
    params: { source: name, fault },
    cause: error,
  });
}
