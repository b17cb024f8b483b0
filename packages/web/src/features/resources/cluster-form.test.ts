import { describe, expect, it } from 'vitest';

import { ClusterCreate } from '@liusu/contract/cluster';

import {
  type ClusterFormValues,
  emptyClusterForm,
  isPem,
  sendsSecretInClear,
  toClusterCreate,
  urlProblem,
} from './cluster-form.ts';

function form(change: Partial<ClusterFormValues>): ClusterFormValues {
  return { ...emptyClusterForm, name: 'prod', restUrl: 'https://flink.example.com:8081', ...change };
}

describe('urlProblem', () => {
  it.each([
    ['', 'missing'],
    ['   ', 'missing'],
    ['flink.example.com:8081', 'scheme'],
    ['ftp://flink.example.com', 'scheme'],
    ['http://', 'form'],
    ['http://a b', 'form'],
    ['http://admin:secret@flink.example.com:8081', 'credentials'],
    ['http://flink.example.com:8081', undefined],
    [' https://10.0.0.8:8443/flink/ ', undefined],
  ])('of %j is %s', (typed, problem) => {
    expect(urlProblem(typed)).toBe(problem);
  });
});

describe('toClusterCreate', () => {
  it('is what the contract takes', () => {
    const sent = toClusterCreate(form({ name: ' prod ', restUrl: ' https://flink.example.com:8081/ ' }));
    expect(ClusterCreate.safeParse(sent).success).toBe(true);
    expect(sent).toMatchObject({ name: 'prod', restUrl: 'https://flink.example.com:8081', auth: { kind: 'none' } });
  });

  it('sends only the credentials of the kind chosen', () => {
    const typed = { user: 'ops', password: 'p', token: 't' };
    expect(toClusterCreate(form({ ...typed, authKind: 'basic' })).auth).toEqual({
      kind: 'basic',
      user: 'ops',
      password: 'p',
    });
    expect(toClusterCreate(form({ ...typed, authKind: 'bearer' })).auth).toEqual({ kind: 'bearer', token: 't' });
    expect(toClusterCreate(form(typed)).auth).toEqual({ kind: 'none' });
  });

  it('leaves TLS settings behind when the address is not https', () => {
    const tls = { caPem: 'x', tlsInsecure: true };
    expect(toClusterCreate(form(tls))).toMatchObject(tls);
    const plain = toClusterCreate(form({ ...tls, restUrl: 'http://flink.example.com' }));
    expect(plain.tlsInsecure).toBe(false);
    expect(plain).not.toHaveProperty('caPem');
  });
});

describe('the engine', () => {
  it('is left to the cluster until one is chosen', () => {
    expect(toClusterCreate(form({}))).not.toHaveProperty('engine');
    expect(toClusterCreate(form({ engine: 'flink-1.20' })).engine).toBe('flink-1.20');
  });
});

describe('sendsSecretInClear', () => {
  it('is true for credentials over http alone', () => {
    expect(sendsSecretInClear(form({ restUrl: 'http://a', authKind: 'basic' }))).toBe(true);
    expect(sendsSecretInClear(form({ restUrl: 'http://a', authKind: 'none' }))).toBe(false);
    expect(sendsSecretInClear(form({ restUrl: 'https://a', authKind: 'bearer' }))).toBe(false);
  });
});

describe('isPem', () => {
  it('takes nothing, or whole certificates', () => {
    expect(isPem(' ')).toBe(true);
    expect(isPem('-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n')).toBe(true);
    expect(isPem('MIIB')).toBe(false);
    expect(isPem('-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----')).toBe(false);
  });
});
