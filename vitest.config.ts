import { defineConfig } from 'vitest/config';

// One project per test layer. The file's ending names its layer; `./liusu test LAYER` runs one of them.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['packages/**/*.test.ts', 'packages/**/*.test.tsx', 'tools/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/*.integration.test.ts', '**/*.flink.test.ts', '**/*.model.test.ts'],
        },
      },
      {
        test: {
          name: 'model',
          include: ['packages/**/*.model.test.ts'],
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['packages/**/*.integration.test.ts'],
          globalSetup: ['packages/server/src/testing/global-postgres.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'flink',
          include: ['packages/**/*.flink.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['e2e/**/*.browser.test.ts'],
          globalSetup: ['e2e/global-platform.ts'],
          // What a page shows is waited for; this long, then the last look is told.
          expect: { poll: { timeout: 30_000, interval: 100 } },
          testTimeout: 240_000,
          hookTimeout: 600_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'fresh',
          include: ['e2e/**/*.fresh.test.ts'],
          testTimeout: 900_000,
          hookTimeout: 900_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
