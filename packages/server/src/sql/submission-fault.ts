/** Judges a failed submission: was the job certainly not taken, or is that unknown? Pure. When in doubt: unknown. */
import type { FailureClass } from '@liusu/contract/lifecycle';

import { type GatewayFault, rootMessageOf } from '../flink/gateway-fault.ts';
import { redactText } from '../lib/redact.ts';

export type SubmissionVerdict =
  /** The statement was wrong: it never came to a submission. */
  | { kind: 'statement' }
  /** It came to a submission that certainly did not reach the dispatcher, or that the dispatcher refused. */
  | { kind: 'refused'; class: FailureClass; message: string }
  | { kind: 'unknown'; message: string }
  /** A job under this id was taken before: it is running or has ended. */
  | { kind: 'duplicate'; message: string };

const duplicate = /DuplicateJobSubmissionException|Job has already been submitted/;
/** The wrappers around what happens once a job graph is being sent. */
const submitting =
  /JobSubmissionException|JobExecutionException|RestClientException|RetryException|Failed to execute job/;
/** No connection was made, so nothing was sent: valid because the client sends only once (rest.retry.max-attempts: 0). */
const noConnection =
  /java\.net\.ConnectException|AnnotatedConnectException|UnknownHostException|NoRouteToHostException|UnresolvedAddressException/;
const late = /Timeout|AskTimeout|timed out|Connection reset|closed|ChannelClosed|prematurely/i;
/** The cluster itself answered, with an exception of its own. (The gateway wraps all its answers as "on server side", too.) */
const rejected = /RestClientException[\s\S]*on server side/;

export function judgeFault(fault: GatewayFault): SubmissionVerdict {
  const all = `${fault.text}\n${fault.causes.map((cause) => `${cause.type}: ${cause.message}`).join('\n')}`;
  const reason = redactText(rootMessageOf(fault));
  if (duplicate.test(all)) {
    return {
      kind: 'duplicate',
      message: 'Flink says that a job with this id was submitted before: it may be running or have ended.',
    };
  }
  const isSubmitting = fault.causes.some((cause) => submitting.test(cause.type) || submitting.test(cause.message));
  if (!isSubmitting) return { kind: 'statement' };
  const inside = causesAfterSubmission(fault);
  if (inside.some((text) => noConnection.test(text))) {
    return {
      kind: 'refused',
      class: 'environment',
      message: `The cluster could not be reached, nothing was submitted: ${reason}`,
    };
  }
  if (inside.some((text) => late.test(text))) {
    return { kind: 'unknown', message: `The submission broke off: ${reason}` };
  }
  if (rejected.test(all)) {
    return { kind: 'refused', class: 'environment', message: `The cluster refused the job: ${reason}` };
  }
  return {
    kind: 'unknown',
    message: `The submission failed in a way that does not show whether the job was taken: ${reason}`,
  };
}

/** Types and messages from the first sign of a submission inwards. */
function causesAfterSubmission(fault: GatewayFault): string[] {
  const first = fault.causes.findIndex((cause) => submitting.test(cause.type) || submitting.test(cause.message));
  return fault.causes.slice(first).map((cause) => `${cause.type}: ${cause.message}`);
}

/** Whose fault a failed statement is: a source or catalog that cannot be reached is the surroundings'. */
export function classOfStatementFault(fault: GatewayFault): FailureClass {
  return fault.causes.some((cause) => noConnection.test(cause.type)) ? 'environment' : 'user';
}

/** A connection that did not come about, broke off, or was not answered in time. */
const outOfReach =
  /(?:ConnectException|UnknownHostException|NoRouteToHostException|UnresolvedAddressException|java\.net\.SocketException|TimeoutException)$/;

/** True when Flink could not reach what a statement names: it may be all right once that is there. */
export function isOutOfReach(fault: GatewayFault): boolean {
  return fault.causes.some((cause) => outOfReach.test(cause.type));
}
