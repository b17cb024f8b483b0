/**
 * The one webhook of an installation. Alerts are POSTed as JSON at least once: kept until an answer of 2xx, tried again with
 * growing pauses for a day. Headers: `X-Liusu-Delivery` (the alert's id, the same at each try), `X-Liusu-Timestamp` (epoch
 * seconds), and with a secret `X-Liusu-Signature: sha256=HEX`, the HMAC-SHA256 of `TIMESTAMP.BODY`.
 */
import { z } from 'zod';

import { idOf, Instant } from './ids.ts';

export const WebhookUrl = z.url({ protocol: /^https?$/ }).max(2000);

export const Webhook = z.object({
  /** Null when none is set: alerts then only stand in the events. */
  url: z.string().nullable(),
  hasSecret: z.boolean(),
  /** Alerts not yet delivered. */
  pending: z.number().int(),
  /** The last delivery that was answered with 2xx, and the last that was not. */
  lastDeliveredAt: Instant.nullable(),
  lastFailure: z.object({ at: Instant, message: z.string() }).nullable(),
});
export type Webhook = z.infer<typeof Webhook>;

export const WebhookUpdate = z.object({
  /** Null turns it off. */
  url: WebhookUrl.nullable(),
  /** Absent keeps the present one, null removes it. */
  secret: z.string().min(8).max(200).nullable().optional(),
});
export type WebhookUpdate = z.infer<typeof WebhookUpdate>;

export const WebhookTest = z.object({
  ok: z.boolean(),
  /** Status of the answer; null without one. */
  status: z.number().int().nullable(),
  ms: z.number().int(),
  message: z.string(),
});
export type WebhookTest = z.infer<typeof WebhookTest>;

/** Body of a delivery. */
export const Alert = z.object({
  id: idOf('alert'),
  /** job.gave-up, or webhook.test */
  kind: z.string(),
  at: Instant,
  installId: z.string(),
  projectId: z.string().nullable(),
  jobId: z.string().nullable(),
  jobName: z.string().nullable(),
  runId: z.string().nullable(),
  message: z.string(),
});
export type Alert = z.infer<typeof Alert>;
