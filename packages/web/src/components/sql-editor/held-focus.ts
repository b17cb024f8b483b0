/** Where the keys of the reader go, and whether the editor may have them. */

/** What holds them: a dialog, a menu, and fields outside the editor in which somebody may be writing. */
const holders = '[role=dialog], [role=menu], input, textarea, [contenteditable=true]';

/**
 * True where an editor that is shown by itself may take the focus. Its code comes late on a slow line: by then a dialog may
 * be open, or a search be under way, whose next keys would go into the script.
 */
export function mayTakeFocus(host: Element | null, active: Element | null): boolean {
  return active === null || host?.contains(active) === true || active.closest(holders) === null;
}
