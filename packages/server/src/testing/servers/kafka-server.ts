/**
 * A Kafka broker for tests: one node that is its own controller (KRaft), on free ports of the loopback interface. Its jars are
 * listed in kafka-jars.json and fetched like those of engines.
 */
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { z } from 'zod';

import { testCacheDir, testSources } from '../../drivers/test-engines.ts';
import { fetchArtifacts } from '../../engines/download.ts';
import { Artifact } from '../../engines/engine-file.ts';
import { runProgram } from './run-program.ts';
import { serverJava } from './server-java.ts';
import { accepts, freePorts, ServerProcess } from './server-process.ts';

export interface KafkaServer {
  /** `host:port` */
  bootstrapServers: string;
  /** `host:port` of a listener that asks for an account by SASL PLAIN; with `account` only. */
  accountServers: string;
  createTopic(name: string, partitions?: number): Promise<void>;
  /** Topics that are not Kafka's own, by name. */
  topics(): Promise<string[]>;
  /** Writes one record per value, or per pair of key and value. */
  produce(topic: string, records: readonly (string | readonly [key: string, value: string])[]): Promise<void>;
  /** The first `count` committed records from the beginning: values, a deleted one as null. Throws when they do not come. */
  consume(topic: string, count: number): Promise<(string | null)[]>;
  /** Groups that have committed positions or members. */
  consumerGroups(): Promise<string[]>;
  stop(): Promise<void>;
}

const jarsFile = join(import.meta.dirname, 'kafka-jars.json');
const keyEnd = '\u0001';
const nothing = '\u0002';

export interface KafkaAccount {
  username: string;
  password: string;
}

/** `folder`: an existing one of the test's own. `account`: let in by a listener of its own. */
export async function startKafka(folder: string, account?: KafkaAccount): Promise<KafkaServer> {
  const { artifacts } = z.object({ artifacts: z.array(Artifact) }).parse(JSON.parse(readFileSync(jarsFile, 'utf8')));
  const [jars, java] = await Promise.all([
    fetchArtifacts(artifacts, { cacheDir: testCacheDir, sources: testSources }),
    serverJava(),
  ]);
  const [clientPort = 0, controllerPort = 0, accountPort = 0] = await freePorts(3);
  const bootstrapServers = `127.0.0.1:${clientPort}`;
  const settings = join(folder, 'kafka.properties');
  await writeFile(
    settings,
    propertiesOf(folder, clientPort, controllerPort, account && { ...account, port: accountPort }),
  );
  const flags = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-XX:-UsePerfData', `-Djava.io.tmpdir=${folder}`];
  const programOf = (heapMb: number, logLevel: string, mainClass: string, args: readonly string[]) => [
    ...[`-Xmx${heapMb}m`, ...flags, `-Dorg.slf4j.simpleLogger.defaultLogLevel=${logLevel}`],
    ...['-cp', jars.join(':'), mainClass, ...args],
  ];
  const env = { LC_ALL: 'C.UTF-8' };
  const tool = (mainClass: string, args: readonly string[], input?: string) =>
    runProgram({
      command: java,
      args: programOf(128, 'error', mainClass, args),
      env,
      cwd: folder,
      ...(input === undefined ? {} : { input }),
    });
  const server = ['--bootstrap-server', bootstrapServers];
  await tool('kafka.tools.StorageTool', ['format', '-t', 'bGl1c3UtdGVzdC1rYWZrYQ', '-c', settings]);
  const broker = await ServerProcess.start(
    { command: java, args: programOf(384, 'warn', 'kafka.Kafka', [settings]), cwd: folder, env },
    () => accepts(clientPort),
  );
  return {
    bootstrapServers,
    accountServers: `127.0.0.1:${accountPort}`,
    createTopic: async (name, partitions = 1) => {
      const args = [...server, '--create', '--topic', name, '--partitions', String(partitions)];
      await tool('org.apache.kafka.tools.TopicCommand', args);
    },
    topics: async () =>
      linesOf(await tool('org.apache.kafka.tools.TopicCommand', [...server, '--list', '--exclude-internal'])),
    produce: async (topic, records) => {
      const properties = [`key.separator=${keyEnd}`, 'parse.key=true', `null.marker=${nothing}`];
      const lines = records.map((one) => (typeof one === 'string' ? `${nothing}${keyEnd}${one}` : one.join(keyEnd)));
      await tool(
        'org.apache.kafka.tools.ConsoleProducer',
        [...server, '--topic', topic, ...properties.flatMap((pair) => ['--property', pair])],
        `${lines.join('\n')}\n`,
      );
    },
    consume: async (topic, count) => {
      const args = ['--topic', topic, '--from-beginning', '--isolation-level', 'read_committed'];
      const limits = ['--max-messages', String(count), '--timeout-ms', '30000'];
      const format = ['--property', `null.literal=${nothing}`];
      const all = [...server, ...args, ...limits, ...format];
      const values = linesOf(await tool('org.apache.kafka.tools.consumer.ConsoleConsumer', all));
      if (values.length < count) throw new Error(`${topic} holds ${values.length} of ${count} records`);
      return values.map((value) => (value === nothing ? null : value));
    },
    consumerGroups: async () =>
      linesOf(await tool('org.apache.kafka.tools.consumer.group.ConsumerGroupCommand', [...server, '--list'])).sort(),
    stop: () => broker.stop(),
  };
}

function propertiesOf(
  folder: string,
  clientPort: number,
  controllerPort: number,
  account: (KafkaAccount & { port: number }) | undefined,
): string {
  const more = account === undefined ? '' : `,ACCOUNT://127.0.0.1:${account.port}`;
  const one = ['offsets.topic', 'transaction.state.log', 'share.coordinator.state.topic'];
  const settings = {
    'process.roles': 'broker,controller',
    'node.id': '1',
    'controller.quorum.voters': `1@127.0.0.1:${controllerPort}`,
    listeners: `PLAINTEXT://127.0.0.1:${clientPort},CONTROLLER://127.0.0.1:${controllerPort}${more}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${clientPort}${more}`,
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,ACCOUNT:SASL_PLAINTEXT',
    ...(account === undefined ? {} : accountSettings(account)),
    'log.dirs': join(folder, 'kafka'),
    ...Object.fromEntries(one.map((topic) => [`${topic}.replication.factor`, '1'])),
    'offsets.topic.num.partitions': '1',
    'transaction.state.log.num.partitions': '1',
    'transaction.state.log.min.isr': '1',
    'share.coordinator.state.topic.min.isr': '1',
    'group.initial.rebalance.delay.ms': '0',
    'log.cleaner.dedupe.buffer.size': '4194304',
    'auto.create.topics.enable': 'false',
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join('');
}

function accountSettings({ username, password }: KafkaAccount): Record<string, string> {
  return {
    'sasl.enabled.mechanisms': 'PLAIN',
    'listener.name.account.plain.sasl.jaas.config': `org.apache.kafka.common.security.plain.PlainLoginModule required user_${username}="${password}";`,
  };
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
