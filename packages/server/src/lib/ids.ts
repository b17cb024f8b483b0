import { randomBytes } from 'node:crypto';

import { type IdKind, idPrefixes } from '@liusu/contract/ids';

const alphabet = '0123456789abcdefghijklmnopqrstuvwxyz';

/** A new random id: prefix and 20 characters of base 36 (103 bits). */
export function newId(kind: IdKind): string {
  let text = '';
  while (text.length < 20) {
    for (const byte of randomBytes(32)) {
      // 252 is the largest multiple of 36 below 256: bytes above it would favour the first characters.
      if (byte < 252 && text.length < 20) text += alphabet.charAt(byte % 36);
    }
  }
  return `${idPrefixes[kind]}_${text}`;
}

/** A new random Flink JobID: 32 hexadecimal characters. */
export function newFlinkJobId(): string {
  return randomBytes(16).toString('hex');
}
