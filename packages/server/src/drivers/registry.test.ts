import { readdirSync } from 'node:fs';

import { DriverKind } from '@liusu/contract/cluster';
import { describe, expect, it } from 'vitest';

import { drivers } from './registry.ts';

describe('the driver registry', () => {
  it('has exactly the drivers there are folders for, and the contract names them', () => {
    const folders = readdirSync(import.meta.dirname, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
    expect(Object.keys(drivers).sort()).toEqual(folders);
    expect([...DriverKind.options].sort()).toEqual(folders);
  });
});
