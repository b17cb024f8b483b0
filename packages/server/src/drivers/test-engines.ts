/** What the real-Flink tests run on. The one place outside config.ts that reads the environment, for tests alone. */
import { homedir } from 'node:os';
import { join } from 'node:path';

export const testEngines = (process.env['LIUSU_TEST_ENGINES'] ?? 'flink-2.2,flink-1.20').split(',');
/** `./liusu test --long`: tests take the forms that need half an hour and more. */
export const isLongTest = process.env['LIUSU_TEST_LONG'] === '1';
/** How long clusters cannot be reached in tests of that; 40 s and, in the long form, ten minutes unless it is said. */
export const outageMs = 1_000 * Number(process.env['LIUSU_TEST_OUTAGE_S'] ?? (isLongTest ? 600 : 40));
/** Order of the blows in chaos tests: a new one each time, printed, and repeated by naming it. */
export const chaosSeed = Number(process.env['LIUSU_CHAOS_SEED'] ?? Date.now() % 1_000_000);
export const testCacheDir = process.env['LIUSU_CACHE'] ?? join(homedir(), '.cache', 'liusu');
export const testSources = {
  mavenUrl: process.env['LIUSU_MAVEN_URL'] ?? 'https://repo.maven.apache.org/maven2',
  pypiFilesUrl: process.env['LIUSU_PYPI_URL'] ?? 'https://files.pythonhosted.org',
};
/** `fetch` runs the tests on the Java that is fetched where none is installed. */
export const testJava = {
  mode: process.env['LIUSU_JAVA'] === 'fetch' ? ('fetch' as const) : ('auto' as const),
  javaHome: process.env['JAVA_HOME'],
  path: process.env['PATH'],
};
