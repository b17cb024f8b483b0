/** Where the classes of Kafka's client are in an engine. Pure. */
import type { EngineFile } from '../../engines/engine-file.ts';

export const plainKafkaPackage = 'org.apache.kafka';

/** The connector that is one jar holds the client under a name of its own; login modules are named by class. */
export function kafkaPackageOf({ connectors, artifacts }: Pick<EngineFile, 'connectors' | 'artifacts'>): string {
  const offer = connectors['kafka'];
  const names = Array.isArray(offer) ? offer : [];
  const isOneJar = names.some((name) => artifacts[name]?.maven.includes(':flink-sql-connector-kafka:') === true);
  return isOneJar ? `org.apache.flink.kafka.shaded.${plainKafkaPackage}` : plainKafkaPackage;
}
