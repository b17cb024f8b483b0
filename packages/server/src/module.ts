/**
 * A module is a detachable part of the product. Each is declared in one file, `<folder>/module.ts`, and listed in app.ts;
 * `modules` in the configuration turns one off: its routes answer MODULE_DISABLED and its background work does not start.
 */
import type { ModuleId } from '@liusu/contract/overview';

import type { Handlers } from './http/route-handler.ts';

export interface BackgroundWork {
  name: string;
  start(): Promise<void>;
  /** Returns when everything it started has ended. Safe to call twice. */
  stop(): Promise<void>;
}

export interface Module {
  id: ModuleId | 'core';
  handlers: Partial<Handlers>;
  background: BackgroundWork[];
}
