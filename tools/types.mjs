// Checks the types of every workspace; one line per workspace, exit code 1 when any fails.
import { spawnSync } from 'node:child_process';

const projects = ['packages/contract', 'packages/server', 'packages/cli', 'packages/web', 'e2e', 'tools'];
let failed = 0;
for (const project of projects) {
  const result = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', project], { stdio: 'inherit' });
  console.log(`types ${project}: ${result.status === 0 ? 'ok' : 'failed'}`);
  if (result.status !== 0) failed += 1;
}
process.exit(failed === 0 ? 0 : 1);
