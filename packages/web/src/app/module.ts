/** What a feature declares to the console: in `features/<name>/module.tsx`, exported as `module`. */
import type { ComponentType, ReactNode } from 'react';
import type { RouteObject } from 'react-router';

import type { ModuleId } from '@liusu/contract/overview';
import type { LocalText } from '@liusu/contract/scenario';
import type { Role } from '@liusu/contract/user';

export interface MenuEntry {
  /** Place in the rail, from small to large. */
  order: number;
  title: LocalText;
  icon: ComponentType;
  /** Where the entry leads. */
  to: (projectId: string) => string;
  /** The entry is marked as current below this path, relative to the project: `operations`. */
  base: string;
}

/** An entry of the command palette: a page, or an action that is a page in a certain state. */
export interface PaletteEntry {
  title: LocalText;
  /** Further words to find it by. */
  keywords?: string;
  icon?: ReactNode;
  to: (projectId: string) => string;
  /** Needed role; `admin` for administrators. Absent: everybody. */
  needs?: Role | 'admin';
}

export interface WebModule {
  /** The product module it belongs to; off when the server has that module off. `core` is always on. */
  id: ModuleId | 'core';
  /** Needed role to see it; `admin` for administrators. Absent: everybody. */
  needs?: Role | 'admin';
  /** Routes below /p/:projectId; pages are lazy (`lazy: () => import('./pages/...')`). */
  routes?: RouteObject[];
  /** Routes outside a project, without the frame. */
  bareRoutes?: RouteObject[];
  menu?: MenuEntry;
  palette?: PaletteEntry[];
}
