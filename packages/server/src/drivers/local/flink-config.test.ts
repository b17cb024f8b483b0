import { describe, expect, it } from 'vitest';

import { javaArguments } from './command-line.ts';
import { clusterOptions, configYaml, gatewayOptions, logProperties } from './flink-config.ts';
import { sizeProcesses } from './memory.ts';

const sizing = sizeProcesses(16 * 1024 ** 3);
const folders = { checkpointsDir: '/data/my state/chk', savepointsDir: '/data/my state/svp', tmpDir: '/data/tmp' };
const cluster = clusterOptions({ ...folders, sizing, ports: { rest: 1001, rpc: 1002, blob: 1003 } });
const gateway = gatewayOptions(folders, 1004);

describe('the local cluster', () => {
  it('binds every port to the loopback interface', () => {
    const hosts = Object.entries(cluster).filter(([key]) =>
      /(bind-host|bind-address|address|taskmanager\.host)$/.test(key),
    );
    expect(hosts.length).toBeGreaterThanOrEqual(6);
    expect(new Set(hosts.map(([, value]) => value))).toEqual(new Set(['127.0.0.1']));
    expect(gateway['sql-gateway.endpoint.rest.bind-address']).toBe('127.0.0.1');
  });

  it('keeps checkpoints of cancelled jobs, in folders written as URIs', () => {
    for (const options of [cluster, gateway]) {
      expect(options['execution.checkpointing.externalized-checkpoint-retention']).toBe('RETAIN_ON_CANCELLATION');
      expect(options['execution.checkpointing.dir']).toBe('file:///data/my%20state/chk');
    }
  });

  it('does not let the gateway presume a cluster: each session names its own', () => {
    expect(Object.keys(gateway).filter((key) => /^(rest\.|execution\.target|jobmanager\.)/.test(key))).toEqual([]);
  });
});

describe('the memory of processes', () => {
  it('adds up to what Flink is told in all', () => {
    const bytes = (key: string) => Number.parseInt(cluster[key] ?? '', 10);
    const parts = ['framework.heap', 'task.heap', 'framework.off-heap', 'task.off-heap', 'managed', 'jvm-metaspace'];
    const sum = parts.reduce((total, part) => total + bytes(`taskmanager.memory.${part}.size`), 0);
    const rest = bytes('taskmanager.memory.network.max') + bytes('taskmanager.memory.jvm-overhead.max');
    expect(sum + rest).toBe(bytes('taskmanager.memory.process.size'));
  });

  it('is the same on the command line as in the configuration', () => {
    const args = javaArguments({
      role: 'taskmanager',
      name: 'taskmanager-1',
      mark: '-Dliusu.instance=x',
      jars: ['/a.jar', '/b.jar'],
      confDir: '/conf',
      tmpDir: '/tmp',
      logFile: '/logs/taskmanager-1.log',
      sizing,
    });
    const heap = sizing.taskManager.frameworkHeapBytes + sizing.taskManager.taskHeapBytes;
    expect(args).toContain(`-Xmx${heap}`);
    expect(args).toContain('-XX:MaxMetaspaceSize=536870912');
    expect(args).toEqual(
      expect.arrayContaining(['-Dliusu.instance=x', '-Dliusu.process=taskmanager-1', '/a.jar:/b.jar']),
    );
    expect(args.slice(-2)).toEqual(['--configDir', '/conf']);
  });
});

describe('configYaml', () => {
  it('quotes every value', () => {
    expect(configYaml({ 'a.b': '8081', c: 'say "x": {y}' })).toBe('a.b: "8081"\nc: "say \\"x\\": {y}"\n');
  });
});

describe('logProperties', () => {
  it('bounds the logs', () => {
    expect(logProperties(5, 2)).toContain('size.size = 5MB');
    expect(logProperties(5, 2)).toContain('strategy.max = 2');
  });
});
