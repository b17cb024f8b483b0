/** Prints the gzip size of the JavaScript that login and overview need, and fails above the budget. Run after a build. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

interface Chunk {
  file: string;
  imports?: string[];
}

const budgetBytes = 300 * 1024;
const first = ['index.html', 'src/features/login/login-page.tsx', 'src/features/overview/overview-page.tsx'];
const dist = join(import.meta.dirname, 'dist');
const manifest = JSON.parse(readFileSync(join(dist, 'manifest.json'), 'utf8')) as Record<string, Chunk>;

const needed = new Set<string>();
function need(key: string): void {
  const chunk = manifest[key];
  if (chunk === undefined) throw new Error(`the build has no ${key}`);
  if (needed.has(chunk.file)) return;
  needed.add(chunk.file);
  for (const other of chunk.imports ?? []) need(other);
}
for (const key of first) need(key);

let total = 0;
for (const file of needed) {
  const bytes = gzipSync(readFileSync(join(dist, file)), { level: 9 }).length;
  total += bytes;
  process.stdout.write(`${(bytes / 1024).toFixed(1).padStart(8)} KiB  ${file}\n`);
}
process.stdout.write(`${(total / 1024).toFixed(1).padStart(8)} KiB  of ${budgetBytes / 1024} KiB\n`);
process.exit(total <= budgetBytes ? 0 : 1);
