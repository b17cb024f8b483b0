/** Random secrets that prove a caller, and the form they are stored in. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** 256 random bits as base64url. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** A new API token. The prefix lets scanners recognise one that was published by mistake. */
export function newApiToken(): string {
  return `lst_${newSecret()}`;
}

/** What is stored of a secret. It has full entropy, so a fast hash is enough. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Compares in a time that tells nothing about where two texts differ. */
export function sameSecret(left: string, right: string): boolean {
  return timingSafeEqual(Buffer.from(hashSecret(left)), Buffer.from(hashSecret(right)));
}
