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

/** True when the value of an option or configuration key of this name must not be shown. */
export function isSecretKey(key: string): boolean {
  return secretKey.test(key);
}

/** The text with every value that looks like a secret replaced by asterisks. Never longer lines, never throws. */
export function redactText(text: string): string {
  return text
    .replace(scheme, (_all, kind: string) => `${kind} ${mask}`)
    .replace(sqlOption, (all, key: string, equals: string) => (isSecretKey(key) ? `'${key}'${equals}'${mask}'` : all))
    .replace(userInfo, (_all, before: string, _secret: string, at: string) => `${before}${mask}${at}`)
    .replace(assignment, (all, key: string, equals: string, value: string) =>
      value.startsWith(mask) || /^(?:Basic|Bearer)$/i.test(value) ? all : `${key}${equals}${mask}`,
    );
}

/** Options with the values of secret keys masked, and secrets inside other values too. */
export function redactOptions(options: Readonly<Record<string, string>>): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [key, value] of Object.entries(options)) shown[key] = isSecretKey(key) ? mask : redactText(value);
  return shown;
}
