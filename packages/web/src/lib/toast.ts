/** Short notes about something that was done or refused, in the corner of the page. */
export interface Toast {
  id: number;
  tone: 'ok' | 'bad';
  title: string;
  detail?: string | undefined;
}

const shownMs = { ok: 4_000, bad: 10_000 } as const;
const limit = 3;

let toasts: readonly Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function set(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

export function dismissToast(id: number): void {
  set(toasts.filter((toast) => toast.id !== id));
}

/** Shows a note; it goes by itself, a refusal later than a success. */
export function showToast(tone: Toast['tone'], title: string, detail?: string): void {
  const id = nextId;
  nextId += 1;
  set([...toasts, { id, tone, title, detail }].slice(-limit));
  setTimeout(() => dismissToast(id), shownMs[tone]);
}

export function getToasts(): readonly Toast[] {
  return toasts;
}

export function onToasts(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
