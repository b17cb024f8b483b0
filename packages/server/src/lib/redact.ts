/**
 * The one list of what counts as a secret inside texts: SQL options, JDBC addresses, headers, Flink configuration.
 * Everything that leaves the platform as text (logs, events, EXPLAIN, error messages of Flink) passes through here.
 */
const mask = '******';

const secretWord =
  'password|passwd|secret[-_.]?key|secret|token|credential|credentials|access[-_.]?key|api[-_.]?key|private[-_.]?key|jaas[-_.]?config|authorization';
const secretKey = new RegExp(`(?:^|[^a-z0-9])(?:${secretWord})(?:$|[^a-z0-9])|(?:${secretWord})$`, 'i');
/** `'key' = 'value'` as in SQL, with '' as the escaped quote. */
const sqlOption = /'((?:[^']|'')*)'(\s*=\s*)'((?:[^']|'')*)'/g;
/** `password=…` in addresses, property files and command lines. */
const assignment = new RegExp(`((?:[\\w.-]*[-_.])?(?:${secretWord}))(["']?\\s*[:=]\\s*["']?)([^\\s"'&;,)}]+)`, 'gi');
const scheme = /\b(Basic|Bearer)\s+[A-Za-z0-9._~+/=-]{4,}/g;
const userInfo = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@'"]+:)([^\s/@'"]+)(@)/gi;

/** Shorter values are not masked: they stand in half the words of a text, and masking them would tell where. */
const shortestMasked = 4;
const maskedValues = new Set<string>();

/**
 * Masks a value wherever it stands in a text, for the life of the process: called when a secret is opened, so that Flink's errors
 * and logs cannot give it back.
 */
export function maskValueFromNowOn(value: string): void {
  if (value.length >= shortestMasked) maskedValues.add(value);
}

/** True when the value of an option or configuration key of this name must not be shown. */
export function isSecretKey(key: string): boolean {
  return secretKey.test(key);
}

/** The text with every value that looks like a secret replaced by asterisks. Never longer lines, never throws. */
export function redactText(text: string): string {
  return withoutMaskedValues(text)
    .replace(scheme, (_all, kind: string) => `${kind} ${mask}`)
    .replace(sqlOption, (all, key: string, equals: string) => (isSecretKey(key) ? `'${key}'${equals}'${mask}'` : all))
    .replace(userInfo, (_all, before: string, _secret: string, at: string) => `${before}${mask}${at}`)
    .replace(assignment, (all, key: string, equals: string, value: string) =>
      value.startsWith(mask) || /^(?:Basic|Bearer)$/i.test(value) ? all : `${key}${equals}${mask}`,
    );
}

function withoutMaskedValues(text: string): string {
  let masked = text;
  for (const value of maskedValues) {
    masked = masked.replaceAll(value, mask);
    // As it stands inside an SQL string.
    if (value.includes("'")) masked = masked.replaceAll(value.replaceAll("'", "''"), mask);
  }
  return masked;
}

/** Options with the values of secret keys masked, and secrets inside other values too. */
export function redactOptions(options: Readonly<Record<string, string>>): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [key, value] of Object.entries(options)) shown[key] = isSecretKey(key) ? mask : redactText(value);
  return shown;
}
