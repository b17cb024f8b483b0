/** Kafka: topics, their partitions, and some of their messages, read by no consumer group. */
import type { SourceNamespace, SourceTable, TopicMessage } from '@liusu/contract/source';
import type { Consumer, Admin, ClusterTopicMetadata } from '@platformatic/kafka';

import { isoOf } from '../../lib/clock.ts';
import type { ReadTable } from '../mapped-type.ts';
import { tlsOptionsOf } from '../reach.ts';
import { SourceError } from '../source-error.ts';
import type { ConnectionOf, OpenOptions, SourceSession, TablePage, TableQuery } from '../source-session.ts';
import { serversOf } from '../source-places.ts';
import { guessTopic, type RawMessage } from './guess-topic.ts';
import { shownBytes } from '../guess/shown-bytes.ts';
import { type Words, words } from '../../lib/words.ts';

const latestOffset = -1n;
const earliestOffset = -2n;
/** Messages looked at, in all and for each partition; bytes fetched for each. */
const sampledMessages = 50;
const sampledPartitions = 20;
const sampledBytes = 512 * 1024;
const shownMessages = 10;

/** Throws what the client throws. */
export async function openKafka(
  connection: ConnectionOf<'kafka'>,
  { signal, timeoutMs }: OpenOptions,
): Promise<SourceSession> {
  const { Admin, Consumer } = await import('@platformatic/kafka');
  const tls = tlsOptionsOf(connection);
  const options = {
    clientId: 'liusu',
    bootstrapBrokers: serversOf(connection.servers),
    connectTimeout: timeoutMs,
    requestTimeout: timeoutMs,
    timeout: timeoutMs,
    retries: false,
    autocreateTopics: false,
    ...(tls === undefined ? {} : { tls, tlsServerName: true }),
    ...(connection.sasl === 'none'
      ? {}
      : { sasl: { mechanism: connection.sasl, username: connection.username, password: connection.password ?? '' } }),
  };
  const admin = new Admin(options);
  // The name of a group is demanded; the group is never joined, and nothing is committed.
  const consumer = new Consumer({ ...options, groupId: 'liusu-not-joined' });
  const close = async () => {
    signal.removeEventListener('abort', abort);
    await Promise.allSettled([admin.close(), consumer.close(true)]);
  };
  const abort = () => void close();
  signal.addEventListener('abort', abort, { once: true });
  try {
    await admin.metadata({ topics: [] });
    return new KafkaSession(admin, consumer, close);
  } catch (error) {
    await close();
    throw error;
  }
}

class KafkaSession implements SourceSession {
  readonly #admin: Admin;
  readonly #consumer: Consumer;
  readonly #close: () => Promise<void>;

  constructor(admin: Admin, consumer: Consumer, close: () => Promise<void>) {
    this.#admin = admin;
    this.#consumer = consumer;
    this.#close = close;
  }

  close(): Promise<void> {
    return this.#close();
  }

  /** Brokers do not tell their version; the newest form of a request they know does. */
  async version(): Promise<string> {
    const apis = await this.#admin.listApis();
    const fetch = apis.find((api) => api.name === 'Fetch')?.maxVersion ?? 0;
    const [since] = versionsByFetch.find(([, version]) => fetch >= version) ?? ['earlier than 2.7'];
    return `Kafka ${since}`;
  }

  /** The first address may answer while those that the brokers announce do not. */
  async readable(): Promise<Words> {
    const { brokers } = await this.#admin.metadata({ topics: [], forceUpdate: true });
    const places = [...brokers.values()].map(({ host, port }) => `${host}:${port}`).join(', ');
    try {
      await this.#admin.connectToBrokers(null);
    } catch (error) {
      throw new SourceError('BROKER_NOT_REACHABLE', `the brokers announce ${places}`, { cause: error });
    }
    const topics = await this.#admin.listTopics();
    return words(
      `可见 ${topics.length} 个主题；每个 Broker 都可达：${places}`,
      `${topics.length} topics can be seen; every broker is reached: ${places}`,
    );
  }

  async namespaces(): Promise<SourceNamespace[]> {
    return [];
  }

  async tables({ search, limit, after }: TableQuery): Promise<TablePage> {
    const all = (await this.#admin.listTopics())
      .filter((name) => name.toLowerCase().includes(search?.toLowerCase() ?? ''))
      .sort((left, right) => (left < right ? -1 : 1));
    const names = (after === undefined ? all : all.filter((name) => name > after[1])).slice(0, limit);
    const { topics } = await this.#admin.metadata({ topics: names, forceUpdate: true });
    return {
      total: all.length,
      items: names.map((name) => topicOf(name, topics.get(name)?.partitionsCount ?? null, null)),
    };
  }

  async table(_namespace: string, name: string): Promise<ReadTable> {
    const all = await this.#admin.listTopics({ includeInternals: true });
    if (!all.includes(name)) throw new SourceError('TABLE_NOT_FOUND', `there is no topic ${name}`);
    const { topics } = await this.#consumer.metadata({ topics: [name], forceUpdate: true });
    const topic = topics.get(name);
    if (topic === undefined) throw new SourceError('TABLE_NOT_FOUND', `there is no topic ${name}`);
    const offsetsAt = async (timestamp: bigint) =>
      (await this.#consumer.listOffsets({ topics: [name], timestamp })).get(name) ?? [];
    const [earliest, latest] = [await offsetsAt(earliestOffset), await offsetsAt(latestOffset)];
    const partitions = topic.partitions.map(({ leader }, partition) => ({
      partition,
      leader,
      earliest: earliest[partition] ?? 0n,
      latest: latest[partition] ?? 0n,
    }));
    const messages = await this.#sample(topic, partitions);
    const guess = guessTopic(messages);
    const held = partitions.reduce((sum, one) => sum + (one.latest - one.earliest), 0n);
    return {
      ...topicOf(name, partitions.length, Number(held)),
      columns: guess.columns,
      topic: {
        partitions: partitions.map((one) => ({
          ...one,
          earliest: String(one.earliest),
          latest: String(one.latest),
        })),
        messages: messages.slice(-shownMessages).reverse().map(shown),
        format: guess.format,
      },
      files: null,
    };
  }

  /** The newest messages of the partitions that hold any, oldest first. */
  async #sample(topic: ClusterTopicMetadata, partitions: readonly PartitionSpan[]): Promise<RawMessage[]> {
    const filled = partitions.filter((one) => one.latest > one.earliest).slice(0, sampledPartitions);
    if (filled.length === 0) return [];
    const each = BigInt(Math.ceil(sampledMessages / filled.length));
    const messages: RawMessage[] = [];
    for (const { partition, leader, earliest, latest } of filled) {
      const from = latest - each > earliest ? latest - each : earliest;
      const answer = await this.#consumer.fetch({
        node: leader,
        minBytes: 1,
        maxBytes: sampledBytes,
        maxWaitTime: 1_000,
        topics: [
          {
            topicId: topic.id,
            partitions: [
              {
                partition,
                currentLeaderEpoch: -1,
                fetchOffset: from,
                lastFetchedEpoch: -1,
                partitionMaxBytes: sampledBytes,
              },
            ],
          },
        ],
      });
      for (const batch of answer.responses.flatMap((one) => one.partitions).flatMap((one) => one.records ?? [])) {
        // Marks of transactions are no messages.
        if ((batch.attributes & controlBatch) !== 0) continue;
        for (const record of batch.records) {
          const offset = batch.firstOffset + BigInt(record.offsetDelta);
          if (offset < from) continue;
          const atMs = Number(batch.firstTimestamp + record.timestampDelta);
          messages.push({ partition, offset, atMs, key: record.key, value: record.value });
        }
      }
    }
    return messages.sort((left, right) => left.atMs - right.atMs).slice(-sampledMessages);
  }
}

const controlBatch = 0x20;

interface PartitionSpan {
  partition: number;
  leader: number;
  earliest: bigint;
  latest: bigint;
}

/** Newest first: what a broker that knows this form of a fetch is at least. */
const versionsByFetch: readonly (readonly [string, number])[] = [
  ['4.1 or later', 18],
  ['3.9 or later', 17],
  ['3.7 or later', 16],
  ['3.5 or later', 15],
  ['3.3 or later', 14],
  ['3.1 or later', 13],
  ['2.7 or later', 12],
];

function topicOf(name: string, partitions: number | null, rows: number | null): SourceTable {
  return { namespace: '', name, kind: 'topic', comment: '', rows, partitions };
}

function shown(message: RawMessage): TopicMessage {
  return {
    partition: message.partition,
    offset: String(message.offset),
    at: message.atMs < 0 ? null : isoOf(message.atMs),
    key: shownBytes(message.key),
    value: shownBytes(message.value),
  };
}
