/** Checks the rules of the house over every file that git knows or would know; prints `file:line: rule: message`. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { checkErrorTexts } from './error-texts.ts';
import { boundaryRule } from './rules/boundaries.ts';
import { environmentRule, fetchRule, purityRule, shellRule } from './rules/calls.ts';
import { exportRule, focusRule, lengthRule, nameRule, wordRule } from './rules/shape.ts';
import { errorWordsRule, localeRule } from './rules/texts.ts';
import type { Finding, Rule } from './source-file.ts';

const rules: Rule[] = [
  boundaryRule,
  environmentRule,
  shellRule,
  purityRule,
  fetchRule,
  lengthRule,
  nameRule,
  exportRule,
  focusRule,
  wordRule,
  localeRule,
  errorWordsRule,
];

const root = join(import.meta.dirname, '..', '..');
const listed = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
  cwd: root,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});
if (listed.status !== 0) throw new Error(`git could not list the files: ${listed.stderr}`);

const binary = /\.(png|ico|woff2?|jpg|gif|zip|gz|pdf)$/;
const findings: Finding[] = checkErrorTexts();
for (const path of listed.stdout.split('\0')) {
  const file = join(root, path);
  if (path === '' || path === 'package-lock.json' || binary.test(path) || !existsSync(file) || !statSync(file).isFile())
    continue;
  const text = readFileSync(file, 'utf8');
  for (const rule of rules) findings.push(...rule({ path, text }));
}
for (const { path, line, rule, message } of findings) console.log(`${path}:${line}: ${rule}: ${message}`);
process.exitCode = findings.length === 0 ? 0 : 1;
