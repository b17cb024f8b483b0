/** The editor's code, fetched once, when the first page needs it. A failed fetch may be tried again. */
import type { Monaco } from './monaco-setup.ts';

let loading: Promise<Monaco> | undefined;

export function loadMonaco(): Promise<Monaco> {
  loading ??= import('./monaco-setup.ts').then(
    (setup) => setup.monaco,
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}
