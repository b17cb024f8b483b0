/** Flink's configuration for the local engine. Pure: settings in, options or text out. */
import { pathToFileURL } from 'node:url';

import { type LocalSizing, processBytesOf } from './memory.ts';

export interface FlinkConfigInput {
  ports: ClusterPorts;
  sizing: LocalSizing;
  /** Absolute folders. `tmpDir` is of one process, emptied when it is started. */
  checkpointsDir: string;
  savepointsDir: string;
  tmpDir: string;
}

export interface ClusterPorts {
  rest: number;
  rpc: number;
  blob: number;
}

const loopback = '127.0.0.1';

/** Options of the JobManager and the TaskManagers. */
export function clusterOptions(input: FlinkConfigInput): Record<string, string> {
  return { ...sharedOptions(input), ...jobManagerOptions(input), ...taskManagerOptions(input.sizing) };
}

/** What every process needs: a job's own options are made in the gateway, hence the defaults for jobs stand here. */
export type SharedConfigInput = Omit<FlinkConfigInput, 'ports' | 'sizing'>;

/** Options of the SQL gateway. Which cluster a session submits to is set in the session. */
export function gatewayOptions(input: SharedConfigInput, gatewayPort: number): Record<string, string> {
  return {
    ...sharedOptions(input),
    'sql-gateway.endpoint.rest.address': loopback,
    'sql-gateway.endpoint.rest.bind-address': loopback,
    'sql-gateway.endpoint.rest.port': String(gatewayPort),
  };
}

function sharedOptions(input: SharedConfigInput): Record<string, string> {
  return {
    // The default drops what a checkpoint of large in-memory state tells the JobManager, and it then never completes.
    'pekko.framesize': '134217728b',
    'heartbeat.interval': '2 s',
    'heartbeat.timeout': '10 s',
    'parallelism.default': '1',
    'pipeline.max-parallelism': '360',
    'io.tmp.dirs': input.tmpDir,
    'state.backend.type': 'hashmap',
    'execution.checkpointing.dir': pathToFileURL(input.checkpointsDir).href,
    'execution.checkpointing.savepoint-dir': pathToFileURL(input.savepointsDir).href,
    'execution.checkpointing.interval': '10 s',
    'execution.checkpointing.num-retained': '3',
    'execution.checkpointing.externalized-checkpoint-retention': 'RETAIN_ON_CANCELLATION',
    'restart-strategy.type': 'exponential-delay',
    'restart-strategy.exponential-delay.initial-backoff': '1 s',
    'restart-strategy.exponential-delay.max-backoff': '30 s',
    'restart-strategy.exponential-delay.attempts-before-reset-backoff': '10',
    // Hadoop and the lakes keep static threads that refer to a job's class loader; Flink's check would fail them at work's end.
    'classloader.check-leaked-classloader': 'false',
  };
}

function jobManagerOptions({ ports, sizing, tmpDir }: FlinkConfigInput): Record<string, string> {
  const { heapBytes, offHeapBytes, metaspaceBytes, overheadBytes } = sizing.jobManager;
  return {
    'jobmanager.rpc.address': loopback,
    'jobmanager.rpc.port': String(ports.rpc),
    'jobmanager.bind-host': loopback,
    'blob.server.port': String(ports.blob),
    'rest.address': loopback,
    'rest.port': String(ports.rest),
    'rest.bind-address': loopback,
    'rest.bind-port': String(ports.rest),
    'jobmanager.scheduler': 'adaptive',
    'jobmanager.memory.process.size': `${heapBytes + offHeapBytes + metaspaceBytes + overheadBytes}b`,
    'jobmanager.memory.heap.size': `${heapBytes}b`,
    'jobmanager.memory.off-heap.size': `${offHeapBytes}b`,
    'jobmanager.memory.jvm-metaspace.size': `${metaspaceBytes}b`,
    'jobmanager.memory.jvm-overhead.min': `${overheadBytes}b`,
    'jobmanager.memory.jvm-overhead.max': `${overheadBytes}b`,
    // What ended stays known for a week, and asynchronous results for a day: long enough for a platform that was down.
    'jobstore.type': 'File',
    'jobstore.expiration-time': String(7 * 24 * 3600),
    'rest.async.store-duration': '24 h',
    'rest.flamegraph.enabled': 'true',
    'metrics.fetcher.update-interval': '2000',
    'web.upload.dir': tmpDir,
    // Jars run through the gateway or not at all: nobody uploads to Flink behind the platform's back.
    'web.submit.enable': 'false',
  };
}

function taskManagerOptions(sizing: LocalSizing): Record<string, string> {
  const memory = sizing.taskManager;
  return {
    'taskmanager.host': loopback,
    'taskmanager.bind-host': loopback,
    'taskmanager.rpc.port': '0',
    'taskmanager.data.port': '0',
    'taskmanager.numberOfTaskSlots': String(sizing.slots),
    'taskmanager.cpu.cores': String(sizing.slots),
    'taskmanager.memory.process.size': `${processBytesOf(memory)}b`,
    'taskmanager.memory.framework.heap.size': `${memory.frameworkHeapBytes}b`,
    'taskmanager.memory.task.heap.size': `${memory.taskHeapBytes}b`,
    'taskmanager.memory.framework.off-heap.size': `${memory.frameworkOffHeapBytes}b`,
    'taskmanager.memory.task.off-heap.size': `${memory.taskOffHeapBytes}b`,
    'taskmanager.memory.network.min': `${memory.networkBytes}b`,
    'taskmanager.memory.network.max': `${memory.networkBytes}b`,
    'taskmanager.memory.managed.size': `${memory.managedBytes}b`,
    'taskmanager.memory.jvm-metaspace.size': `${memory.metaspaceBytes}b`,
    'taskmanager.memory.jvm-overhead.min': `${memory.overheadBytes}b`,
    'taskmanager.memory.jvm-overhead.max': `${memory.overheadBytes}b`,
  };
}

/** The text of `config.yaml`. Every value is quoted, so that none is read as another type. */
export function configYaml(options: Record<string, string>): string {
  return Object.entries(options)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
    .join('');
}

/** Options beginning so, out of a text that `configYaml` made. */
export function optionsOfYaml(text: string, prefix: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => line.startsWith(prefix));
  return Object.fromEntries(
    lines.map((line) => {
      const end = line.indexOf(': ');
      return [line.slice(0, end), JSON.parse(line.slice(end + 2)) as string];
    }),
  );
}

/** The text of `log4j.properties`: the file named by `-Dlog.file`, rolled by size, so that logs stay bounded. */
export function logProperties(maxFileMib = 20, keptFiles = 4): string {
  return [
    'monitorInterval = 30',
    'rootLogger.level = INFO',
    'rootLogger.appenderRef.file.ref = File',
    'appender.file.name = File',
    'appender.file.type = RollingFile',
    'appender.file.append = true',
    'appender.file.fileName = ${sys:log.file}',
    'appender.file.filePattern = ${sys:log.file}.%i',
    'appender.file.layout.type = PatternLayout',
    'appender.file.layout.pattern = %d{yyyy-MM-dd HH:mm:ss,SSS} %-5p %-60c %x - %m%n',
    'appender.file.policies.type = Policies',
    'appender.file.policies.size.type = SizeBasedTriggeringPolicy',
    `appender.file.policies.size.size = ${maxFileMib}MB`,
    'appender.file.strategy.type = DefaultRolloverStrategy',
    `appender.file.strategy.max = ${keptFiles}`,
    '',
  ].join('\n');
}
