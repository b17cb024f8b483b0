/**
 * The unsaved texts of the workbench, by job. Saves by itself after a pause in typing, one request at a time, and stops at a
 * conflict until a person has decided. Knows nothing of React.
 */

export type SaveState = 'saved' | 'dirty' | 'saving' | 'conflict' | 'failed';

export interface Draft {
  jobId: string;
  text: string;
  state: SaveState;
  /** Another number: the text was replaced from outside the editor. */
  epoch: number;
  savedAtMs: number | undefined;
  error: unknown;
  /** What is stored instead of what the edit started from; set while `state` is conflict. */
  theirs: { script: string; revision: number } | undefined;
}

export interface StoredDraft {
  script: string;
  revision: number;
}

export interface DraftStoreOptions {
  /** Stores a text if the stored revision is still `revision`. Throws otherwise. */
  save: (jobId: string, script: string, revision: number) => Promise<StoredDraft>;
  /** What is stored now. */
  load: (jobId: string) => Promise<StoredDraft>;
  /** True when `save` was refused because the revision is another one. */
  isConflict: (error: unknown) => boolean;
  autosaveAfterMs?: number;
  now?: () => number;
}

interface Entry {
  draft: Draft;
  base: StoredDraft;
  timer: ReturnType<typeof setTimeout> | undefined;
  saving: Promise<void> | undefined;
}

export class DraftStore {
  readonly #options: DraftStoreOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<() => void>();

  constructor(options: DraftStoreOptions) {
    this.#options = options;
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get(jobId: string): Draft | undefined {
    return this.#entries.get(jobId)?.draft;
  }

  hasUnsaved(): boolean {
    return [...this.#entries.values()].some(({ draft }) => draft.state !== 'saved');
  }

  /** Tells what is stored. An untouched draft follows it; an edited one keeps its text and meets the conflict when it saves. */
  offer(jobId: string, stored: StoredDraft): void {
    const entry = this.#entries.get(jobId);
    if (entry === undefined) {
      this.#entries.set(jobId, {
        draft: {
          jobId,
          text: stored.script,
          state: 'saved',
          epoch: 0,
          savedAtMs: undefined,
          error: undefined,
          theirs: undefined,
        },
        base: stored,
        timer: undefined,
        saving: undefined,
      });
      this.#tell();
      return;
    }
    if (stored.revision <= entry.base.revision) return;
    if (stored.script === entry.base.script) {
      // Only settings changed: the text still starts from the same script.
      entry.base = stored;
      return;
    }
    if (entry.draft.state !== 'saved') return;
    entry.base = stored;
    this.#set(entry, { text: stored.script, epoch: entry.draft.epoch + 1 });
  }

  edit(jobId: string, text: string): void {
    const entry = this.#entries.get(jobId);
    if (entry === undefined || entry.draft.text === text) return;
    const state = entry.draft.state === 'conflict' || entry.draft.state === 'saving' ? entry.draft.state : 'dirty';
    this.#set(entry, { text, state });
    this.#schedule(entry);
  }

  /** Saves now what is unsaved; resolves when it is stored, refused or in conflict. */
  async save(jobId: string): Promise<void> {
    const entry = this.#entries.get(jobId);
    if (entry === undefined) return;
    clearTimeout(entry.timer);
    if (entry.saving !== undefined) await entry.saving;
    if (entry.draft.text === entry.base.script || entry.draft.state === 'conflict') {
      if (entry.draft.state === 'dirty') this.#set(entry, { state: 'saved' });
      return;
    }
    entry.saving = this.#saveOnce(entry);
    await entry.saving;
    entry.saving = undefined;
  }

  /** Saves everything; for leaving the page. */
  async flush(): Promise<void> {
    const unsaved = [...this.#entries.values()].filter(
      ({ draft }) => draft.state === 'dirty' || draft.state === 'failed',
    );
    await Promise.all(unsaved.map(({ draft }) => this.save(draft.jobId)));
  }

  /** Ends a conflict with the own text: it replaces the stored one. */
  async keepMine(jobId: string): Promise<void> {
    const entry = this.#entries.get(jobId);
    if (entry?.draft.theirs === undefined) return;
    entry.base = entry.draft.theirs;
    this.#set(entry, { state: 'dirty', theirs: undefined });
    await this.save(jobId);
  }

  /** Ends a conflict with the stored text. */
  takeTheirs(jobId: string): void {
    const entry = this.#entries.get(jobId);
    if (entry?.draft.theirs === undefined) return;
    entry.base = entry.draft.theirs;
    this.#set(entry, {
      text: entry.draft.theirs.script,
      state: 'saved',
      theirs: undefined,
      epoch: entry.draft.epoch + 1,
    });
  }

  /** Lets a closed draft go. */
  close(jobId: string): void {
    const entry = this.#entries.get(jobId);
    clearTimeout(entry?.timer);
    this.#entries.delete(jobId);
  }

  async #saveOnce(entry: Entry): Promise<void> {
    const { jobId } = entry.draft;
    const sent = entry.draft.text;
    this.#set(entry, { state: 'saving' });
    try {
      entry.base = await this.#options.save(jobId, sent, entry.base.revision);
      const isCurrent = entry.draft.text === sent;
      this.#set(entry, {
        state: isCurrent ? 'saved' : 'dirty',
        savedAtMs: (this.#options.now ?? Date.now)(),
        error: undefined,
      });
      if (!isCurrent) this.#schedule(entry);
    } catch (error) {
      if (!this.#options.isConflict(error)) this.#set(entry, { state: 'failed', error });
      else await this.#meetConflict(entry, error);
    }
  }

  async #meetConflict(entry: Entry, refusal: unknown): Promise<void> {
    try {
      const theirs = await this.#options.load(entry.draft.jobId);
      if (theirs.script === entry.draft.text) {
        entry.base = theirs;
        this.#set(entry, { state: 'saved' });
      } else if (theirs.script === entry.base.script) {
        // Somebody changed the settings, not the text: nothing collides.
        entry.base = theirs;
        this.#set(entry, { state: 'dirty' });
        this.#schedule(entry);
      } else this.#set(entry, { state: 'conflict', theirs });
    } catch {
      // The conflict cannot be shown without the other text: the refusal itself is shown, and a later save asks again.
      this.#set(entry, { state: 'failed', error: refusal });
    }
  }

  #schedule(entry: Entry): void {
    clearTimeout(entry.timer);
    if (entry.draft.state === 'conflict') return;
    entry.timer = setTimeout(() => void this.save(entry.draft.jobId), this.#options.autosaveAfterMs ?? 1500);
  }

  #set(entry: Entry, change: Partial<Draft>): void {
    entry.draft = { ...entry.draft, ...change };
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
