/** Calls that have one place, or none. */
import { findAll, isCode, isTest, type Rule, withoutComments } from '../source-file.ts';

/** Only config.ts reads the environment of the server. */
export const environmentRule: Rule = (file) =>
  file.path.startsWith('packages/server/src/') && file.path !== 'packages/server/src/config.ts' && !isTest(file.path)
    ? findAll(file, /\bprocess\.env\b/g, 'environment', 'only config.ts reads the environment')
    : [];

/** Programs are started with a list of arguments; a shell would read user input as code. */
export const shellRule: Rule = (file) =>
  isCode(file.path) && !file.path.startsWith('tools/lint/') && withoutComments(file.text).includes('child_process')
    ? findAll(
        file,
        /\bshell:\s*(?!false\b)\S|(?<![.\w])exec(?:Sync)?\(/g,
        'shell',
        'no shell: a program with a list of arguments',
      )
    : [];

/** decide.ts takes the time as an argument and has no effect. */
export const purityRule: Rule = (file) =>
  /(^|\/)decide(-[a-z]+)?\.ts$/.test(file.path)
    ? findAll(
        file,
        /\bDate\.now\b|\bnew Date\(\s*\)|\bset(?:Timeout|Interval|Immediate)\b|\bMath\.random\b|\bawait\b|\bprocess\.|\bperformance\./g,
        'purity',
        'decide.ts is pure: pass the time in, and do nothing',
      )
    : [];

/** Outside calls of the server go through flink/, the downloads, and the webhook. */
export const fetchRule: Rule = (file) =>
  file.path.startsWith('packages/server/src/') &&
  !/^packages\/server\/src\/(flink|engines|alerts)\//.test(file.path) &&
  !isTest(file.path)
    ? findAll(
        file,
        /(?<![.\w])fetch\(/g,
        'fetch',
        'only flink/ (and downloads in engines/, the webhook in alerts/) speak HTTP to others',
      )
    : [];
