import { describe, expect, it } from 'vitest';

import { boundaryRule } from './boundaries.ts';

function messages(path: string, specifier: string): string[] {
  return boundaryRule({ path, text: `import { x } from '${specifier}';\n` }).map((finding) => finding.message);
}

describe('boundaryRule', () => {
  it.each([
    ['packages/contract/src/job.ts', 'fastify'],
    ['packages/server/src/jobs/job-service.ts', 'kysely'],
    ['packages/server/src/jobs/job-service.ts', 'node:child_process'],
    ['packages/server/src/jobs/job-service.ts', '../drivers/local/local-driver.ts'],
    ['packages/server/src/jobs/job-service.ts', '../app.ts'],
    ['packages/server/src/jobs/job-service.ts', 'undici'],
    ['packages/server/src/jobs/job-service.ts', 'mysql2/promise'],
    ['packages/server/src/jobs/decide.ts', './job-repository.ts'],
    ['packages/server/src/jobs/decide.ts', '../lib/clock.ts'],
    ['packages/server/src/drivers/local/local-driver.ts', '../remote/remote-driver.ts'],
    ['packages/server/src/drivers/local/local-driver.ts', '../../http/server.ts'],
    ['packages/server/src/lib/clock.ts', '../jobs/step.ts'],
    ['packages/web/src/features/login/login-page.tsx', '../overview/overview-page.tsx'],
    ['packages/web/src/components/chart.tsx', '../features/overview/overview-page.tsx'],
    ['packages/web/src/lib/api.ts', '@liusu/server/src/lib/errors.ts'],
    ['packages/cli/src/commands/up.ts', 'node:child_process'],
  ])('%s must not import %s', (path, specifier) => {
    expect(messages(path, specifier)).toHaveLength(1);
  });

  it.each([
    ['packages/contract/src/job.ts', 'zod'],
    ['packages/contract/src/job.ts', './ids.ts'],
    ['packages/server/src/jobs/job-repository.ts', 'kysely'],
    ['packages/server/src/db/dialect.ts', 'kysely'],
    ['packages/server/src/drivers/local/spawn.ts', 'node:child_process'],
    ['packages/server/src/jobs/job-service.ts', '../drivers/driver.ts'],
    ['packages/server/src/main.ts', './app.ts'],
    ['packages/server/src/sources/mysql/mysql-session.ts', 'mysql2/promise'],
    ['packages/server/src/jobs/decide.ts', '@liusu/contract/lifecycle'],
    ['packages/server/src/jobs/decide.ts', './step.ts'],
    ['packages/web/src/features/login/login-page.tsx', './texts.ts'],
    ['packages/web/src/app/modules.ts', '../features/login/module.ts'],
    ['packages/server/src/jobs/job-service.test.ts', '../app.ts'],
  ])('%s may import %s', (path, specifier) => {
    expect(messages(path, specifier)).toEqual([]);
  });

  it('sees dynamic imports and re-exports, and their lines', () => {
    const text = "// import 'kysely'\nconst a = 1;\nexport { x } from 'kysely';\nawait import('kysely');\n";

    const findings = boundaryRule({ path: 'packages/server/src/jobs/a.ts', text });

    expect(findings.map((finding) => finding.line)).toEqual([3, 4]);
  });
});
