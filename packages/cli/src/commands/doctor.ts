/** `liusu doctor`: is this machine fit, and if not, what to do. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { errorText } from '@liusu/contract/error-code';
import { readEngineFiles } from '@liusu/server/src/engines/engine-file.ts';

import { type CommandContext, inWords, printResult } from '../command-context.ts';
import { text } from '../language.ts';
import { checkMachine, type MachineCheck } from '../machine-checks.ts';
import { runForOutput } from '../run-process.ts';

/** Prints the checks and the engines; true when nothing forbids a start. */
export async function doctor(context: CommandContext): Promise<boolean> {
  const engines = readEngineFiles(join(context.environment.root, 'engines')).map((engine) => ({
    id: engine.id,
    flinkVersion: engine.flinkVersion,
    java: engine.java,
    default: engine.default,
  }));
  const checks = [
    nodeCheck(),
    javaCheck(context),
    ...(await checkMachine({
      dataDir: context.dataDir,
      cacheDir: context.cacheDir,
      port: undefined,
      host: '127.0.0.1',
      engineCached: existsSync(join(context.cacheDir, 'engines')),
    })),
  ];
  const ok = checks.every((check) => check.code === undefined);
  printResult(
    context,
    { ok, checks: checks.map(({ title: _, message, ...check }) => ({ ...check, message: message.en })), engines },
    () => [
      ...checks.flatMap((check) => checkLines(context, check)),
      '',
      inWords(context, text('引擎', 'engines')),
      ...engines.map(
        (engine) =>
          `  ${engine.id}  Flink ${engine.flinkVersion}  Java ${engine.java.join('/')}${engine.default ? '  *' : ''}`,
      ),
    ],
  );
  return ok;
}

function checkLines(context: CommandContext, check: MachineCheck): string[] {
  const mark = check.ok ? 'ok  ' : check.code === undefined ? 'warn' : 'FAIL';
  const line = `${mark}  ${inWords(context, check.title)}  ${inWords(context, check.message)}`;
  return check.code === undefined ? [line] : [line, `      ${errorText(check.code, context.language).remedy}`];
}

function nodeCheck(): MachineCheck {
  const message = `${process.version} ${process.execPath}`;
  return { name: 'platform', title: text('Node', 'Node'), ok: true, message: text(message, message) };
}

/** Java is fetched when it is missing: its absence forbids nothing. */
function javaCheck(context: CommandContext): MachineCheck {
  const { javaHome: home } = context.environment;
  const base = { name: 'java' as const, title: text('Java', 'Java') };
  const fromHome = home === undefined ? undefined : javaVersion(join(home, 'bin', 'java'));
  if (fromHome !== undefined) {
    const message = `${fromHome} (${join(home ?? '', 'bin', 'java')})`;
    return { ...base, ok: true, message: text(message, message) };
  }
  const version = javaVersion('java');
  const found =
    version === undefined
      ? text('PATH 中没有；平台会下载一个', 'none on the PATH; the platform fetches one')
      : text(`${version} (java)`, `${version} (java)`);
  if (home === undefined) return { ...base, ok: version !== undefined, message: found };
  const message = text(
    `JAVA_HOME=${home} 中没有能用的 Java；改用：${found.zh}`,
    `JAVA_HOME=${home} holds no Java that answers; instead: ${found.en}`,
  );
  return { ...base, ok: false, message };
}

/** Undefined for what is no Java, or does not answer. */
function javaVersion(command: string): string | undefined {
  const settings = runForOutput(command, ['-XshowSettings:properties', '-version'], 'stderr');
  return /java\.version = (\S+)/.exec(settings ?? '')?.[1];
}
