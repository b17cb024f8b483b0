/** Connectors, formats, catalogs and functions that people add by uploading a jar. */
import { z } from 'zod';

import { idOf, Instant } from './ids.ts';

/** Largest jar that is taken. */
export const maxConnectorBytes = 512 * 1024 * 1024;

/** One thing a jar offers to Flink, as its service file says. */
export const ConnectorOffer = z.object({
  kind: z.enum(['connector', 'format', 'catalog', 'other']),
  /** What a script writes, such as the value of `connector`; null when it could not be read from the class. */
  name: z.string().nullable(),
  className: z.string(),
});
export type ConnectorOffer = z.infer<typeof ConnectorOffer>;

export const Connector = z.object({
  id: idOf('connector'),
  name: z.string(),
  version: z.string(),
  description: z.string(),
  /** As it was uploaded: for people, never a path. */
  fileName: z.string(),
  sha256: z.string(),
  sizeBytes: z.int(),
  /** Engines it is for; empty: every one. Of a jar for every engine that some cannot load: those that can, of the engines there are now. */
  engines: z.array(z.string()),
  /**
   * Engines it cannot load on, whatever `engines` says, with the classes of Flink that its factories name and the engine lacks.
   * Only a jar of an earlier release, for engines that were named, can have one in both.
   */
  unfit: z.array(z.object({ engine: z.string(), missing: z.array(z.string()) })),
  offers: z.array(ConnectorOffer),
  /** Classes in it: those that CREATE FUNCTION may name. */
  classCount: z.int(),
  createdAt: Instant,
  createdBy: z.string(),
});
export type Connector = z.infer<typeof Connector>;

/** What is said of a jar when it is uploaded. */
export const ConnectorAdd = z.object({
  fileName: z.string().min(1).max(200),
  /** Default: the file name without its ending. */
  name: z.string().min(1).max(100).optional(),
  version: z.string().max(50).default(''),
  description: z.string().max(500).default(''),
  /** Ids of engines, separated by commas; absent: every one it can load on. */
  engines: z.string().max(500).default(''),
});
export type ConnectorAdd = z.input<typeof ConnectorAdd>;
