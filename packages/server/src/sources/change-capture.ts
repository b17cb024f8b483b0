/** How a test says whether the changes of a database can be captured. */
import { type Words, words } from '../lib/words.ts';

export const canCaptureChanges = words('可以捕获变更', 'changes can be captured');

/** `settings`: those of the server that do not allow it, as `name=value`. */
export function noCapture(settings: string): Words {
  return words(`无法捕获变更：${settings}`, `no capture of changes: ${settings}`);
}
