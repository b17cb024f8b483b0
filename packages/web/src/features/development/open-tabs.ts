/** The open jobs of the workbench as they stand in the address: `?tabs=job_a,job_b`. */

export const tabsParam = 'tabs';
const tabLimit = 20;

/** Open job ids, the current one among them. */
export function tabsOf(search: URLSearchParams, current: string | undefined): string[] {
  const listed = (search.get(tabsParam) ?? '').split(',').filter((id) => /^job_[0-9a-z]+$/.test(id));
  const tabs = [...new Set(listed)];
  if (current !== undefined && !tabs.includes(current)) tabs.push(current);
  return tabs.length <= tabLimit ? tabs : tabs.slice(-tabLimit);
}

/** The same address with other tabs; a single tab needs no list, the path names it. */
export function withTabs(search: URLSearchParams, tabs: readonly string[], current: string | undefined): string {
  const next = new URLSearchParams(search);
  const onlyCurrent = tabs.length === 1 && tabs[0] === current;
  if (tabs.length === 0 || onlyCurrent) next.delete(tabsParam);
  else next.set(tabsParam, tabs.join(','));
  const text = next.toString().replaceAll('%2C', ',');
  return text === '' ? '' : `?${text}`;
}

/** The tab to show after one was closed: its right neighbour, else its left one. */
export function neighbourOf(tabs: readonly string[], closed: string): string | undefined {
  const at = tabs.indexOf(closed);
  return tabs[at + 1] ?? tabs[at - 1];
}
