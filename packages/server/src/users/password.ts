/** Passwords: Argon2id in the PHC string form, `$argon2id$v=19$m=…,t=…,p=…$salt$hash`, so that costs can grow later. */
import { argon2, type Argon2Parameters, randomBytes, timingSafeEqual } from 'node:crypto';

/** OWASP's recommendation for Argon2id: 19 MiB, two passes, one lane. */
const cost = { memory: 19_456, passes: 2, parallelism: 1 };
const saltBytes = 16;
const hashBytes = 32;
/** Without letters that are mistaken for one another. */
const passwordAlphabet = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(saltBytes);
  const hash = await derive({ message: password, nonce: salt, tagLength: hashBytes, ...cost });
  const parameters = `m=${cost.memory},t=${cost.passes},p=${cost.parallelism}`;
  return `$argon2id$v=19$${parameters}$${unpadded(salt)}$${unpadded(hash)}`;
}

/** False for a wrong password and for a hash in an unknown form. */
export async function verifyPassword(password: string, hash: string): Promise<boolean> {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/.exec(hash);
  const [, memory, passes, parallelism, salt, expected] = match ?? [];
  if (salt === undefined || expected === undefined) return false;
  const wanted = Buffer.from(expected, 'base64');
  const actual = await derive({
    message: password,
    nonce: Buffer.from(salt, 'base64'),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: wanted.length,
  });
  return timingSafeEqual(actual, wanted);
}

/** A random password of 16 characters (93 bits) that can be typed. */
export function newPassword(): string {
  let text = '';
  while (text.length < 16) {
    const byte = randomBytes(1).readUInt8();
    // 224 is the largest multiple of the alphabet's 56 letters below 256: bytes above it would favour the first ones.
    if (byte < 224) text += passwordAlphabet.charAt(byte % passwordAlphabet.length);
  }
  return text;
}

function derive(parameters: Argon2Parameters): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    argon2('argon2id', parameters, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

function unpadded(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
