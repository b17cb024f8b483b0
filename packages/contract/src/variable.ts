/**
 * Values that scripts of a project take from outside of them: `${name}` for a variable, `${secret.name}` for a secret. Both are
 * put in when a script is checked, previewed or submitted, and are never part of a version.
 */
import { z } from 'zod';

import { Instant } from './ids.ts';

/** `secret.`, `source.`, `scenario.` and `start.` begin the names of what the platform itself puts in. */
export const VariableName = z
  .string()
  .max(64)
  .regex(/^[A-Za-z_][A-Za-z0-9_.-]*$/, 'begins with a letter or _, then letters, digits and . _ - only')
  .refine(
    (name) => !/^(secret|source|scenario|start)\./.test(name),
    'secret., source., scenario. and start. are names of the platform',
  );

export const SecretName = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/, 'letters, digits and . _ - only');

export const Variable = z.object({
  name: VariableName,
  value: z.string(),
  description: z.string(),
  updatedAt: Instant,
  updatedBy: z.string(),
});
export type Variable = z.infer<typeof Variable>;

export const VariablePut = z.object({
  value: z.string().max(10_000),
  description: z.string().max(200).default(''),
});
export type VariablePut = z.input<typeof VariablePut>;

/** What is told of a secret: never its value. */
export const Secret = z.object({
  name: SecretName,
  description: z.string(),
  updatedAt: Instant,
  updatedBy: z.string(),
});
export type Secret = z.infer<typeof Secret>;

export const SecretPut = z.object({
  /** Written only: no route gives it back. */
  value: z.string().min(1).max(10_000),
  description: z.string().max(200).default(''),
});
export type SecretPut = z.input<typeof SecretPut>;
