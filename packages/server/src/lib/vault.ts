/**
 * Secrets at rest: AES-256-GCM. A sealed text is `v1.<key id>.<nonce>.<tag>.<ciphertext>` in base64url; the key id tells after a
 * change of the master key which one sealed it. `context` (such as `cluster:clu_…`) is authenticated: a sealed text moved to
 * another row does not open.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';

import { readFileIfPresent, writeFileAtomic } from './data-folder.ts';
import { LiusuError } from './errors.ts';
import { words } from './words.ts';

const keyBytes = 32;
const nonceBytes = 12;

export interface Vault {
  /** Throws nothing but what the machine's cryptography throws. */
  seal(plain: string, context: string): string;
  /** Throws INTERNAL when the text was sealed with another key or in another context. */
  open(sealed: string, context: string): string;
}

export function createVault(key: Buffer): Vault {
  if (key.length !== keyBytes)
    throw new LiusuError(
      'INVALID_INPUT',
      words(`主密钥应为 ${keyBytes} 字节`, `the master key must be ${keyBytes} bytes long`),
    );
  const keyId = createHash('sha256').update('liusu key id').update(key).digest('hex').slice(0, 8);
  return {
    seal(plain, context) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      cipher.setAAD(Buffer.from(context));
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      const parts = [nonce, cipher.getAuthTag(), body].map((part) => part.toString('base64url'));
      return ['v1', keyId, ...parts].join('.');
    },
    open(sealed, context) {
      const [version, id, nonce, tag, body] = sealed.split('.');
      if (version !== 'v1' || nonce === undefined || tag === undefined || body === undefined)
        throw new LiusuError('INTERNAL', `the secret of ${context} is not in a known form`);
      if (id !== keyId)
        throw new LiusuError('INTERNAL', `the secret of ${context} was sealed with the master key ${id}, not ${keyId}`);
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64url'));
      decipher.setAAD(Buffer.from(context));
      decipher.setAuthTag(Buffer.from(tag, 'base64url'));
      try {
        return decipher.update(Buffer.from(body, 'base64url')).toString('utf8') + decipher.final('utf8');
      } catch (error) {
        throw new LiusuError('INTERNAL', `the secret of ${context} does not open: it was changed or moved`, {
          cause: error,
        });
      }
    },
  };
}

/** 64 hexadecimal characters, or 43 of base64. Throws INVALID_INPUT. */
export function parseMasterKey(text: string): Buffer {
  const trimmed = text.trim();
  const key = /^[0-9a-f]{64}$/i.test(trimmed) ? Buffer.from(trimmed, 'hex') : Buffer.from(trimmed, 'base64');
  if (key.length !== keyBytes)
    throw new LiusuError(
      'INVALID_INPUT',
      words(
        `主密钥应为 ${keyBytes} 字节，以十六进制或 base64 书写`,
        `the master key must be ${keyBytes} bytes, as hexadecimal or base64`,
      ),
    );
  return key;
}

/** The key of this data folder; made at random the first time. */
export function loadMasterKey(secretsFolder: string): Buffer {
  const path = join(secretsFolder, 'master-key');
  const present = readFileIfPresent(path);
  if (present !== undefined) return parseMasterKey(present);
  const key = randomBytes(keyBytes);
  writeFileAtomic(path, `${key.toString('hex')}\n`);
  return key;
}
