/** What is told about SQL is told in both languages. */
export { type Words, words } from '../lib/words.ts';
