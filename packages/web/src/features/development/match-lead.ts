/** What stands before a match in its line, as short as a narrow list needs it. Pure. */

/** Characters kept before a match that stands far in its line: the match itself must be seen. */
const mostCharacters = 14;

/** The text before `at`, without the indent; of a long one its end, from the beginning of a word where one begins near by. */
export function leadOf(text: string, at: number): string {
  const lead = text.slice(0, at).trimStart();
  if (lead.length <= mostCharacters) return lead;
  const end = lead.slice(-mostCharacters);
  const space = end.indexOf(' ');
  return `…${space === -1 || space === end.length - 1 ? end : end.slice(space + 1)}`;
}
