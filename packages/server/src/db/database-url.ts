/** The address of a PostgreSQL database, and the same without its secrets. */
import { z } from 'zod';

/** `postgres://user:password@host:port/database?options` */
export const DatabaseUrl = z
  .string()
  .trim()
  .refine((text) => URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol), {
    error: 'not an address such as postgres://user:password@host:5432/liusu',
  });

/** The address as it may be shown: neither password nor options, which may hold one. */
export function maskDatabaseUrl(text: string): string {
  if (!URL.canParse(text)) return '(an address that cannot be read)';
  const url = new URL(text);
  const host = url.host === '' ? (url.searchParams.get('host') ?? '') : url.host;
  return `${url.protocol}//${url.username === '' ? '' : `${url.username}${url.password === '' ? '' : ':***'}@`}${host}${url.pathname}`;
}
