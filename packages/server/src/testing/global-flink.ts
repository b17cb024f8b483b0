/** One Flink per engine for a whole run of the Flink layer: name this file under `globalSetup` of the vitest project. */
import type { TestProject } from 'vitest/node';

import { startTestFlink, testEngine } from './flink-cluster.ts';

/** Where a shared Flink is; plain data, because it crosses into the test workers. */
export interface SharedFlink {
  engine: string;
  restUrl: string;
  gatewayUrl: string;
  gatewayIncarnation: string;
}

/** Starts the first engine under test; returns what ends it. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { shared, stop } = await startTestFlink(testEngine);
  project.provide('flink', [shared]);
  return stop;
}
