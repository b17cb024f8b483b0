/** Asks a person for a password without showing it. */
import { LiusuError } from '@liusu/server/src/lib/errors.ts';

import { text } from './language.ts';

/** True when somebody can be asked. */
export function canAsk(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/** What was typed up to Enter. Throws INVALID_INPUT when it was broken off. */
export function askPassword(question: string): Promise<string> {
  const { stdin, stderr } = process;
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.resume();
  return new Promise((resolve, reject) => {
    let typed = '';
    const end = (settle: () => void) => {
      stdin.off('data', read);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      settle();
    };
    const read = (keys: string) => {
      for (const char of keys) {
        if (char === '\r' || char === '\n' || char === '\u0004') return end(() => resolve(typed));
        if (char === '\u0003')
          return end(() => reject(new LiusuError('INVALID_INPUT', text('没有输入密码', 'no password was given'))));
        if (char === '\u007f' || char === '\b') typed = typed.replace(/.$/su, '');
        else typed += char;
      }
    };
    stdin.on('data', read);
  });
}
