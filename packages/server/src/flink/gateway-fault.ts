/** Reads the Java stack traces in which Flink's gateway and REST interface wrap what went wrong. Pure. */

export interface FaultCause {
  /** Full class name of the exception. */
  type: string;
  /** Its message, with the lines that belong to it. */
  message: string;
}

/** A failure as Flink tells it: outermost cause first. Empty when no exception could be recognised. */
export interface GatewayFault {
  causes: readonly FaultCause[];
  /** All that was said, for the log. */
  text: string;
}

const causeLine =
  /^(?:Caused by: |\[?(?:Internal server error\.,? ?)?<?Exception on server side:\s*)?([a-z][\w]*(?:\.[\w$]+)+)(?:: ?(.*))?$/;
const frame = /^\s+(?:at |\.\.\. \d+ )|^\s*(?:End of exception on server side>?\]?)/;
/** Wrappers whose message only repeats that something below failed. */
const wrappers =
  /SqlGatewayException|SqlExecutionException|CompletionException|ExecutionException$|RestHandlerException|RuntimeException$|FlinkRuntimeException/;

export function readFault(errors: readonly string[]): GatewayFault {
  const text = errors.join('\n');
  const causes: { type: string; message: string }[] = [];
  let open: { type: string; message: string } | undefined;
  for (const line of text.split('\n')) {
    const match = causeLine.exec(line);
    if (match !== null && /(?:Exception|Error|Throwable)(?:$|\$)/.test(match[1] ?? '')) {
      open = { type: match[1] ?? '', message: match[2] ?? '' };
      causes.push(open);
    } else if (frame.test(line)) {
      open = undefined;
    } else if (open !== undefined) {
      open.message += `\n${line}`;
    }
  }
  for (const cause of causes) cause.message = cause.message.trim();
  return { causes, text };
}

/** The job's end as such; why it ended stands below. */
const endOfJob = /^Recovery is suppressed by /;

/** The cause that says most: the innermost with a message of its own. A wrapper that holds nothing speaks for itself. */
export function rootCauseOf(fault: GatewayFault): FaultCause | undefined {
  const telling = fault.causes.filter(
    ({ type, message }, index) =>
      message !== '' &&
      !endOfJob.test(message) &&
      (!wrappers.test(type) || (type === 'java.lang.RuntimeException' && index === fault.causes.length - 1)),
  );
  return telling.at(-1) ?? fault.causes.findLast((cause) => cause.message !== '') ?? fault.causes.at(-1);
}

/** The root cause in one line for people: class names of generic exceptions are left out. */
export function rootMessageOf(fault: GatewayFault): string {
  const root = rootCauseOf(fault);
  if (root === undefined) return fault.text.split('\n')[0]?.trim() || 'no reason was given';
  if (root.message === '') return shortType(root.type);
  return /^java\.(?!io|net)/.test(root.type) && !/Illegal(?:Argument|State)/.test(root.type)
    ? `${shortType(root.type)}: ${root.message}`
    : root.message;
}

export function shortType(type: string): string {
  return type.slice(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
}
