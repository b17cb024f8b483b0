/** Handlers of the routes about the webhook. */
import type { Handlers } from '../http/route-handler.ts';
import type { WebhookService } from './webhook-service.ts';

export function webhookHandlers(webhook: WebhookService): Handlers<'getWebhook' | 'putWebhook' | 'testWebhook'> {
  return {
    getWebhook: () => webhook.get(),
    putWebhook: ({ body }) => webhook.put(body),
    testWebhook: () => webhook.test(),
  };
}
