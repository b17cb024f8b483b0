/** `liusu webhook …`: where alerts are sent. */
import type { Webhook } from '@liusu/contract/webhook';
import { LiusuError } from '@liusu/server/src/lib/errors.ts';

import { type CommandContext, inWords, printResult } from '../command-context.ts';
import { text } from '../language.ts';
import { connect } from '../platform-connection.ts';
import { readInput } from '../read-input.ts';

export async function showWebhook(context: CommandContext) {
  print(context, await connect(context).client.call('getWebhook'));
}

/** The secret comes from a file, so that it stands in no process list and no shell history. */
export async function setWebhook(
  context: CommandContext,
  url: string,
  options: { secretFile?: string; noSecret?: boolean },
) {
  const secret =
    options.noSecret === true
      ? { secret: null }
      : options.secretFile === undefined
        ? {}
        : { secret: readInput(options.secretFile).trim() };
  print(context, await connect(context).client.call('putWebhook', { body: { url, ...secret } }));
}

export async function removeWebhook(context: CommandContext) {
  print(context, await connect(context).client.call('putWebhook', { body: { url: null, secret: null } }));
}

export async function testWebhook(context: CommandContext) {
  const result = await connect(context).client.call('testWebhook', { body: {} });
  printResult(context, result, () => [`${result.ok ? 'ok' : 'FAIL'}  ${result.ms} ms  ${result.message}`]);
  if (result.ok) return;
  const { message } = result;
  throw new LiusuError(
    'WEBHOOK_TEST_FAILED',
    text(`告警地址没有收下测试告警：${message}`, `the webhook did not take the test alert: ${message}`),
  );
}

function print(context: CommandContext, webhook: Webhook): void {
  printResult(context, webhook, () => [
    webhook.url ?? inWords(context, text('未设置告警地址。', 'No webhook is set.')),
    ...(webhook.url === null
      ? []
      : [
          `${inWords(context, text('签名', 'signed'))}: ${webhook.hasSecret ? 'HMAC-SHA256' : '-'}`,
          `${inWords(context, text('待发送', 'pending'))}: ${webhook.pending}`,
          `${inWords(context, text('最近送达', 'last delivered'))}: ${webhook.lastDeliveredAt ?? '-'}`,
          ...(webhook.lastFailure === null
            ? []
            : [
                `${inWords(context, text('最近失败', 'last failure'))}: ${webhook.lastFailure.at}  ${webhook.lastFailure.message}`,
              ]),
        ]),
  ]);
}
