/** The command line of each process of the local engine. Pure. */
import type { LocalSizing } from './memory.ts';

export type LocalRole = 'jobmanager' | 'taskmanager' | 'gateway';

export interface CommandLineInput {
  role: LocalRole;
  /** Unique name of the process on this data folder, e.g. `taskmanager-1`. */
  name: string;
  /** Marks every process of this data folder, see `instanceMark`. */
  mark: string;
  jars: string[];
  confDir: string;
  tmpDir: string;
  logFile: string;
  sizing: LocalSizing;
}

const mainClasses: Record<LocalRole, string> = {
  jobmanager: 'org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint',
  taskmanager: 'org.apache.flink.runtime.taskexecutor.TaskManagerRunner',
  gateway: 'org.apache.flink.table.gateway.SqlGateway',
};

/** What Flink needs opened of Java's own modules from 17 on, as its stock configuration lists it. */
const moduleFlags = [
  ...[
    'java.base/sun.net.util',
    'java.rmi/sun.rmi.registry',
    'jdk.compiler/com.sun.tools.javac.api',
    'jdk.compiler/com.sun.tools.javac.file',
    'jdk.compiler/com.sun.tools.javac.parser',
    'jdk.compiler/com.sun.tools.javac.tree',
    'jdk.compiler/com.sun.tools.javac.util',
    'java.security.jgss/sun.security.krb5',
  ].map((name) => `--add-exports=${name}=ALL-UNNAMED`),
  ...[
    'java.lang',
    'java.net',
    'java.io',
    'java.nio',
    'sun.nio.ch',
    'java.lang.reflect',
    'java.text',
    'java.time',
    'java.util',
    'java.util.concurrent',
    'java.util.concurrent.atomic',
    'java.util.concurrent.locks',
  ].map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
];

/** Arguments of `java`. */
export function javaArguments(input: CommandLineInput): string[] {
  return [
    ...heapFlags(input.role, input.sizing),
    ...moduleFlags,
    // The perf-data file would lie in /tmp and outlive a killed process.
    '-XX:-UsePerfData',
    `-XX:ErrorFile=${input.logFile.replace(/\.log$/, '')}-hs_err.log`,
    '-Dfile.encoding=UTF-8',
    `-Djava.io.tmpdir=${input.tmpDir}`,
    `-Dlog.file=${input.logFile}`,
    `-Dlog4j.configurationFile=file:${input.confDir}/log4j.properties`,
    input.mark,
    `-Dliusu.process=${input.name}`,
    '-cp',
    input.jars.join(':'),
    mainClasses[input.role],
    // The gateway reads FLINK_CONF_DIR instead.
    ...(input.role === 'gateway' ? [] : ['--configDir', input.confDir]),
  ];
}

/** Environment variables on top of the minimal ones. */
export function flinkEnvironment(confDir: string, pluginsDir: string): Record<string, string> {
  return { FLINK_CONF_DIR: confDir, FLINK_PLUGINS_DIR: pluginsDir };
}

function heapFlags(role: LocalRole, sizing: LocalSizing): string[] {
  if (role === 'jobmanager') {
    const { heapBytes, metaspaceBytes } = sizing.jobManager;
    return [`-Xmx${heapBytes}`, `-XX:MaxMetaspaceSize=${metaspaceBytes}`, '-XX:+UseSerialGC'];
  }
  if (role === 'gateway') {
    const { heapBytes, metaspaceBytes } = sizing.gateway;
    // Without memory it could hang half alive; its supervisor starts a new one.
    const flags = ['-XX:+UseSerialGC', '-XX:+ExitOnOutOfMemoryError'];
    return [`-Xmx${heapBytes}`, `-XX:MaxMetaspaceSize=${metaspaceBytes}`, ...flags];
  }
  const memory = sizing.taskManager;
  const heapBytes = memory.frameworkHeapBytes + memory.taskHeapBytes;
  const directBytes = memory.frameworkOffHeapBytes + memory.taskOffHeapBytes + memory.networkBytes;
  return [
    `-Xmx${heapBytes}`,
    `-XX:MaxDirectMemorySize=${directBytes}`,
    `-XX:MaxMetaspaceSize=${memory.metaspaceBytes}`,
    heapBytes > 1024 ** 3 ? '-XX:+UseG1GC' : '-XX:+UseSerialGC',
  ];
}
