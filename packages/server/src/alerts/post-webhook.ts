/** One delivery to the webhook. Never throws for what the other side does or fails to do. */
import { createHmac } from 'node:crypto';

import { messageOf } from '../lib/errors.ts';

export interface Delivery {
  url: string;
  /** Undefined: not signed. */
  secret: string | undefined;
  id: string;
  /** JSON. */
  body: string;
  atMs: number;
}

export interface DeliveryResult {
  ok: boolean;
  /** Null without an answer. */
  status: number | null;
  message: string;
}

const timeoutMs = 10_000;

export async function postWebhook(delivery: Delivery): Promise<DeliveryResult> {
  const timestamp = String(Math.floor(delivery.atMs / 1000));
  try {
    const response = await fetch(delivery.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'user-agent': 'liusu',
        'x-liusu-delivery': delivery.id,
        'x-liusu-timestamp': timestamp,
        ...(delivery.secret === undefined
          ? {}
          : { 'x-liusu-signature': `sha256=${signatureOf(delivery.secret, timestamp, delivery.body)}` }),
      },
      body: delivery.body,
      // What it answers is not used, and where it points to is not followed.
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    await response.body?.cancel();
    return { ok: response.ok, status: response.status, message: `HTTP ${response.status}` };
  } catch (error) {
    const cause = error instanceof Error && error.cause !== undefined ? messageOf(error.cause) : messageOf(error);
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    return { ok: false, status: null, message: isLate ? `no answer within ${timeoutMs / 1000} s` : cause };
  }
}

/** HMAC-SHA256 of `TIMESTAMP.BODY`, in hexadecimal. */
export function signatureOf(secret: string, timestamp: string, body: string): string {
  return createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
}
