/** What the server tells is told in both languages. */
export { type Words, words } from '@liusu/contract/words';
