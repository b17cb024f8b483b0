/** `liusu token …` */
import { type CommandContext, inWords, printResult } from '../command-context.ts';
import { text } from '../language.ts';
import { connect } from '../platform-connection.ts';

export async function createToken(
  context: CommandContext,
  name: string,
  options: { days?: number; forever?: boolean },
) {
  const token = await connect(context).client.call('createToken', {
    body: {
      name,
      ...(options.forever === true
        ? { expiresInDays: null }
        : options.days === undefined
          ? {}
          : { expiresInDays: options.days }),
    },
  });
  printResult(context, token, () => [
    token.secret,
    inWords(
      context,
      text(
        `以上令牌只显示这一次，有效期至 ${token.expiresAt ?? '永久'}。`,
        `This token is shown once; it is valid ${token.expiresAt === null ? 'for ever' : `until ${token.expiresAt}`}.`,
      ),
    ),
  ]);
}
