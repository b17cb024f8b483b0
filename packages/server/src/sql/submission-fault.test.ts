import { describe, expect, it } from 'vitest';

import { readFault } from '../flink/gateway-fault.ts';
import samples from './fixtures/gateway-errors.json' with { type: 'json' };
import { classOfStatementFault, isOutOfReach, judgeFault } from './submission-fault.ts';

const outer = [
  'Internal server error.',
  '<Exception on server side:',
  'org.apache.flink.table.gateway.api.utils.SqlGatewayException: org.apache.flink.table.gateway.api.utils.SqlGatewayException: Failed to fetchResults.',
  '\tat org.apache.flink.table.gateway.rest.handler.statement.FetchResultsHandler.handleRequest(FetchResultsHandler.java:91)',
  'Caused by: org.apache.flink.table.gateway.service.utils.SqlExecutionException: Failed to execute the operation eb2eb2b7.',
  'Caused by: org.apache.flink.table.api.TableException: Failed to execute sql',
  "Caused by: org.apache.flink.util.FlinkException: Failed to execute job 'insert-into_snk'.",
  'Caused by: org.apache.flink.runtime.client.JobSubmissionException: Failed to submit ExecutionPlan.',
];

function verdictOf(...inner: string[]) {
  return judgeFault(readFault([[...outer, ...inner].join('\n')]));
}

describe('judgeFault', () => {
  it('never takes a duplicate for success or for refusal', () => {
    const verdict = verdictOf(
      'Caused by: org.apache.flink.runtime.rest.util.RestClientException: [Internal server error., <Exception on server side:',
      'org.apache.flink.runtime.client.DuplicateJobSubmissionException: Job has already been submitted.',
    );

    expect(verdict.kind).toBe('duplicate');
  });

  it.each([
    'Caused by: java.net.ConnectException: Connection refused',
    'Caused by: java.net.UnknownHostException: flink.example.com: Name or service not known',
  ])('is sure that nothing was sent when no connection was made: %s', (line) => {
    expect(verdictOf(line)).toMatchObject({ kind: 'refused', class: 'environment' });
  });

  it.each([
    'Caused by: java.util.concurrent.TimeoutException',
    'Caused by: java.io.IOException: Connection reset by peer',
    'Caused by: org.apache.flink.runtime.rest.ConnectionClosedException: Channel became inactive.',
    'Caused by: java.lang.IllegalStateException: something new',
  ])('does not know when the request may have arrived: %s', (line) => {
    expect(verdictOf(line).kind).toBe('unknown');
  });

  it('is sure when the cluster says that it refused', () => {
    const verdict = verdictOf(
      'Caused by: org.apache.flink.runtime.rest.util.RestClientException: [Internal server error., <Exception on server side:',
      'org.apache.flink.runtime.rest.handler.RestHandlerException: Failed to deserialize JobGraph.',
      'Caused by: java.lang.ClassNotFoundException: com.example.Sink',
    );

    expect(verdict).toMatchObject({ kind: 'refused', class: 'environment' });
  });

  it.each(Object.keys(samples))('%s is a fault of the statement', (name) => {
    expect(judgeFault(readFault(samples[name as keyof typeof samples].errors)).kind).toBe('statement');
  });
});

describe('classOfStatementFault', () => {
  it('is the user’s, unless something could not be reached', () => {
    const unreachable = readFault([
      'org.apache.flink.table.api.ValidationException: Failed to create catalog\nCaused by: java.net.ConnectException: Connection refused',
    ]);

    expect(classOfStatementFault(readFault(samples.table_missing.errors))).toBe('user');
    expect(classOfStatementFault(unreachable)).toBe('environment');
  });
});

describe('isOutOfReach', () => {
  const of = (...lines: string[]) => isOutOfReach(readFault([lines.join('\n')]));

  it('holds of a catalog or source that did not answer', () => {
    const outer = 'org.apache.flink.table.api.ValidationException: Failed to get tables.';
    expect(of(outer, 'Caused by: java.net.ConnectException: Connection refused')).toBe(true);
    expect(of(outer, 'Caused by: java.net.SocketTimeoutException: connect timed out')).toBe(true);
  });

  it('does not hold of wrong SQL, whatever it is about', () => {
    expect(of("org.apache.calcite.sql.validate.SqlValidatorException: Column 'timeout' not found in any table")).toBe(
      false,
    );
  });
});
