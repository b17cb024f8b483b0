/** Stands in for Monaco's own nls.js in the build (monaco-texts.ts): looks its labels up by their English text. */

let texts: Readonly<Record<string, string>> = {};

/** To be called before Monaco's modules are loaded: many labels are read then, once. */
export function setMonacoTexts(table: Readonly<Record<string, string>>): void {
  texts = table;
}

type Value = string | number | boolean | null | undefined;

function inWords(message: string, values: readonly Value[]): string {
  const found = Object.hasOwn(texts, message) ? (texts[message] ?? message) : message;
  return filled(found, values);
}

function filled(text: string, values: readonly Value[]): string {
  return text.replace(/\{(\d+)\}/g, (mark, index: string) => {
    const at = Number(index);
    return at < values.length ? String(values[at]) : mark;
  });
}

/** `key`: Monaco's name of the label, or an object with it. */
export function localize(_key: unknown, message: string, ...values: Value[]): string {
  return inWords(message, values);
}

export function localize2(_key: unknown, message: string, ...values: Value[]): { value: string; original: string } {
  return { value: inWords(message, values), original: filled(message, values) };
}

/** Monaco asks in which language it is built: in its own, English. */
export function getNLSLanguage(): string | undefined {
  return undefined;
}

export function getNLSMessages(): string[] | undefined {
  return undefined;
}
