/**
 * Parses a statement without executing it: an operator without its right side is put at the end, so the statement can never be
 * complete. If the parser stumbles over exactly that, and would have taken the end of the text instead, all before it is right. Pure.
 */
import type { GatewayFault } from '../flink/gateway-fault.ts';
import { MappedText } from './mapped-text.ts';

/** What is sent. */
function unfinished(text: MappedText): MappedText {
  const { end } = text.originOf(text.text.length - 1, text.text.length);
  return MappedText.join([text, MappedText.inserted('\n=>', end)]);
}

/** What is wrong with the statement itself, of what Flink said of the unfinished one; undefined when nothing is. */
function faultOfUnfinished(fault: GatewayFault): GatewayFault | undefined {
  const stumbled = fault.causes.some(
    ({ message }) => message.startsWith('Encountered "=>"') && /Was expecting[\s\S]*<EOF>/.test(message),
  );
  if (stumbled) return undefined;
  const causes = fault.causes.map((cause) => ({
    ...cause,
    // Where our own operator is in the way, the statement has come to its end too early.
    message: cause.message.replace('Encountered "=>"', 'Encountered "<EOF>"'),
  }));
  return { ...fault, causes };
}

/**
 * What is wrong with a statement, which is not executed. `faultOf`: what Flink says of a text; undefined where it took it. Throws where Flink
 * took what no text can be.
 */
export async function parseFault(
  text: MappedText,
  faultOf: (text: MappedText) => Promise<GatewayFault | undefined>,
): Promise<GatewayFault | undefined> {
  const fault = await faultOf(unfinished(text));
  if (fault === undefined) throw new Error('an incomplete statement was executed');
  return faultOfUnfinished(fault);
}
